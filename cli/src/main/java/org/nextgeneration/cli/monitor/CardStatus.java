package org.nextgeneration.cli.monitor;

import java.util.List;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.CardVerdict;

/**
 * A card at one moment, judged.
 *
 * @param sample what it said
 * @param verdict whether it may be used
 * @param health how it is
 * @param split who holds its memory
 * @param processes who is on it
 */
public record CardStatus(
        CardSample sample,
        CardVerdict verdict,
        CardHealth health,
        MemorySplit split,
        List<CardProcess> processes) {
    /** Copies the list. */
    public CardStatus {
        processes = List.copyOf(processes);
    }
}
