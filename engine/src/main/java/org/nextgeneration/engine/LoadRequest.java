package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What to load, and how large.
 *
 * @param name the model's name as users know it, for messages
 * @param file the GGUF file, or the first of a split set
 * @param contextTokens tokens that one sequence may hold, prompt and answer together; 0 for the
 *     model's trained length, at most {@link #CONTEXT_TOKENS_UNASKED}
 * @param sequences requests that can be answered at the same time, each with a context of its own
 * @param threads CPU threads for decoding; 0 to let the engine choose
 * @param embeddings whether the model is loaded to turn texts into vectors instead of answering
 */
public record LoadRequest(
        String name, Path file, int contextTokens, int sequences, int threads, boolean embeddings) {
    /** The largest context that a load without a wish gets. */
    public static final int CONTEXT_TOKENS_UNASKED = 8_192;

    /** The largest context that can be asked for. */
    public static final int CONTEXT_TOKENS_MAX = 1 << 22;

    /** The most sequences of one model. */
    public static final int SEQUENCES_MAX = 64;

    /** The most threads that can be asked for. */
    public static final int THREADS_MAX = 512;

    /** Rejects what no engine could do. */
    public LoadRequest {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireRange("contextTokens", contextTokens, 0, CONTEXT_TOKENS_MAX);
        requireRange("sequences", sequences, 1, SEQUENCES_MAX);
        requireRange("threads", threads, 0, THREADS_MAX);
    }

    /** A load for one answer at a time with everything else chosen by the engine. */
    public static LoadRequest of(String name, Path file) {
        return new LoadRequest(name, file, 0, 1, 0, false);
    }

    private static void requireRange(String what, int found, int min, int max) {
        if (found < min || found > max) {
            throw new IllegalArgumentException(
                    "%s: found %d, expected %d to %d".formatted(what, found, min, max));
        }
    }
}
