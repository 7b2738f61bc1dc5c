package org.nextgeneration.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.llama.NativePlatform;

/** Where tests find the native library: in the folder that the build fills. */
final class TestSettings {
    private TestSettings() {}

    static EmbeddedEngine.Settings in(Path runtimeDirectory) {
        return new EmbeddedEngine.Settings(
                Optional.empty(),
                List.of(natives()),
                runtimeDirectory,
                List.of(),
                Boolean.getBoolean("nextgen.test.verbose"));
    }

    private static Path natives() {
        Path root = Path.of(System.getProperty("nextgen.root", ".."));
        return NativePlatform.current()
                .orElseThrow()
                .directoryUnder(root.resolve("llama/natives/node_modules"));
    }
}
