package org.nextgeneration.gpu;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads samples of a source and keeps what need not be read each time. One thread. */
final class SampleReader {
    private final GpuSource source;

    /** What was read last, in the order of the cards; empty before the first sample. */
    private List<CardSample> last = List.of();

    SampleReader(GpuSource source) {
        this.source = source;
    }

    /**
     * Reads a sample.
     *
     * @param slow whether to read what is dear, too; always done the first time
     * @param faults what the driver reported since the sample before
     */
    GpuSample read(boolean slow, List<XidEvent> faults) {
        long startNanos = System.nanoTime();
        List<CardSample> cards = new ArrayList<>();
        for (GpuCard card : source.cards()) {
            Optional<CardSample> before =
                    cards.size() < last.size()
                            ? Optional.of(last.get(cards.size()))
                            : Optional.empty();
            cards.add(card(card, before, slow));
        }
        last = List.copyOf(cards);
        return new GpuSample(Instant.now(), last, faults, System.nanoTime() - startNanos);
    }

    private CardSample card(GpuCard card, Optional<CardSample> before, boolean slow) {
        Optional<CardSample> kept = slow ? Optional.empty() : before;
        return new CardSample(
                card,
                before.map(CardSample::limits).orElseGet(() -> source.limits(card)),
                source.fast(card),
                kept.map(CardSample::slow).orElseGet(() -> source.slow(card)),
                kept.map(CardSample::processes).orElseGet(() -> source.processes(card)));
    }
}
