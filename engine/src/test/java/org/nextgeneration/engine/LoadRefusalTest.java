package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.KvCacheType;

/** Loads that cannot succeed: each says why, and leaves nothing behind. */
@Timeout(120)
class LoadRefusalTest {
    @TempDir private static Path folder;
    private static Path model;
    private static EmbeddedEngine engine;

    @BeforeAll
    static void write() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
        engine = new EmbeddedEngine(TestSettings.in(folder.resolve("run")));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @Test
    void load_missingFile_saysSo() {
        assertUnusable(folder.resolve("absent.gguf"), "no such file");
    }

    @Test
    void load_notGguf_saysWhatWasFound() throws IOException {
        Path file = folder.resolve("text.gguf");
        Files.writeString(file, "This is not a model at all, just some text.");
        assertUnusable(file, "byte 0");
    }

    @Test
    void load_truncatedFile_saysSo() throws IOException {
        Path file = folder.resolve("truncated.gguf");
        byte[] bytes = Files.readAllBytes(model);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertUnusable(file, "truncated.gguf");
    }

    @Test
    void load_unknownArchitecture_saysWhich() throws IOException {
        assertUnusable(TinyModel.write(folder.resolve("odd.gguf"), "oddarch"), "oddarch");
    }

    @Test
    void load_headerBeyondAnyMachine_saysSo() throws IOException {
        assertUnusable(HostileModel.write(folder.resolve("hostile.gguf")), "no machine could hold");
    }

    @Test
    void preflight_headsNoWholeBlocks_namesTheTypesThatWork() throws IOException {
        for (int[] lengths : new int[][] {{80, 80}, {64, 80}}) {
            Path file = folder.resolve("heads%d.gguf".formatted(lengths[0]));
            HostileModel.writeHeads(file, lengths[0], lengths[1]);
            LoadRequest request = LoadRequest.of("heads", file);
            EngineException refused =
                    assertThrows(
                            EngineException.class,
                            () -> LoadPreflight.of(request.withCache(0, KvCacheType.Q8_0)));
            assertEquals(Kind.INVALID_REQUEST, refused.kind());
            assertTrue(
                    String.valueOf(refused.getMessage())
                            .contains("a cache of q8_0, expected one of f16:"),
                    refused.getMessage());
            assertEquals(file, LoadPreflight.of(request).parts().getFirst().path());
        }
        Path even = HostileModel.writeHeads(folder.resolve("even.gguf"), 64, 96);
        LoadRequest request = LoadRequest.of("heads", even).withCache(0, KvCacheType.Q4_0);
        assertEquals(even, LoadPreflight.of(request).parts().getFirst().path());
    }

    private static void assertUnusable(Path file, String expected) {
        EngineException refused =
                assertThrows(
                        EngineException.class,
                        () -> engine.load(LoadRequest.of("bad", file), LoadProgress.NONE));
        assertEquals(Kind.UNUSABLE_MODEL, refused.kind());
        assertTrue(String.valueOf(refused.getMessage()).contains(expected), refused.getMessage());
        assertTrue(engine.status().stream().noneMatch(s -> s.model().name().equals("bad")));
    }

    @Test
    void load_noNativeLibrary_saysWhereItLooked() {
        Path empty = folder.resolve("empty");
        EmbeddedEngine.Settings settings =
                new EmbeddedEngine.Settings(
                        Optional.of(empty),
                        List.of(),
                        folder.resolve("run2"),
                        TestSettings.in(folder).guard(),
                        _ -> {},
                        List.of(),
                        false);
        try (EmbeddedEngine broken = new EmbeddedEngine(settings)) {
            EngineException refused =
                    assertThrows(
                            EngineException.class,
                            () -> broken.load(LoadRequest.of("tiny", model), LoadProgress.NONE));
            assertEquals(Kind.UNAVAILABLE, refused.kind());
            assertTrue(
                    String.valueOf(refused.getMessage()).contains(empty.toString()),
                    refused.getMessage());
        }
    }

    @Test
    void load_jvmThatCannotStart_saysWhatItPrinted() {
        EmbeddedEngine.Settings usual = TestSettings.in(folder.resolve("run3"));
        EmbeddedEngine.Settings settings =
                new EmbeddedEngine.Settings(
                        usual.llamaHome(),
                        usual.nativeDirectories(),
                        usual.runtimeDirectory(),
                        usual.guard(),
                        usual.proofs(),
                        List.of("-XX:NoSuchOption"),
                        false);
        try (EmbeddedEngine broken = new EmbeddedEngine(settings)) {
            EngineException refused =
                    assertThrows(
                            EngineException.class,
                            () -> broken.load(LoadRequest.of("tiny", model), LoadProgress.NONE));
            assertEquals(Kind.UNAVAILABLE, refused.kind());
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("NoSuchOption"),
                    refused.getMessage());
        }
    }

    @Test
    void load_interrupted_isCancelledAndLeavesNoWorker() {
        Thread.currentThread().interrupt();
        EngineException cancelled =
                assertThrows(
                        EngineException.class,
                        () -> engine.load(LoadRequest.of("late", model), LoadProgress.NONE));
        assertTrue(Thread.interrupted());
        assertEquals(Kind.CANCELLED, cancelled.kind());
        assertTrue(engine.status().stream().noneMatch(s -> s.model().name().equals("late")));
    }

    @Test
    void load_embeddingsOfAModelThatIsNone_areRefused() throws IOException {
        Path projector = folder.resolve("projector.gguf");
        new org.nextgeneration.gguf.GgufWriter()
                .put("general.architecture", "clip")
                .put("general.type", "mmproj")
                .write(projector);
        EngineException refused =
                assertThrows(
                        EngineException.class,
                        () -> engine.load(LoadRequest.of("bad", projector), LoadProgress.NONE));
        assertEquals(Kind.UNUSABLE_MODEL, refused.kind());
    }

    @Test
    void load_folderForRecordsCannotBeMade_worksAllTheSame() throws IOException {
        Path file = Files.writeString(folder.resolve("not-a-folder"), "");
        try (EmbeddedEngine other = new EmbeddedEngine(TestSettings.in(file.resolve("run")));
                ResidentModel resident =
                        other.load(
                                new LoadRequest("tiny", model, 64, 1, 1, false),
                                LoadProgress.NONE)) {
            assertEquals(1, other.status().size());
            assertTrue(resident.tokenize("abc").size() >= 1);
        }
    }
}
