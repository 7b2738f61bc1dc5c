package org.nextgeneration.engine;

/**
 * Who computes how many tokens in the next decode. Pure.
 *
 * <p>Answers that only wait for their next token all get it. What is left goes to prompts in equal
 * parts, so that a long one does not hold up a short one; a part that is not used goes to the
 * others. Prompts together get at most a chunk: who waits for a next token, comes or leaves
 * meanwhile, waits no longer than that takes.
 */
final class BatchPlan {
    /** The least that a prompt gets at a time; less would waste the decode. */
    static final int SHARE_TOKENS_MIN = 32;

    private BatchPlan() {}

    /**
     * Plans.
     *
     * @param remaining tokens that each answer has to compute before its next token can be chosen:
     *     1 for one that goes on, 0 for one that must wait
     * @param first index of the answer that is first in turn among prompts
     * @param chunkTokens most tokens of prompts beside answers that go on
     * @param aloneTokens most tokens of prompts where no answer goes on
     * @param batchTokens most tokens of the decode
     * @return tokens of each answer
     */
    static int[] of(int[] remaining, int first, int chunkTokens, int aloneTokens, int batchTokens) {
        int[] planned = new int[remaining.length];
        int next = 0;
        int prompts = 0;
        for (int i = 0; i < remaining.length; i++) {
            if (remaining[i] == 1 && next < batchTokens) {
                planned[i] = 1;
                next++;
            } else if (remaining[i] > 1) {
                prompts++;
            }
        }
        int left = Math.min(next == 0 ? aloneTokens : chunkTokens, batchTokens - next);
        if (prompts == 0 || left <= 0) {
            return planned;
        }
        int share = Math.max(left / prompts, Math.min(SHARE_TOKENS_MIN, left));
        left = give(planned, remaining, first, share, left);
        give(planned, remaining, first, left, left);
        return planned;
    }

    private static int give(int[] planned, int[] remaining, int first, int share, int left) {
        int rest = left;
        for (int k = 0; k < remaining.length && rest > 0; k++) {
            int i = (first + k) % remaining.length;
            if (remaining[i] > 1) {
                int given = Math.min(Math.min(remaining[i] - planned[i], share), rest);
                planned[i] += given;
                rest -= given;
            }
        }
        return rest;
    }
}
