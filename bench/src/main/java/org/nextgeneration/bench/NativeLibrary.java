package org.nextgeneration.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.llama.NativeDirectory;
import org.nextgeneration.llama.NativePlatform;

/** Where the project's own build of libllama is, seen from its root. */
public final class NativeLibrary {
    private NativeLibrary() {}

    /** {@return the directory with the build for this machine} */
    public static Path directory() {
        Path modules = Path.of("llama", "natives", "node_modules");
        return NativeDirectory.find(
                        Optional.empty(),
                        List.of(NativePlatform.current().orElseThrow().directoryUnder(modules)))
                .directory();
    }
}
