package org.nextgeneration.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.Generation;
import org.nextgeneration.engine.GenerationRequest;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.KeptState;
import org.nextgeneration.engine.LoadProgress;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.engine.Sampling;
import org.nextgeneration.gguf.TensorType;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.llama.NativePlatform;

/**
 * What the cache gives back with models that remember in other ways: all tokens, a window, a state.
 */
class ReuseByArchitectureTest {
    private static final int VOCABULARY = 2_000;
    private static final int ANSWER_TOKENS = 20;

    /** Longer than the window of the models that have one. */
    private static final String SHARED = "one two three four five six ".repeat(60);

    @TempDir private Path folder;

    private EmbeddedEngine engine() {
        Path natives =
                NativePlatform.current()
                        .orElseThrow()
                        .directoryUnder(
                                Path.of(System.getProperty("nextgen.root", ".."))
                                        .resolve(Path.of("llama", "natives", "node_modules")));
        return new EmbeddedEngine(
                new EmbeddedEngine.Settings(
                                Optional.empty(),
                                List.of(natives),
                                folder.resolve("run"),
                                new GpuGuard(new NoGpuSource(List.of()), GpuPolicy.BUILT_IN),
                                _ -> {},
                                List.of(),
                                false)
                        .keeping(new KeptState(folder.resolve("kept"), 1L << 30, 0)));
    }

    private static Generation begin(ResidentModel resident, String prompt) {
        return resident.generate(
                new GenerationRequest(
                        new Prompt.Raw(prompt),
                        ANSWER_TOKENS,
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
                                Map.of(0, -1_000f, 1, -1_000f, 2, -1_000f)),
                        List.of()));
    }

    private static GenerationResult finish(Generation generation) throws InterruptedException {
        try (generation) {
            Optional<String> piece = generation.next();
            while (piece.isPresent()) {
                piece = generation.next();
            }
            return generation.result();
        }
    }

    @ParameterizedTest
    @EnumSource(RandomModelArchitecture.class)
    void generate_sharedAndRepeatedPrompts_areComputedOnce(RandomModelArchitecture architecture)
            throws IOException, InterruptedException {
        Path file = folder.resolve("random.gguf");
        new RandomModel(12_000_000, VOCABULARY, TensorType.Q8_0, 1, architecture).write(file);
        LoadRequest load = new LoadRequest("random", file, 4_096, 3, 1, false);
        try (EmbeddedEngine engine = engine()) {
            try (ResidentModel resident = engine.load(load, LoadProgress.NONE)) {
                assertEquals(0, finish(begin(resident, SHARED + "first")).cachedTokens());
                requireCached(finish(begin(resident, SHARED + "first")));
            }
            try (ResidentModel resident = engine.load(load, LoadProgress.NONE)) {
                GenerationResult restored = finish(begin(resident, SHARED + "first"));
                // What is saved of a window ends with the answer: only a prompt that goes on from
                // there can begin with it.
                if (architecture != RandomModelArchitecture.GEMMA3) {
                    requireCached(restored);
                }
                List<Generation> together = new ArrayList<>();
                for (String end : List.of("second", "third", "fourth")) {
                    together.add(begin(resident, "other words " + SHARED + end));
                }
                int cached = 0;
                for (Generation generation : together) {
                    cached += finish(generation).cachedTokens();
                }
                int shared = resident.tokenize(SHARED).size();
                assertTrue(cached >= 2 * (shared - 4), cached + " of 2 x " + shared);
            }
        }
    }

    /** The last token is computed always: what follows it is wanted. */
    private static void requireCached(GenerationResult result) {
        assertEquals(result.promptTokens() - 1, result.cachedTokens());
        assertEquals(ANSWER_TOKENS, result.completionTokens());
    }
}
