package org.nextgeneration.engine;

import java.util.HashMap;
import java.util.Map;
import org.nextgeneration.llama.LlamaContext;

/**
 * The number of CPU threads of each decode: what the user wants, else what turns out to be fastest
 * for as many tokens. Used by the decode thread.
 */
final class DecodeThreads {
    /** Decodes of fewer tokens are a kind each; larger ones are told apart by powers of two. */
    private static final int TOKENS_APART_MAX = 8;

    private final LlamaContext context;
    private final int start;
    private final int most;
    private final Map<Integer, ThreadTuner> tuners = new HashMap<>();
    private int set;

    /**
     * Begins with a number.
     *
     * @param start the first number
     * @param most the most that may be tried; the same as {@code start} where the user decides
     */
    DecodeThreads(LlamaContext context, int start, int most) {
        this.context = context;
        this.start = start;
        this.most = most;
        this.set = start;
    }

    /** Sets the number for a decode of so many tokens. */
    void prepare(int tokens) {
        int threads = tuner(tokens).threads();
        if (threads != set) {
            context.setThreads(threads, threads);
            set = threads;
        }
    }

    /** Learns what that decode took. */
    void took(int tokens, long nanos) {
        tuner(tokens).took((double) nanos / tokens);
    }

    private ThreadTuner tuner(int tokens) {
        int kind =
                tokens <= TOKENS_APART_MAX
                        ? tokens
                        : TOKENS_APART_MAX
                                + Integer.numberOfTrailingZeros(Integer.highestOneBit(tokens));
        return tuners.computeIfAbsent(kind, _ -> new ThreadTuner(start, most));
    }
}
