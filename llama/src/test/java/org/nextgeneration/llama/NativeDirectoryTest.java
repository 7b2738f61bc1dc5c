package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativeDirectoryTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "libggml-base.so, libggml.v0.5.0.so, libllama.v0.5.0.so",
        "libggml-base.so, libggml.so, libllama.so",
        "ggml-base.dll, ggml.v0.5.0.dll, llama.v0.5.0.dll",
        "ggml-base.dll, ggml.dll, llama.dll",
        "libggml-base.dylib, libggml.metal.v0.5.0.dylib, libllama.metal.v0.5.0.dylib",
        "libggml-base.so.0, libggml.so.0, libllama.so.0"
    })
    void at_namesOfEachPlatform_found(String base, String ggml, String llama) throws IOException {
        fill(directory, base, ggml, llama);
        fill(directory, "libllama-common.so", "libggml-cpu-x64.so", "llama-addon.node");
        NativeDirectory found = NativeDirectory.at(directory);
        assertEquals(directory.resolve(base), found.ggmlBase());
        assertEquals(directory.resolve(ggml), found.ggml());
        assertEquals(directory.resolve(llama), found.llama());
    }

    @Test
    void at_severalSpellings_shortestTaken() throws IOException {
        fill(directory, "libggml-base.so", "libggml.so");
        fill(directory, "libllama.so.0.5.0", "libllama.so.0", "libllama.so");
        assertEquals(directory.resolve("libllama.so"), NativeDirectory.at(directory).llama());
    }

    @Test
    void at_noDirectory_saysSo() {
        Path absent = directory.resolve("absent");
        String message = Refusal.message(LlamaException.class, () -> NativeDirectory.at(absent));
        assertTrue(message.startsWith(absent + ": found no directory"), message);
        assertTrue(message.contains("engine.llama.home"), message);
    }

    @Test
    void at_incomplete_namesWhatIsMissing() throws IOException {
        fill(directory, "libllama.so", "libggml.so");
        String message = Refusal.message(LlamaException.class, () -> NativeDirectory.at(directory));
        assertTrue(message.contains("no library ggml-base there"), message);
    }

    @Test
    void find_home_candidatesIgnored() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Path other = Files.createDirectory(directory.resolve("other"));
        fill(home, "libggml-base.so", "libggml.so", "libllama.so");
        fill(other, "libggml-base.so", "libggml.so", "libllama.so");
        assertEquals(home, NativeDirectory.find(Optional.of(home), List.of(other)).directory());
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThrows(
                LlamaException.class,
                () -> NativeDirectory.find(Optional.of(empty), List.of(other)));
    }

    @Test
    void find_candidates_firstThatHoldsOne() throws IOException {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        Path second = Files.createDirectory(directory.resolve("second"));
        fill(second, "libggml-base.so", "libggml.so", "libllama.so");
        assertEquals(
                second, NativeDirectory.find(Optional.empty(), List.of(empty, second)).directory());
    }

    @Test
    void find_nowhere_listsEveryPlace() {
        Path one = directory.resolve("one");
        Path two = directory.resolve("two");
        String message =
                Refusal.message(
                        LlamaException.class,
                        () -> NativeDirectory.find(Optional.empty(), List.of(one, two)));
        assertTrue(message.contains(one + ", " + two), message);
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, LINUX_X64, @node-llama-cpp/linux-x64",
        "Linux, aarch64, LINUX_ARM64, @node-llama-cpp/linux-arm64",
        "Windows 11, amd64, WINDOWS_X64, @node-llama-cpp/win-x64",
        "Windows 11, aarch64, WINDOWS_ARM64, @node-llama-cpp/win-arm64",
        "Mac OS X, x86_64, MAC_X64, @node-llama-cpp/mac-x64",
        "Mac OS X, aarch64, MAC_ARM64, @node-llama-cpp/mac-arm64-metal"
    })
    void platform_known_namesItsPackage(
            String system, String processor, NativePlatform platform, String packageName) {
        assertEquals(Optional.of(platform), NativePlatform.of(system, processor));
        assertEquals(packageName, platform.packageName());
    }

    @ParameterizedTest
    @CsvSource({"SunOS, amd64", "Linux, riscv64", "FreeBSD, aarch64"})
    void platform_unknown_empty(String system, String processor) {
        assertEquals(Optional.empty(), NativePlatform.of(system, processor));
    }

    private static void fill(Path directory, String... names) throws IOException {
        for (String name : names) {
            Files.createFile(directory.resolve(name));
        }
    }
}
