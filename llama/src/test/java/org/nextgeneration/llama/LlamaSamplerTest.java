package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaSamplerTest {
    private static final List<Integer> PROMPT = List.of(1, 2, 3);
    private static final int COUNT = 40;
    private static final SamplingParameters HOT =
            SamplingParameters.GREEDY.withTemperature(5).withSeed(42);

    @TempDir Path directory;

    private OpenTinyModel tiny;
    private LlamaModel model;

    @BeforeEach
    void open() throws IOException {
        tiny = OpenTinyModel.in(directory);
        model = tiny.model();
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    @Test
    void greedy_likeliest_always() {
        try (LlamaContext context = LlamaContext.create(model, ContextParameters.of(256, 1));
                LlamaBatch batch = new LlamaBatch(1);
                LlamaSampler sampler = LlamaSampler.create(model, SamplingParameters.GREEDY)) {
            int index = batch.add(7, 0, 0, true);
            context.decode(batch);
            float[] logits = context.logits(index);
            int chosen = sampler.sample(context, index);
            for (float logit : logits) {
                assertTrue(logits[chosen] >= logit);
            }
        }
    }

    @Test
    void seed_same_sameTokens() {
        assertArrayEquals(generate(HOT), generate(HOT));
    }

    @Test
    void seed_other_otherTokens() {
        assertDiffer(generate(HOT), generate(HOT.withSeed(43)));
    }

    @Test
    void seed_asked_reportedUnsigned() {
        try (LlamaSampler sampler =
                LlamaSampler.create(model, HOT.withSeed(SamplingParameters.SEED_RANDOM - 1))) {
            assertEquals(SamplingParameters.SEED_RANDOM - 1, sampler.seed());
        }
    }

    @Test
    void temperature_hot_differsFromGreedy() {
        assertDiffer(generate(SamplingParameters.GREEDY), generate(HOT));
    }

    @Test
    void temperature_nearZero_greedy() {
        assertArrayEquals(
                generate(SamplingParameters.GREEDY), generate(HOT.withTemperature(1e-30f)));
    }

    @Test
    void topK_one_greedy() {
        assertArrayEquals(
                generate(SamplingParameters.GREEDY), generate(HOT.withFilters(1, 1, 0, 1)));
    }

    @Test
    void topK_whole_changesNothing() {
        assertArrayEquals(
                generate(HOT.withFilters(TinyModel.TOKENS, 1, 0, 1)),
                generate(HOT.withFilters(TinyModel.TOKENS + 1, 1, 0, 1)));
    }

    @Test
    void topP_tiny_greedy() {
        assertArrayEquals(
                generate(SamplingParameters.GREEDY), generate(HOT.withFilters(0, 1e-6f, 0, 1)));
    }

    @Test
    void minP_one_greedy() {
        assertArrayEquals(
                generate(SamplingParameters.GREEDY), generate(HOT.withFilters(0, 1, 1, 1)));
    }

    @Test
    void typicalP_tiny_onlyOneToken() {
        SamplingParameters typical = HOT.withFilters(0, 1, 0, 1e-6f);
        assertArrayEquals(generate(typical), generate(typical.withSeed(77)));
    }

    @Test
    void logitBias_large_forces() {
        int[] tokens = generate(HOT.withLogitBias(Map.of(99, 1e6f)));
        assertTrue(IntStream.of(tokens).allMatch(token -> token == 99), Arrays.toString(tokens));
    }

    @Test
    void logitBias_negative_forbids() {
        int first = generate(SamplingParameters.GREEDY)[0];
        int[] tokens = generate(SamplingParameters.GREEDY.withLogitBias(Map.of(first, -1e6f)));
        assertTrue(IntStream.of(tokens).noneMatch(token -> token == first));
    }

    @Test
    void logitBias_unknownToken_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> LlamaSampler.create(model, HOT.withLogitBias(Map.of(TinyModel.TOKENS, 1f))));
    }

    @Test
    void repeatPenalty_forcedToken_broken() {
        SamplingParameters biased = SamplingParameters.GREEDY.withLogitBias(Map.of(99, 60f));
        assertTrue(IntStream.of(generate(biased)).allMatch(token -> token == 99));
        int[] penalized = generate(biased.withPenalties(100, 64, 0, 0));
        assertEquals(99, penalized[0]);
        assertTrue(IntStream.of(penalized).anyMatch(token -> token != 99));
    }

    @Test
    void frequencyPenalty_noTokenTwice() {
        int[] tokens = generate(SamplingParameters.GREEDY.withPenalties(1, 256, 100, 0));
        assertEquals(COUNT, IntStream.of(tokens).distinct().count());
    }

    @Test
    void presencePenalty_noTokenTwice() {
        int[] tokens = generate(SamplingParameters.GREEDY.withPenalties(1, 256, 0, 100));
        assertEquals(COUNT, IntStream.of(tokens).distinct().count());
    }

    @Test
    void penalties_lastNZero_off() {
        assertArrayEquals(
                generate(SamplingParameters.GREEDY),
                generate(SamplingParameters.GREEDY.withPenalties(100, 0, 100, 100)));
    }

    @Test
    void penalties_acceptedPromptToken_counts() {
        int first = generate(SamplingParameters.GREEDY)[0];
        try (LlamaContext context = LlamaContext.create(model, ContextParameters.of(256, 1));
                LlamaBatch batch = new LlamaBatch(PROMPT.size());
                LlamaSampler sampler =
                        LlamaSampler.create(
                                model, SamplingParameters.GREEDY.withPenalties(1, 64, 0, 100))) {
            for (int i = 0; i < PROMPT.size(); i++) {
                batch.add(PROMPT.get(i), i, 0, i == PROMPT.size() - 1);
            }
            context.decode(batch);
            sampler.accept(first);
            assertTrue(sampler.sample(context, PROMPT.size() - 1) != first);
            sampler.reset();
            assertEquals(first, sampler.sample(context, PROMPT.size() - 1));
        }
    }

    @Test
    void mirostat_versions_seededAndDifferent() {
        int[] one = generate(HOT.withMirostat(1, 3, 0.1f));
        int[] two = generate(HOT.withMirostat(2, 3, 0.1f));
        assertArrayEquals(one, generate(HOT.withMirostat(1, 3, 0.1f)));
        assertArrayEquals(two, generate(HOT.withMirostat(2, 3, 0.1f)));
        assertDiffer(one, two);
        assertDiffer(two, generate(HOT.withMirostat(2, 0, 1)));
    }

    @Test
    void accept_unknownToken_refused() {
        try (LlamaSampler sampler = LlamaSampler.create(model, HOT)) {
            assertThrows(IllegalArgumentException.class, () -> sampler.accept(-1));
            assertThrows(IllegalArgumentException.class, () -> sampler.accept(TinyModel.TOKENS));
        }
    }

    @Test
    void closed_used_saysSo() {
        LlamaSampler sampler = LlamaSampler.create(model, HOT);
        sampler.close();
        sampler.close();
        assertThrows(IllegalStateException.class, sampler::reset);
        assertThrows(IllegalStateException.class, () -> sampler.accept(1));
        try (LlamaContext context = LlamaContext.create(model, ContextParameters.of(256, 1))) {
            assertThrows(IllegalStateException.class, () -> sampler.sample(context, 0));
        }
    }

    private int[] generate(SamplingParameters parameters) {
        return Natives.generate(model, PROMPT, COUNT, parameters);
    }

    private static void assertDiffer(int[] one, int[] other) {
        assertFalse(Arrays.equals(one, other), Arrays.toString(one));
    }
}
