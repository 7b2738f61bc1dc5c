package org.nextgeneration.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.llama.NativePlatform;

/** Where tests find the native library: in the folder that the build fills. */
final class TestSettings {
    private TestSettings() {}

    static EmbeddedEngine.Settings in(Path runtimeDirectory) {
        return in(
                runtimeDirectory,
                new GpuGuard(new NoGpuSource(List.of()), GpuPolicy.BUILT_IN),
                _ -> {});
    }

    static EmbeddedEngine.Settings in(
            Path runtimeDirectory, GpuGuard guard, Consumer<Proof> proofs) {
        return new EmbeddedEngine.Settings(
                Optional.empty(),
                List.of(natives()),
                runtimeDirectory,
                guard,
                proofs,
                List.of(),
                Boolean.getBoolean("nextgen.test.verbose"));
    }

    static Path natives() {
        Path root = Path.of(System.getProperty("nextgen.root", ".."));
        return NativePlatform.current()
                .orElseThrow()
                .directoryUnder(root.resolve("llama/natives/node_modules"));
    }
}
