package org.nextgeneration.llama;

import java.util.Map;

/**
 * How the next token is chosen. Every value is one that llama.cpp gives a meaning; nothing is
 * clamped or ignored.
 *
 * @param temperature 0 for always the likeliest token; 1 for the model's own distribution
 * @param topK keep this many of the likeliest tokens; 0 for all
 * @param topP keep the likeliest tokens that hold this share of the probability; 1 for all
 * @param minP drop tokens less likely than this share of the likeliest one's; 0 for none
 * @param typicalP keep the most typical tokens that hold this share; 1 for all
 * @param repeatPenalty divides the logits of recent tokens; 1 for none
 * @param repeatLastN how many tokens are recent; 0 turns all three penalties off
 * @param frequencyPenalty taken off for each time that a token is among the recent ones; 0 for none
 * @param presencePenalty taken off once where it is; 0 for none
 * @param seed unsigned 32 bits; {@link #SEED_RANDOM} lets the library pick one
 * @param mirostat which version of mirostat; it takes the place of the filters, not of the
 *     penalties
 * @param mirostatTau the surprise that mirostat aims at
 * @param mirostatEta how fast mirostat learns
 * @param logitBias added to the logits of tokens; a large one forces a token or forbids it
 */
public record SamplingParameters(
        float temperature,
        int topK,
        float topP,
        float minP,
        float typicalP,
        float repeatPenalty,
        int repeatLastN,
        float frequencyPenalty,
        float presencePenalty,
        long seed,
        int mirostat,
        float mirostatTau,
        float mirostatEta,
        Map<Integer, Float> logitBias) {
    /** {@code LLAMA_DEFAULT_SEED}: another sequence every time. */
    public static final long SEED_RANDOM = 0xFFFF_FFFFL;

    /** The hottest distribution that can be asked for. */
    public static final float TEMPERATURE_MAX = 100;

    /** More tokens than any vocabulary has. */
    public static final int TOP_K_MAX = 1 << 24;

    /** The smallest divisor; less would overflow. */
    public static final float REPEAT_PENALTY_MIN = 0.01f;

    /** The largest divisor. */
    public static final float REPEAT_PENALTY_MAX = 100;

    /** The most tokens that penalties look back on. */
    public static final int REPEAT_LAST_N_MAX = 1 << 20;

    /** The largest penalty, in either direction. */
    public static final float PENALTY_MAX = 100;

    /** The largest surprise. */
    public static final float MIROSTAT_TAU_MAX = 100;

    /** The most tokens with a bias. */
    public static final int LOGIT_BIAS_MAX = 4_096;

    /** The largest bias in either direction; more than the logits of any model. */
    public static final float LOGIT_BIAS_ABSOLUTE_MAX = 1e6f;

    private static final float TAU_USUAL = 5;
    private static final float ETA_USUAL = 0.1f;
    private static final int LAST_N_USUAL = 64;
    private static final int MIROSTAT_MAX = 2;

    /** Always the likeliest token. */
    public static final SamplingParameters GREEDY =
            new SamplingParameters(
                    0,
                    0,
                    1,
                    0,
                    1,
                    1,
                    LAST_N_USUAL,
                    0,
                    0,
                    SEED_RANDOM,
                    0,
                    TAU_USUAL,
                    ETA_USUAL,
                    Map.of());

    /** Rejects what llama.cpp has no meaning for, naming the parameter. */
    public SamplingParameters {
        Requirement.range("temperature", temperature, 0, TEMPERATURE_MAX);
        Requirement.range("topK", topK, 0, TOP_K_MAX);
        Requirement.above("topP", topP, 0, 1);
        Requirement.range("minP", minP, 0, 1);
        Requirement.above("typicalP", typicalP, 0, 1);
        Requirement.range("repeatPenalty", repeatPenalty, REPEAT_PENALTY_MIN, REPEAT_PENALTY_MAX);
        Requirement.range("repeatLastN", repeatLastN, 0, REPEAT_LAST_N_MAX);
        Requirement.range("frequencyPenalty", frequencyPenalty, -PENALTY_MAX, PENALTY_MAX);
        Requirement.range("presencePenalty", presencePenalty, -PENALTY_MAX, PENALTY_MAX);
        Requirement.range("seed", seed, 0, SEED_RANDOM);
        Requirement.range("mirostat", mirostat, 0, MIROSTAT_MAX);
        Requirement.range("mirostatTau", mirostatTau, 0, MIROSTAT_TAU_MAX);
        Requirement.above("mirostatEta", mirostatEta, 0, 1);
        logitBias = Map.copyOf(logitBias);
        Requirement.range("logitBias: tokens", logitBias.size(), 0, LOGIT_BIAS_MAX);
        logitBias.forEach(
                (token, bias) -> {
                    Requirement.range("logitBias: token", token, 0, Integer.MAX_VALUE);
                    Requirement.range(
                            "logitBias of token " + token,
                            bias,
                            -LOGIT_BIAS_ABSOLUTE_MAX,
                            LOGIT_BIAS_ABSOLUTE_MAX);
                });
    }

    /** {@return these, with another temperature} */
    public SamplingParameters withTemperature(float value) {
        return new SamplingParameters(
                value,
                topK,
                topP,
                minP,
                typicalP,
                repeatPenalty,
                repeatLastN,
                frequencyPenalty,
                presencePenalty,
                seed,
                mirostat,
                mirostatTau,
                mirostatEta,
                logitBias);
    }

    /** {@return these, with another seed} */
    public SamplingParameters withSeed(long value) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repeatPenalty,
                repeatLastN,
                frequencyPenalty,
                presencePenalty,
                value,
                mirostat,
                mirostatTau,
                mirostatEta,
                logitBias);
    }

    /** {@return these, with other filters} */
    public SamplingParameters withFilters(int k, float p, float min, float typical) {
        return new SamplingParameters(
                temperature,
                k,
                p,
                min,
                typical,
                repeatPenalty,
                repeatLastN,
                frequencyPenalty,
                presencePenalty,
                seed,
                mirostat,
                mirostatTau,
                mirostatEta,
                logitBias);
    }

    /** {@return these, with other penalties} */
    public SamplingParameters withPenalties(
            float repeat, int lastN, float frequency, float presence) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repeat,
                lastN,
                frequency,
                presence,
                seed,
                mirostat,
                mirostatTau,
                mirostatEta,
                logitBias);
    }

    /** {@return these, with mirostat of a version, or 0 for without} */
    public SamplingParameters withMirostat(int version, float tau, float eta) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repeatPenalty,
                repeatLastN,
                frequencyPenalty,
                presencePenalty,
                seed,
                version,
                tau,
                eta,
                logitBias);
    }

    /** {@return these, with other biases} */
    public SamplingParameters withLogitBias(Map<Integer, Float> biases) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                typicalP,
                repeatPenalty,
                repeatLastN,
                frequencyPenalty,
                presencePenalty,
                seed,
                mirostat,
                mirostatTau,
                mirostatEta,
                biases);
    }
}
