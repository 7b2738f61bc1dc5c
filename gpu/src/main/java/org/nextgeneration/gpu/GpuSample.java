package org.nextgeneration.gpu;

import java.time.Instant;
import java.util.List;

/**
 * All cards at one moment.
 *
 * @param takenAt when
 * @param cards one for each card, in the driver's order
 * @param faults what the driver reported since the sample before
 * @param costNanos what taking it cost
 */
public record GpuSample(
        Instant takenAt, List<CardSample> cards, List<XidEvent> faults, long costNanos) {
    /** Copies the lists. */
    public GpuSample {
        cards = List.copyOf(cards);
        faults = List.copyOf(faults);
    }
}
