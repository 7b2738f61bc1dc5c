package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.nextgeneration.gguf.Footprint;

/**
 * The memory that a load may take now. What is not known limits nothing.
 *
 * @param onCard whether a graphics card would be used
 * @param card its memory, or that of all that would be used; empty where the driver does not tell
 * @param host the machine's memory; empty where the system does not tell
 */
public record MemoryRoom(boolean onCard, Optional<Card> card, Optional<Host> host) {
    /** The machine's memory that is left to other programs: the worker's own, and some to spare. */
    public static final long HOST_MARGIN_BYTES = 256L << 20;

    /**
     * What the driver takes of each card for a worker, beside what the library counts: the context,
     * the kernels, cuBLAS and pools that grow. llama.cpp's own fit leaves 1 GiB for it.
     */
    public static final long CARD_MARGIN_BYTES = 512L << 20;

    /**
     * Memory of the cards that would be used.
     *
     * @param name their names
     * @param count how many they are
     * @param totalBytes all of it
     * @param freeBytes what no program has
     * @param reserveBytes of that, what the policy leaves to other programs
     */
    public record Card(String name, int count, long totalBytes, long freeBytes, long reserveBytes) {
        /** {@return what is kept for the driver, {@link #CARD_MARGIN_BYTES} of each} */
        public long marginBytes() {
            return count * CARD_MARGIN_BYTES;
        }

        /** {@return what a model may take: what is free without the reserve and the margin} */
        public long usableBytes() {
            return Math.max(0, freeBytes - reserveBytes - marginBytes());
        }
    }

    /**
     * The machine's memory.
     *
     * @param totalBytes all of it
     * @param availableBytes what can be had without swapping
     */
    public record Host(long totalBytes, long availableBytes) {
        /**
         * {@return what a model may take, of which so much is read from a mapped file} The pages of
         * such a file give way when memory is wanted, and those in memory already serve again, so
         * they count only against the whole memory.
         */
        public long usableBytes(long mappedBytes) {
            return Math.max(
                    0, Math.min(totalBytes, availableBytes + mappedBytes) - HOST_MARGIN_BYTES);
        }
    }

    /** Rejects what is absent. */
    public MemoryRoom {
        requireNonNull(card, "card");
        requireNonNull(host, "host");
    }

    /** {@return what the machine has to give now, in bytes; 0 where the system does not tell} */
    long availableBytes() {
        return host.map(Host::availableBytes).orElse(0L);
    }

    /** {@return what a model may take of the cards, in bytes} */
    long cardBytes() {
        return card.map(Card::usableBytes).orElse(Long.MAX_VALUE);
    }

    /** {@return what a model with so many bytes in a mapped file may take of the machine} */
    long hostBytes(long mappedBytes) {
        return host.map(known -> known.usableBytes(mappedBytes)).orElse(Long.MAX_VALUE);
    }

    /** {@return whether there is room on the cards} */
    public boolean holdsOnCard(Footprint need) {
        return need.card().totalBytes() <= cardBytes();
    }

    /** {@return whether there is room for all of it, of which so much is in a mapped file} */
    public boolean holds(Footprint need, long mappedBytes) {
        return holdsOnCard(need) && need.host().totalBytes() <= hostBytes(mappedBytes);
    }
}
