package org.nextgeneration.engine;

import java.util.Map;

/**
 * How the next token is chosen. The names, meanings and neutral values are llama.cpp's.
 *
 * @param temperature 0 to 100; 0 takes the most likely token always
 * @param topK keeps the k most likely tokens; 0 keeps all
 * @param topP keeps the most likely tokens whose probabilities sum to p, above 0; 1 keeps all
 * @param minP drops tokens less likely than p times the most likely one, 0 to 1; 0 keeps all
 * @param typicalP locally typical sampling, above 0; 1 keeps all
 * @param repeatPenalty divides the score of recent tokens, above 0; 1 changes nothing
 * @param repeatLastTokens how many recent tokens the penalties look at, 0 for none
 * @param frequencyPenalty subtracted for each recent occurrence, -100 to 100; 0 changes nothing
 * @param presencePenalty subtracted once for a recent occurrence, -100 to 100; 0 changes nothing
 * @param mirostat 0 for off, 1 or 2 for the version of the algorithm; replaces the top filters
 * @param mirostatTau target surprise of mirostat
 * @param mirostatEta learning rate of mirostat
 * @param seed 0 to 4294967294; the same seed and settings give the same text
 * @param logitBias added to a token's score, by token id
 */
public record Sampling(
        float temperature,
        int topK,
        float topP,
        float minP,
        float typicalP,
        float repeatPenalty,
        int repeatLastTokens,
        float frequencyPenalty,
        float presencePenalty,
        int mirostat,
        float mirostatTau,
        float mirostatEta,
        long seed,
        Map<Integer, Float> logitBias) {
    /** Always the most likely token. */
    public static final Sampling GREEDY =
            new Sampling(0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 5, 0.1f, 0, Map.of());

    /** The most entries of a logit bias. */
    public static final int LOGIT_BIAS_MAX = 1_024;

    // The largest unsigned number of 32 bits means "random" to llama.cpp.
    private static final long SEED_MAX = 0xffff_fffeL;

    /** Copies the map and rejects what llama.cpp would silently ignore. */
    public Sampling {
        requireRange("temperature", temperature, 0, 100);
        requireRange("top_k", topK, 0, 1 << 24);
        requirePositive("top_p", topP, 1);
        requireRange("min_p", minP, 0, 1);
        requirePositive("typical_p", typicalP, 1);
        requirePositive("repeat_penalty", repeatPenalty, 100);
        requireRange("repeat_last_n", repeatLastTokens, 0, 1 << 20);
        requireRange("frequency_penalty", frequencyPenalty, -100, 100);
        requireRange("presence_penalty", presencePenalty, -100, 100);
        requireRange("mirostat", mirostat, 0, 2);
        requireRange("mirostat_tau", mirostatTau, 0, 100);
        requirePositive("mirostat_eta", mirostatEta, 1);
        if (seed < 0 || seed > SEED_MAX) {
            throw new IllegalArgumentException(
                    "seed: found %d, expected 0 to %d".formatted(seed, SEED_MAX));
        }
        logitBias = Map.copyOf(logitBias);
        requireRange("logit_bias entries", logitBias.size(), 0, LOGIT_BIAS_MAX);
        logitBias.values().forEach(bias -> requireRange("logit_bias", bias, -1_000, 1_000));
    }

    /** llama.cpp's own defaults at a temperature: top-k 40, top-p 0.95, min-p 0.05. */
    public static Sampling ofTemperature(float temperature, long seed) {
        return new Sampling(
                temperature, 40, 0.95f, 0.05f, 1, 1, 64, 0, 0, 0, 5, 0.1f, seed, Map.of());
    }

    private static void requirePositive(String what, double found, double max) {
        if (!(found > 0 && found <= max)) {
            throw new IllegalArgumentException(
                    "%s: found %s, expected above 0, at most %s"
                            .formatted(what, number(found), number(max)));
        }
    }

    private static void requireRange(String what, double found, double min, double max) {
        // Written so that NaN fails too.
        if (!(found >= min && found <= max)) {
            throw new IllegalArgumentException(
                    "%s: found %s, expected %s to %s"
                            .formatted(what, number(found), number(min), number(max)));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Float.toString((float) value);
    }
}
