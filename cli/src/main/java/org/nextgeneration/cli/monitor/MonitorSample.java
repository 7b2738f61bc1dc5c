package org.nextgeneration.cli.monitor;

import java.time.Instant;
import java.util.List;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.gpu.XidEvent;

/**
 * Everything that the monitor shows, at one moment. Immutable.
 *
 * @param takenAt when
 * @param system how the cards are read
 * @param decision which cards may be used
 * @param thresholds from where on a card's state is worth a word
 * @param cards one for each card, in the driver's order
 * @param models what is loaded, oldest first
 * @param host the machine
 * @param faults what the driver reported since the sample before
 * @param costNanos what taking all of it cost
 */
public record MonitorSample(
        Instant takenAt,
        GpuSystem system,
        PolicyDecision decision,
        Thresholds thresholds,
        List<CardStatus> cards,
        List<LoadedModel> models,
        HostStatus host,
        List<XidEvent> faults,
        long costNanos) {
    /** Copies the lists. */
    public MonitorSample {
        cards = List.copyOf(cards);
        models = List.copyOf(models);
        faults = List.copyOf(faults);
    }

    /** {@return the worst level of any card} */
    public CardHealth.Level level() {
        return cards.stream()
                .map(card -> card.health().level())
                .max(CardHealth.Level::compareTo)
                .orElse(CardHealth.Level.OK);
    }
}
