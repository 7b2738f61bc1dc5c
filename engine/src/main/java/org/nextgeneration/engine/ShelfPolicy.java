package org.nextgeneration.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Decides which saved sequences give way to another. Pure: no clock, no disk.
 *
 * <p>A sequence is worth the seconds that it saves for each byte that it takes, and half of that
 * for each {@link #HALF_LIFE} since it was last used. The least worthy go first; none goes for one
 * that is worth less.
 */
final class ShelfPolicy {
    /** Bytes of all models together, unless somebody asks for another bound. */
    static final long BYTES_MAX_UNASKED = 8L << 30;

    /** Bytes that stay free on the disk, whatever the bound is. */
    static final long FREE_BYTES_MIN = 2L << 30;

    /** Saved sequences of all models together. */
    static final int ENTRIES_MAX = 512;

    /** In this time without use a saved sequence loses half of its worth. */
    static final Duration HALF_LIFE = Duration.ofHours(24);

    /**
     * A saved sequence.
     *
     * @param name of its file
     * @param bytes of its file
     * @param recomputeSeconds what it would take to compute it again; 0 for a damaged one
     * @param unusedSeconds since its last use; negative where a clock was set back
     * @param superseded whether the newcomer makes it useless
     */
    record Entry(
            String name,
            long bytes,
            double recomputeSeconds,
            double unusedSeconds,
            boolean superseded) {
        double worth() {
            return superseded ? 0 : ShelfPolicy.worth(bytes, recomputeSeconds, unusedSeconds);
        }
    }

    /**
     * The bounds of a shelf.
     *
     * @param bytesMax bytes of all its files
     * @param usableBytes bytes that the disk has left for this user
     */
    record Bounds(long bytesMax, long usableBytes) {}

    /** What to do about a newcomer. */
    sealed interface Decision {
        /** Delete these files, then save it. */
        record Save(List<String> dropped) implements Decision {
            /** Copies the list. */
            public Save {
                dropped = List.copyOf(dropped);
            }
        }

        /** Do not save it. */
        record Refuse(String reason) implements Decision {}
    }

    private ShelfPolicy() {}

    /** {@return what a saved sequence is worth, in seconds for each byte} */
    static double worth(long bytes, double recomputeSeconds, double unusedSeconds) {
        double halvings = Math.max(0, unusedSeconds) / HALF_LIFE.toSeconds();
        return recomputeSeconds / Math.max(1, bytes) * Math.pow(2, -halvings);
    }

    /**
     * Decides.
     *
     * @param entries what is saved, of all models
     * @param bytes of the newcomer's file
     * @param recomputeSeconds what it would take to compute the newcomer again
     */
    static Decision decide(
            List<Entry> entries, long bytes, double recomputeSeconds, Bounds bounds) {
        if (bytes > bounds.bytesMax()) {
            return new Decision.Refuse(
                    "found %d bytes, expected %d at most for all saved sequences"
                            .formatted(bytes, bounds.bytesMax()));
        }
        List<Entry> leastWorthyFirst = new ArrayList<>(entries);
        leastWorthyFirst.sort(Comparator.comparingDouble(Entry::worth));
        double worth = worth(bytes, recomputeSeconds, 0);
        long takenBytes = entries.stream().mapToLong(Entry::bytes).sum();
        long diskBytes = bounds.usableBytes() - FREE_BYTES_MIN;
        List<String> dropped = new ArrayList<>();
        for (Entry entry : leastWorthyFirst) {
            if (takenBytes + bytes <= bounds.bytesMax()
                    && bytes <= diskBytes
                    && entries.size() - dropped.size() < ENTRIES_MAX) {
                break;
            }
            if (entry.worth() > worth) {
                return new Decision.Refuse(
                        "what is saved already is worth more, and there is no room for both");
            }
            dropped.add(entry.name());
            takenBytes -= entry.bytes();
            diskBytes += entry.bytes();
        }
        if (bytes > diskBytes) {
            return new Decision.Refuse(
                    "found %d bytes usable on the disk, expected %d and %d that stay free"
                            .formatted(bounds.usableBytes(), bytes, FREE_BYTES_MIN));
        }
        return new Decision.Save(dropped);
    }
}
