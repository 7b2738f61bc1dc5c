package org.nextgeneration.llama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaLibraryTest {
    @TempDir Path directory;

    @Test
    void open_installedBuild_versionDevicesAndSystem() {
        try (LlamaLibrary library = Natives.open()) {
            assertTrue(library.version().startsWith("0.5.0"), library.version());
            assertEquals(Natives.directory(), library.directory());
            List<Device> devices = library.devices();
            Device processor =
                    devices.stream()
                            .filter(device -> device.kind() == Device.Kind.CPU)
                            .findFirst()
                            .orElseThrow();
            assertTrue(processor.totalBytes() > 1 << 28, processor.toString());
            assertEquals("CPU", processor.name());
            assertEquals("CPU", processor.backEnd());
            assertEquals(Optional.empty(), processor.pciAddress());
            assertTrue(library.systemInformation().contains("CPU"), library.systemInformation());
        }
    }

    @Test
    void open_again_sameLibraryAndNoMoreDevices() {
        try (LlamaLibrary first = Natives.open();
                LlamaLibrary second = Natives.open()) {
            assertEquals(first.devices().size(), second.devices().size());
        }
    }

    @Test
    void open_anotherDirectory_refused() throws IOException {
        for (String name : List.of("libggml-base.so", "libggml.so", "libllama.so")) {
            Files.createFile(directory.resolve(name));
        }
        try (LlamaLibrary library = Natives.open()) {
            String message =
                    Refusal.message(
                            LlamaException.class,
                            () -> LlamaLibrary.open(directory, LogListener.QUIET));
            assertTrue(message.contains(library.directory() + " open already"), message);
        }
    }

    @Test
    void open_notALibrary_saysWhy() throws Exception {
        for (String name : List.of("libggml-base.so", "libggml.so", "libllama.so")) {
            Files.writeString(directory.resolve(name), "not a library");
        }
        String output = openInOwnProcess(directory);
        assertTrue(output.contains("refused " + directory), output);
        assertTrue(output.contains("the system cannot open it ("), output);
    }

    @Test
    void open_otherVersion_refused() throws Exception {
        String output = openInOwnProcess(fake("0.4.0", ""));
        assertTrue(output.contains("found libllama version 0.4.0, expected 0.5.0"), output);
    }

    @Test
    void open_functionMissing_namesIt() throws Exception {
        String output = openInOwnProcess(fake("0.5.0", ""));
        assertTrue(output.contains("found no function llama_log_set"), output);
    }

    @Test
    void open_otherStructs_refused() throws Exception {
        String everything =
                """
                void llama_log_set(void *a, void *b) {}
                void llama_backend_init(void) {}
                const char *llama_print_system_info(void) { return ""; }
                struct m { char b[88]; };
                struct m llama_model_default_params(void) { struct m p = {{0}}; return p; }
                struct c { char b[160]; };
                struct c llama_context_default_params(void) { struct c p = {{0}}; return p; }
                void ggml_backend_load_all_from_path(const char *p) {}
                unsigned long ggml_backend_dev_count(void) { return 0; }
                void *ggml_backend_dev_get(unsigned long i) { return 0; }
                void ggml_backend_dev_get_props(void *d, void *p) {}
                void *ggml_backend_dev_backend_reg(void *d) { return 0; }
                const char *ggml_backend_reg_name(void *r) { return ""; }
                """;
        String output = openInOwnProcess(fake("0.5.0", everything));
        assertTrue(output.contains("its structs differ"), output);
        assertTrue(output.contains("llama_model_params."), output);
    }

    @Test
    void log_listener_toldOfLines() throws IOException {
        List<String> lines = new ArrayList<>();
        Path model = TinyModel.write(directory.resolve("tiny.gguf"), 1);
        try (LlamaLibrary library =
                LlamaLibrary.open(
                        Natives.directory(),
                        (level, line) -> {
                            assertFalse(line.contains("\n"));
                            lines.add(level + " " + line);
                        })) {
            LlamaModel.load(library, model, ModelParameters.WHOLE, LoadProgress.NONE).close();
        }
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("INFO ")), lines.toString());
    }

    @Test
    void log_listenerThrows_libraryGoesOn() throws IOException {
        Path file = TinyModel.write(directory.resolve("tiny.gguf"), 1);
        try (LlamaLibrary library =
                        LlamaLibrary.open(
                                Natives.directory(),
                                (level, line) -> {
                                    throw new IllegalStateException("from the listener");
                                });
                LlamaModel model =
                        LlamaModel.load(library, file, ModelParameters.WHOLE, LoadProgress.NONE)) {
            assertEquals(TinyModel.LAYERS, model.layers());
        }
    }

    @Test
    void closed_used_saysSo() {
        LlamaLibrary library = Natives.open();
        library.close();
        library.close();
        assertThrows(IllegalStateException.class, library::devices);
        assertThrows(
                IllegalStateException.class,
                () ->
                        LlamaModel.load(
                                library, directory, ModelParameters.WHOLE, LoadProgress.NONE));
    }

    /** Builds three libraries, of which libllama reports a version and has some functions. */
    private Path fake(String version, String functions) throws IOException, InterruptedException {
        Path source = directory.resolve("fake.c");
        Files.writeString(
                source,
                "const char *llama_version(void) { return \"%s\"; }\n%s"
                        .formatted(version, functions));
        for (String name : List.of("libggml-base.so", "libggml.so", "libllama.so")) {
            run(
                    "gcc",
                    "-shared",
                    "-fPIC",
                    "-w",
                    "-o",
                    directory.resolve(name).toString(),
                    source.toString());
        }
        return directory;
    }

    private static void run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command).inheritIO().start();
            assertEquals(0, process.waitFor(), String.join(" ", command));
        } catch (IOException absent) {
            Assumptions.abort(
                    "NOT TESTED: a library of another version, for want of a C compiler: "
                            + absent.getMessage());
        }
    }

    private static String openInOwnProcess(Path home) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                OpenProbe.class.getName(),
                                home.toString())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output;
    }
}
