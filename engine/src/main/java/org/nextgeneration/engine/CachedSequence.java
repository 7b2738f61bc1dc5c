package org.nextgeneration.engine;

import java.util.Arrays;

/**
 * A sequence in the KV cache: which tokens it holds, and in which cells. Only {@link CacheIndex}
 * changes it.
 */
final class CachedSequence {
    private static final int TOKENS_AT_FIRST = 256;

    private final int place;
    private int[] tokens = new int[TOKENS_AT_FIRST];
    private int[] cells = new int[TOKENS_AT_FIRST];
    private int count;
    private boolean running = true;
    private long usedNanos;

    /** Begins an empty sequence that an answer uses. */
    CachedSequence(int place) {
        this.place = place;
    }

    /** {@return the number by which the library knows it} */
    int place() {
        return place;
    }

    /** {@return how many tokens it holds, at positions from 0} */
    int count() {
        return count;
    }

    /** {@return the token at a position} */
    int token(int position) {
        return tokens[position];
    }

    /** {@return the tokens that it holds, a copy} */
    int[] tokens() {
        return Arrays.copyOf(tokens, count);
    }

    /** {@return the cell of a position; sequences that share a cell name the same one} */
    int cell(int position) {
        return cells[position];
    }

    /** {@return whether an answer uses it; else it is kept for reuse} */
    boolean running() {
        return running;
    }

    /** {@return when it was last of use, on the clock of {@link System#nanoTime}} */
    long usedNanos() {
        return usedNanos;
    }

    /** {@return how many tokens it has in common with others, from the first on} */
    int common(int[] others, int length) {
        int end = Math.min(count, length);
        int mismatch = Arrays.mismatch(tokens, 0, end, others, 0, end);
        return mismatch < 0 ? end : mismatch;
    }

    void add(int token, int cell) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
            cells = Arrays.copyOf(cells, 2 * count);
        }
        tokens[count] = token;
        cells[count] = cell;
        count++;
    }

    void clear() {
        count = 0;
    }

    void setRunning(boolean value) {
        running = value;
    }

    void setUsedNanos(long nanos) {
        usedNanos = nanos;
    }
}
