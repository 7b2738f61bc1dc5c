package org.nextgeneration.gpu;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * When a sampler reads what. Pure; moments are those of {@link System#nanoTime}, of which only
 * differences mean anything.
 *
 * @param periodNanos between samples
 * @param slowNanos how old what is dear to read may become
 */
record SampleSchedule(long periodNanos, long slowNanos) {
    /** {@return the schedule of a period} */
    static SampleSchedule of(Duration period, Duration slow) {
        return new SampleSchedule(period.toNanos(), slow.toNanos());
    }

    /**
     * {@return whether what is dear to read is due with a sample}
     *
     * @param nowNanos when the sample begins
     * @param readNanos when it was last read; empty before the first time
     */
    boolean isSlowDue(long nowNanos, OptionalLong readNanos) {
        // Half a period early rather than half a period late: samples do not begin on the dot.
        return readNanos.isEmpty()
                || nowNanos - readNanos.getAsLong() >= slowNanos - periodNanos / 2;
    }

    /**
     * {@return when the sample after one is due} Missed ones are left out, not made up for: a
     * driver that is slow must not be asked more often because of it.
     *
     * @param dueNanos when the sample before was due
     * @param nowNanos when it was done
     */
    long next(long dueNanos, long nowNanos) {
        long missed = Math.max(0, Math.floorDiv(nowNanos - dueNanos, periodNanos));
        return dueNanos + (missed + 1) * periodNanos;
    }
}
