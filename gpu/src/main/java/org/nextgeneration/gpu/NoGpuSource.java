package org.nextgeneration.gpu;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A machine without a card that we could read: a normal state, not an error. */
public final class NoGpuSource implements GpuSource {
    private static final String REASON = "no NVIDIA driver";

    private final GpuSystem system;

    /**
     * Creates it.
     *
     * @param failures why nothing could be read, one for each way that was tried
     */
    public NoGpuSource(List<SourceFailure> failures) {
        system =
                new GpuSystem(
                        GpuSystem.Origin.NONE,
                        Reading.unknown(REASON),
                        Reading.unknown(REASON),
                        failures);
    }

    @Override
    public GpuSystem system() {
        return system;
    }

    @Override
    public List<GpuCard> cards() {
        return List.of();
    }

    @Override
    public CardLimits limits(GpuCard card) {
        throw unknown(card);
    }

    @Override
    public FastReadings fast(GpuCard card) {
        throw unknown(card);
    }

    @Override
    public SlowReadings slow(GpuCard card) {
        throw unknown(card);
    }

    @Override
    public CardProcesses processes(GpuCard card) {
        throw unknown(card);
    }

    private static IllegalArgumentException unknown(GpuCard card) {
        return new IllegalArgumentException("%s: there is no such card".formatted(card.label()));
    }

    @Override
    public Optional<XidEvent> awaitFault(Duration timeout) {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
