package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ParametersTest {
    private static final SamplingParameters G = SamplingParameters.GREEDY;
    private static final ContextParameters C = ContextParameters.of(256, 1);

    static Stream<Arguments> impossible() {
        return Stream.of(
                wrong("temperature: found -0.1", () -> G.withTemperature(-0.1f)),
                wrong("temperature: found NaN", () -> G.withTemperature(Float.NaN)),
                wrong("temperature: found Infinity", () -> G.withTemperature(1 / 0f)),
                wrong("topK: found -1", () -> G.withFilters(-1, 1, 0, 1)),
                wrong("topP: found 0.0", () -> G.withFilters(0, 0, 0, 1)),
                wrong("topP: found 1.5", () -> G.withFilters(0, 1.5f, 0, 1)),
                wrong("minP: found -0.5", () -> G.withFilters(0, 1, -0.5f, 1)),
                wrong("minP: found NaN", () -> G.withFilters(0, 1, Float.NaN, 1)),
                wrong("typicalP: found 0.0", () -> G.withFilters(0, 1, 0, 0)),
                wrong("repeatPenalty: found 0.0", () -> G.withPenalties(0, 1, 0, 0)),
                wrong("repeatLastN: found -1", () -> G.withPenalties(1, -1, 0, 0)),
                wrong("frequencyPenalty: found NaN", () -> G.withPenalties(1, 1, Float.NaN, 0)),
                wrong("presencePenalty: found 101.0", () -> G.withPenalties(1, 1, 0, 101)),
                wrong("seed: found -1", () -> G.withSeed(-1)),
                wrong("seed: found 4294967296", () -> G.withSeed(1L << 32)),
                wrong("mirostat: found 3", () -> G.withMirostat(3, 5, 0.1f)),
                wrong("mirostatTau: found -1.0", () -> G.withMirostat(2, -1, 0.1f)),
                wrong("mirostatEta: found 0.0", () -> G.withMirostat(2, 5, 0)),
                wrong("logitBias: token: found -1", () -> G.withLogitBias(Map.of(-1, 1f))),
                wrong("logitBias of token 1: found NaN", () -> G.withLogitBias(Map.of(1, 0f / 0))),
                wrong(
                        "logitBias of token 1: found Infinity",
                        () -> G.withLogitBias(Map.of(1, 1 / 0f))),
                wrong("logitBias: tokens: found 4097", () -> G.withLogitBias(biases(4_097))),
                wrong("contextTokens: found -1", () -> ContextParameters.of(-1, 1)),
                wrong("threads: found 0", () -> ContextParameters.of(1, 0)),
                wrong("threads: found 513", () -> ContextParameters.of(1, 513)),
                wrong("batchTokens: found 0", () -> C.withBatch(0, 0)),
                wrong("microBatchTokens: found 9", () -> C.withBatch(8, 9)),
                wrong("sequences: found 0", () -> C.withSequences(0, true)),
                wrong("sequences: found 257", () -> C.withSequences(257, true)),
                wrong(
                        "valueType: found Q8_0",
                        () -> C.withCache(FlashAttention.OFF, CacheType.F16, CacheType.Q8_0)),
                wrong(
                        "gpuLayers: found -2",
                        () ->
                                new ModelParameters(
                                        List.of(), -2, false, false, LoadMode.AUTO, false)),
                wrong(
                        "dryRun: found loadMode AUTO",
                        () -> new ModelParameters(List.of(), 0, false, false, LoadMode.AUTO, true)),
                wrong(
                        "devices: found 17",
                        () ->
                                ModelParameters.WHOLE.on(
                                        IntStream.range(0, 17)
                                                .mapToObj(number -> "CUDA" + number)
                                                .toList())),
                wrong(
                        "devices: found [CUDA0, CUDA0]",
                        () -> ModelParameters.WHOLE.on(List.of("CUDA0", "CUDA0"))));
    }

    private static Arguments wrong(String message, Supplier<Object> parameters) {
        return Arguments.of(message, parameters);
    }

    private static Map<Integer, Float> biases(int count) {
        Map<Integer, Float> biases = new HashMap<>();
        for (int token = 0; token < count; token++) {
            biases.put(token, 1f);
        }
        return biases;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("impossible")
    void impossible_value_namedWithWhatIsExpected(String expected, Supplier<Object> parameters) {
        String message = Refusal.message(IllegalArgumentException.class, parameters::get);
        assertTrue(message.startsWith(expected), message);
        assertTrue(message.contains("expected "), message);
    }

    @Test
    void extremes_allowed_kept() {
        assertEquals(100, G.withTemperature(100).temperature());
        assertEquals(SamplingParameters.SEED_RANDOM, G.withSeed(0xFFFF_FFFFL).seed());
        assertEquals(256, C.withSequences(256, true).sequences());
        assertFalse(C.abortable());
        assertTrue(
                C.withAbort()
                        .withBatch(8, 8)
                        .withSequences(2, true)
                        .withEmbeddings(Pooling.NONE)
                        .withCache(FlashAttention.AUTO, CacheType.F16, CacheType.F16)
                        .abortable());
        assertEquals(Map.of(5, -1e6f), G.withLogitBias(Map.of(5, -1e6f)).logitBias());
    }

    @Test
    void logitBias_changedAfterwards_notSeen() {
        Map<Integer, Float> biases = new HashMap<>(Map.of(1, 1f));
        SamplingParameters parameters = G.withLogitBias(biases);
        biases.put(2, 2f);
        assertEquals(Map.of(1, 1f), parameters.logitBias());
    }
}
