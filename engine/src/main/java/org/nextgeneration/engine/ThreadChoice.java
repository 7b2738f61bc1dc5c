package org.nextgeneration.engine;

/**
 * How many CPU threads decode a model. Pure.
 *
 * <p>ggml's threads wait for each other at a barrier after every operation. In a small model an
 * operation is shorter than the wait, and one thread is fastest; in any model a thread more than
 * there are cores stops all the others.
 */
final class ThreadChoice {
    /** Below this one thread decodes faster than two, or as fast. */
    private static final long SMALL_MODEL_BYTES = 48L << 20;

    /** Decoding is bound by memory; more threads than this only add waiting. */
    private static final int THREADS_MAX = 16;

    private ThreadChoice() {}

    /**
     * Chooses.
     *
     * @param asked what the caller wants, 0 for no wish
     * @param processors logical processors of the machine
     * @param weightBytes size of the model
     * @return 1 or more
     */
    static int threads(int asked, int processors, long weightBytes) {
        if (asked > 0) {
            return asked;
        }
        if (weightBytes < SMALL_MODEL_BYTES) {
            return 1;
        }
        // Above four, logical processors are usually two to a core, and a core has one vector unit.
        int cores = processors > 4 ? processors / 2 : processors;
        return Math.clamp(cores, 1, THREADS_MAX);
    }

    /**
     * {@return the most threads that may be tried}
     *
     * @param asked what the caller wants, 0 for no wish; a wish is not overruled
     * @param chosen what {@link #threads} gave
     * @param processors logical processors of the machine
     */
    static int most(int asked, int chosen, int processors) {
        return asked > 0 ? asked : Math.clamp(processors, chosen, Math.max(chosen, THREADS_MAX));
    }
}
