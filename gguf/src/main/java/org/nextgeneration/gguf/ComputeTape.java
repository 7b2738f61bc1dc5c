package org.nextgeneration.gguf;

import java.util.Arrays;

/**
 * A computation as a list of results in order, to find how much memory it needs at its fullest.
 * Memory is given and taken back as {@code ggml-alloc.c} does it: a result is freed after the last
 * that reads it, a new one takes the smallest gap that fits, and some operations write over what
 * they read. Sizes only; nothing is computed. Used by one thread.
 *
 * <p>What no machine could compute, more than {@link #RESULTS_MAX} results or 2^63 bytes, is an
 * {@link ArithmeticException}.
 */
final class ComputeTape {
    /** More results than a model of {@link ModelShape#LAYERS_MAX} layers has, some 50 in each. */
    static final int RESULTS_MAX = 1 << 17;

    private static final int SOURCES_MAX = 4;
    private static final int NOWHERE = -1;

    private final long alignment;
    private long[] bytes = new long[256];
    private int[] readers = new int[256];
    private int[] sources = new int[256 * SOURCES_MAX];
    private boolean[] overwrites = new boolean[256];
    private boolean[] inputs = new boolean[256];
    private int count;

    /**
     * Starts an empty tape.
     *
     * @param alignment bytes, a power of two, to which sizes are rounded up
     */
    ComputeTape(long alignment) {
        this.alignment = alignment;
    }

    /** {@return what the computation is given; it is there from the start} */
    int input(long size) {
        int input = add(size, false);
        inputs[input] = true;
        return input;
    }

    /** {@return a result in memory of its own; a size of 0 is one that is stored elsewhere} */
    int result(long size, int... read) {
        return add(size, false, read);
    }

    /** {@return a result that takes the place of a source of its size that nothing else reads} */
    int over(long size, int... read) {
        return add(size, true, read);
    }

    /** {@return the bytes of a result} */
    long bytes(int result) {
        return bytes[result];
    }

    private int add(long size, boolean overwrite, int... read) {
        if (count == RESULTS_MAX) {
            throw new ArithmeticException("found more than %d results".formatted(RESULTS_MAX));
        }
        if (count == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * count);
            readers = Arrays.copyOf(readers, 2 * count);
            sources = Arrays.copyOf(sources, 2 * count * SOURCES_MAX);
            overwrites = Arrays.copyOf(overwrites, 2 * count);
            inputs = Arrays.copyOf(inputs, 2 * count);
        }
        int result = count++;
        bytes[result] = Math.addExact(size, alignment - 1) & -alignment;
        overwrites[result] = overwrite;
        for (int i = 0; i < SOURCES_MAX; i++) {
            sources[result * SOURCES_MAX + i] = i < read.length ? read[i] : NOWHERE;
        }
        for (int source : read) {
            readers[source]++;
        }
        return result;
    }

    /** {@return the bytes that the computation needs} */
    long peakBytes() {
        int[] left = Arrays.copyOf(readers, count);
        long[] places = new long[count];
        FreeMemory memory = new FreeMemory();
        for (int i = 0; i < count; i++) {
            if (inputs[i]) {
                places[i] = memory.take(bytes[i]);
            }
        }
        for (int i = 0; i < count; i++) {
            if (inputs[i]) {
                continue;
            }
            int overwritten = overwrites[i] ? overwritten(i, left, places) : NOWHERE;
            if (overwritten != NOWHERE) {
                places[i] = places[overwritten];
                places[overwritten] = NOWHERE;
            } else {
                places[i] = bytes[i] == 0 ? NOWHERE : memory.take(bytes[i]);
            }
            for (int s = i * SOURCES_MAX; s < (i + 1) * SOURCES_MAX; s++) {
                int source = sources[s];
                if (source != NOWHERE && --left[source] == 0 && places[source] != NOWHERE) {
                    memory.give(places[source], bytes[source]);
                }
            }
        }
        return memory.peak;
    }

    private int overwritten(int result, int[] left, long[] places) {
        for (int s = result * SOURCES_MAX; s < (result + 1) * SOURCES_MAX; s++) {
            int source = sources[s];
            if (source != NOWHERE
                    && left[source] == 1
                    && bytes[source] == bytes[result]
                    && places[source] != NOWHERE) {
                return source;
            }
        }
        return NOWHERE;
    }

    /** The gaps, by place; the last has no end. */
    private static final class FreeMemory {
        private long[] starts = new long[64];
        private long[] ends = new long[64];
        private int gaps = 1;
        private long peak;

        FreeMemory() {
            ends[0] = Long.MAX_VALUE;
        }

        long take(long size) {
            int best = gaps - 1;
            for (int i = 0; i < gaps - 1; i++) {
                long space = ends[i] - starts[i];
                if (space >= size && (best == gaps - 1 || space <= ends[best] - starts[best])) {
                    best = i;
                }
            }
            long place = starts[best];
            starts[best] = Math.addExact(place, size);
            if (starts[best] == ends[best]) {
                remove(best);
            }
            peak = Math.max(peak, place + size);
            return place;
        }

        void give(long start, long size) {
            long end = start + size;
            int at = 0;
            while (starts[at] < start) {
                at++;
            }
            boolean joinsBefore = at > 0 && ends[at - 1] == start;
            if (joinsBefore && starts[at] == end) {
                ends[at - 1] = ends[at];
                remove(at);
            } else if (joinsBefore) {
                ends[at - 1] = end;
            } else if (starts[at] == end) {
                starts[at] = start;
            } else {
                insert(at, start, end);
            }
        }

        private void insert(int at, long start, long end) {
            if (gaps == starts.length) {
                starts = Arrays.copyOf(starts, 2 * gaps);
                ends = Arrays.copyOf(ends, 2 * gaps);
            }
            System.arraycopy(starts, at, starts, at + 1, gaps - at);
            System.arraycopy(ends, at, ends, at + 1, gaps - at);
            starts[at] = start;
            ends[at] = end;
            gaps++;
        }

        private void remove(int at) {
            System.arraycopy(starts, at + 1, starts, at, gaps - at - 1);
            System.arraycopy(ends, at + 1, ends, at, gaps - at - 1);
            gaps--;
        }
    }
}
