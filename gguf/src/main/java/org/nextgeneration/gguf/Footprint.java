package org.nextgeneration.gguf;

import static java.util.Objects.requireNonNull;

/**
 * How much memory a loaded model takes.
 *
 * @param card in the memory of the graphics card; nothing where none is used
 * @param host in the machine's memory
 */
public record Footprint(Memory card, Memory host) {
    /** Rejects what is absent. */
    public Footprint {
        requireNonNull(card, "card");
        requireNonNull(host, "host");
    }

    /** {@return bytes of both} */
    public long totalBytes() {
        return Math.addExact(card.totalBytes(), host.totalBytes());
    }

    /**
     * What is in one memory.
     *
     * @param weightBytes of the model, each tensor once
     * @param kvBytes of the cache of keys and values, and of states
     * @param computeBytes for what is computed and put out
     */
    public record Memory(long weightBytes, long kvBytes, long computeBytes) {
        /** Nothing. */
        static final Memory NONE = new Memory(0, 0, 0);

        /** {@return bytes of all uses} */
        public long totalBytes() {
            return Math.addExact(Math.addExact(weightBytes, kvBytes), computeBytes);
        }
    }
}
