package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.KvCacheType;

/** What libllama counts in a dry run is what it takes in a real load. */
@Timeout(180)
class MeasureTest {
    /** The library tells sizes in hundredths of a MiB. */
    private static final long LOG_STEP_BYTES = (1 << 20) / 100;

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

    private static LoadRequest request(int contextTokens, int sequences) {
        return new LoadRequest("tiny", model, contextTokens, sequences, 1, false);
    }

    static List<LoadRequest> requests() {
        return Stream.of(
                        request(128, 1),
                        request(2_048, 1),
                        request(2_048, 4),
                        request(20_000, 2).withCache(30_000, KvCacheType.F16),
                        request(20_000, 1).withCache(0, KvCacheType.Q8_0),
                        request(20_000, 3).withCache(0, KvCacheType.Q4_0),
                        new LoadRequest("tiny", model, 512, 1, 1, true))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void measure_anyRequest_isWhatARealLoadTakes(LoadRequest request) {
        MemoryNeed need = engine.measure(request);
        try (ResidentModel resident = engine.load(request, LoadProgress.NONE)) {
            List<OpenedDevice> taken = resident.description().devices();
            assertEquals(taken.size(), need.devices().size());
            assertEquals(resident.description().contextTokens(), need.contextTokens());
            assertEquals(resident.description().sequences(), need.sequences());
            for (int index = 0; index < taken.size(); index++) {
                OpenedDevice real = taken.get(index);
                OpenedDevice counted = need.devices().get(index);
                assertEquals(real.name(), counted.name());
                assertNear(real.weightBytes(), counted.weightBytes());
                assertNear(real.kvBytes(), counted.kvBytes());
                assertEquals(real.computeBytes(), counted.computeBytes());
            }
            long total = new MemoryNeed(taken, 1, 1).totalBytes();
            assertTrue(
                    Math.abs(total - need.totalBytes()) <= total / 100,
                    "%d counted, %d taken".formatted(need.totalBytes(), total));
        }
    }

    private static void assertNear(long expected, long found) {
        assertTrue(
                Math.abs(expected - found) <= LOG_STEP_BYTES,
                "%d counted, %d taken".formatted(found, expected));
    }

    @Test
    void measure_again_isTheSame() {
        assertEquals(engine.measure(request(4_096, 2)), engine.measure(request(4_096, 2)));
    }

    /** A text of so many tokens at once would need attention over half a TiB. */
    @Test
    void measure_moreThanAnyMachineHas_isCountedAllTheSame() {
        MemoryNeed need = engine.measure(new LoadRequest("tiny", model, 1 << 19, 1, 1, true));
        assertTrue(need.devices().getFirst().computeBytes() >= 1L << 39, need.toString());
    }

    @Test
    void measure_largestContext_leavesNothingBehind() {
        MemoryNeed need = engine.measure(request(LoadRequest.CONTEXT_TOKENS_MAX, 1));
        assertTrue(need.devices().getFirst().kvBytes() >= 1L << 31, need.toString());
        assertEquals(List.of(), engine.status());
        assertEquals(List.of(), WorkerRecord.list(folder.resolve("run")));
    }

    @Test
    void measure_noModel_saysSo() {
        EngineException refused =
                assertThrows(
                        EngineException.class,
                        () -> engine.measure(LoadRequest.of("bad", folder.resolve("absent.gguf"))));
        assertEquals(Kind.UNUSABLE_MODEL, refused.kind());
    }
}
