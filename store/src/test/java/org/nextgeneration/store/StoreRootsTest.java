package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nextgeneration.store.StoreRoots.Platform;

class StoreRootsTest {
    private static final Path HOME = Path.of("home", "user");
    private static final Path OLLAMA = HOME.resolve(".ollama").resolve("models");

    @Test
    void resolve_nothingSet_platformDataFolderThenOllama() {
        assertEquals(
                List.of(
                        new StoreRoot(HOME.resolve(".local/share/nextgeneration/models")),
                        new StoreRoot(OLLAMA),
                        new StoreRoot(Path.of("/usr/share/ollama/.ollama/models"))),
                StoreRoots.resolve(Map.of(), null, Platform.LINUX, HOME, path -> false));
        assertEquals(
                HOME.resolve("Library/Application Support/NextGeneration/models"),
                own(Map.of(), Platform.MAC, false));
        assertEquals(
                HOME.resolve("AppData/Local/NextGeneration/models"),
                own(Map.of(), Platform.WINDOWS, false));
        assertEquals(
                Path.of("/data/nextgeneration/models"),
                own(Map.of("XDG_DATA_HOME", "/data"), Platform.LINUX, false));
    }

    @Test
    void resolve_seedFolder_usedOnWindowsWhereItExists() {
        assertEquals(Path.of("D:\\modeles_llm"), own(Map.of(), Platform.WINDOWS, true));
        assertEquals(
                HOME.resolve(".local/share/nextgeneration/models"),
                own(Map.of(), Platform.LINUX, true));
    }

    @Test
    void resolve_variable_beatsConfiguredBeatsTheRest() {
        Path configured = Path.of("configured");
        assertEquals(
                Path.of("mine"),
                StoreRoots.resolve(
                                Map.of("NEXTGEN_MODELS", "mine"),
                                configured,
                                Platform.WINDOWS,
                                HOME,
                                path -> true)
                        .getFirst()
                        .folder());
        assertEquals(
                configured,
                StoreRoots.resolve(
                                Map.of("NEXTGEN_MODELS", " "),
                                configured,
                                Platform.WINDOWS,
                                HOME,
                                path -> true)
                        .getFirst()
                        .folder());
    }

    @Test
    void resolve_ollamaVariable_replacesItsFoldersAndIsNotListedTwice() {
        assertEquals(
                List.of(new StoreRoot(Path.of("o"))),
                StoreRoots.resolve(
                        Map.of("OLLAMA_MODELS", "o", "NEXTGEN_MODELS", "o"),
                        null,
                        Platform.LINUX,
                        HOME,
                        path -> false));
    }

    @Test
    void platform_osName_recognised() {
        assertEquals(Platform.WINDOWS, Platform.of("Windows 11"));
        assertEquals(Platform.MAC, Platform.of("Mac OS X"));
        assertEquals(Platform.MAC, Platform.of("Darwin"));
        assertEquals(Platform.LINUX, Platform.of("Linux"));
    }

    private static Path own(
            Map<String, String> environment, Platform platform, boolean seedFolderExists) {
        return StoreRoots.resolve(environment, null, platform, HOME, path -> seedFolderExists)
                .getFirst()
                .folder();
    }
}
