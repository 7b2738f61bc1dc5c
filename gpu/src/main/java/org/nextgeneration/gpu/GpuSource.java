package org.nextgeneration.gpu;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where facts about cards come from. Never fails: what cannot be read is a {@link Reading} that
 * says why.
 *
 * <p>Any thread may call any method. A call costs what the driver takes, from microseconds to
 * several milliseconds; nothing is kept, so whoever asks often shares a {@link GpuSampler}.
 */
public sealed interface GpuSource extends AutoCloseable permits NoGpuSource, NvmlSource, SmiSource {
    /** {@return how the cards are read, and what drives them} */
    GpuSystem system();

    /**
     * {@return the cards, in the driver's order, as they were when this was opened; of a card that
     * is lost later the identity stays known}
     */
    List<GpuCard> cards();

    /** {@return the card's own limits} */
    CardLimits limits(GpuCard card);

    /** {@return what is cheap to read} */
    FastReadings fast(GpuCard card);

    /** {@return what is dear to read} */
    SlowReadings slow(GpuCard card);

    /** {@return the processes on a card; several milliseconds} */
    CardProcesses processes(GpuCard card);

    /**
     * Waits for the next fault of any card.
     *
     * @param timeout how long at most
     * @return the fault, empty when the time is over or this source cannot tell; then it returns at
     *     once if it never can
     * @throws InterruptedException if interrupted while waiting
     */
    Optional<XidEvent> awaitFault(Duration timeout) throws InterruptedException;

    /** Gives back what was opened. Calls after it answer that nothing is known. */
    @Override
    void close();
}
