package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.gguf.KvCacheType;

/** Nobody waits for longer than a chunk, for a slow reader, or for somebody who is gone. */
class FairnessTest {
    /** Never ends an answer by itself. */
    private static final Sampling ENDLESS =
            new Sampling(
                    0,
                    0,
                    1,
                    0,
                    1,
                    1,
                    0,
                    0,
                    0,
                    0,
                    5,
                    0.1f,
                    0,
                    Map.of(257, -1_000f, 258, -1_000f, 259, -1_000f));

    @TempDir private static Path folder;
    private static Path model;
    private static EmbeddedEngine engine;

    @BeforeAll
    static void start() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
        engine = new EmbeddedEngine(TestSettings.in(folder.resolve("run")));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static ResidentModel load(int contextTokens, int sequences) {
        return engine.load(
                new LoadRequest("tiny", model, contextTokens, sequences, 1, false),
                LoadProgress.NONE);
    }

    private static GenerationRequest request(String text, int maxTokens) {
        return new GenerationRequest(new Prompt.Raw(text), maxTokens, ENDLESS, List.of());
    }

    private static GenerationResult finish(Generation generation) throws InterruptedException {
        for (Optional<String> piece = generation.next();
                piece.isPresent();
                piece = generation.next()) {
            assertTrue(!piece.get().isEmpty());
        }
        return generation.result();
    }

    @Test
    void generate_longPromptOfAnother_doesNotStopTheStream() throws Exception {
        try (ResidentModel resident = load(9_000, 2);
                Generation stream = resident.generate(request("stream", 8_000))) {
            assertTrue(stream.next().isPresent());
            AtomicInteger pieces = new AtomicInteger();
            Thread reader =
                    Thread.ofVirtual()
                            .start(
                                    () -> {
                                        try {
                                            while (stream.next().isPresent()) {
                                                pieces.incrementAndGet();
                                            }
                                        } catch (InterruptedException stopped) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            try (Generation other = resident.generate(request("x".repeat(8_000), 1))) {
                assertTrue(other.next().isPresent());
                // A prompt of 8,000 tokens takes at least 16 decodes of the largest batch.
                assertTrue(pieces.get() >= 10, "pieces meanwhile: " + pieces.get());
            }
            stream.cancel();
            reader.join();
            assertEquals(Finish.CANCELLED, stream.result().finish());
        }
    }

    @Test
    void generate_readerNeverReads_othersAreServedAndItLosesNothing() throws Exception {
        try (ResidentModel resident = load(4_000, 1);
                Generation unread = resident.generate(request("never read", 2_000))) {
            // There is one place: this one gets it only if the other gives it up.
            for (int i = 0; i < 3; i++) {
                try (Generation next = resident.generate(request("next " + i, 50))) {
                    assertEquals(50, finish(next).completionTokens());
                }
            }
            GenerationResult late = finish(unread);
            assertEquals(2_000, late.completionTokens());
            assertEquals(Finish.LENGTH, late.finish());
        }
    }

    @Test
    void generate_readersNeverRead_closingFreesTheirPlaces() throws Exception {
        try (ResidentModel resident = load(4_000, 2)) {
            List<Generation> unread = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                unread.add(resident.generate(request("never read " + i, 3_000)));
            }
            unread.forEach(Generation::close);
            try (Generation next = resident.generate(request("next", 20))) {
                assertEquals(20, finish(next).completionTokens());
            }
            for (Generation generation : unread) {
                assertEquals(Finish.CANCELLED, finish(generation).finish());
            }
            assertEquals(0, resident.status().running());
        }
    }

    @Test
    void generate_fewerCellsThanAllNeed_waitForEachOther() throws Exception {
        LoadRequest small =
                new LoadRequest("tiny", model, 1_000, 8, 1, false)
                        .withCache(1_024, KvCacheType.F16);
        try (ResidentModel resident = engine.load(small, LoadProgress.NONE)) {
            List<Generation> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                all.add(resident.generate(request(i + "x".repeat(300), 600)));
            }
            for (Generation generation : all) {
                assertEquals(600, finish(generation).completionTokens());
            }
        }
    }

    @Test
    void generate_contextShift_goesOnWhereTheContextIsFull() throws Exception {
        try (ResidentModel resident = load(256, 2)) {
            GenerationRequest shifted =
                    new GenerationRequest(
                            new Prompt.Raw("x".repeat(40)), 1_000, ENDLESS, List.of(), true);
            try (Generation generation = resident.generate(shifted)) {
                assertEquals(1_000, finish(generation).completionTokens());
            }
            try (Generation generation = resident.generate(request("x".repeat(40), 1_000))) {
                GenerationResult result = finish(generation);
                assertEquals(Finish.LENGTH, result.finish());
                assertEquals(216, result.completionTokens());
            }
        }
    }

    @Test
    void generate_tenThousandAtOnce_isRefusedWithATimeToComeBack() throws Exception {
        try (ResidentModel resident = load(2_000, 4)) {
            List<Generation> taken = new ArrayList<>();
            int refused = 0;
            for (int i = 0; i < 10_000; i++) {
                try {
                    taken.add(resident.generate(request("x", 1_500)));
                } catch (EngineException busy) {
                    refused++;
                    assertEquals(Kind.BUSY, busy.kind());
                    assertTrue(busy.retryAfter().orElseThrow().toSeconds() >= 1);
                }
            }
            assertTrue(refused > 9_000, "refused " + refused);
            taken.forEach(Generation::close);
            for (Generation generation : taken) {
                finish(generation);
            }
            try (Generation next = resident.generate(request("after", 5))) {
                assertEquals(5, finish(next).completionTokens());
            }
        }
    }

    @Test
    void generate_cacheTypes_allAnswer() throws Exception {
        for (KvCacheType type : KvCacheType.values()) {
            LoadRequest load = new LoadRequest("tiny", model, 512, 2, 1, false).withCache(0, type);
            try (ResidentModel resident = engine.load(load, LoadProgress.NONE);
                    Generation generation = resident.generate(request("hello", 40))) {
                assertEquals(40, finish(generation).completionTokens());
            }
        }
    }

    @Test
    void generate_afterClose_saysSo() {
        ResidentModel resident = load(64, 1);
        resident.close();
        EngineException lost =
                assertThrows(EngineException.class, () -> resident.generate(request("x", 1)));
        assertEquals(Kind.WORKER_LOST, lost.kind());
    }
}
