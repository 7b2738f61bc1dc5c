package org.nextgeneration.gpu;

import java.time.Instant;
import java.util.List;

/**
 * What was seen of one of our processes, for the record.
 *
 * @param at when
 * @param outcome what it means
 * @param pid the process
 * @param subject what it is: a model's name, or a command
 * @param sightings where the driver saw it, or what it started
 * @param detail more, in words; may be empty
 */
public record Proof(
        Instant at,
        Outcome outcome,
        long pid,
        String subject,
        List<Sighting> sightings,
        String detail) {
    /** What a look at a process means. */
    public enum Outcome {
        /** On allowed cards only. */
        ALLOWED,
        /** On the processor, where the policy lets it. */
        CPU,
        /** On a card that may not be used, or on the processor where that is forbidden: stopped. */
        VIOLATION,
        /** The driver did not tell where it is. */
        UNPROVEN,
        /** It was not started, because the policy leaves it nowhere to run. */
        REFUSED,
        /** It has ended. */
        ENDED
    }

    /** Copies the list. */
    public Proof {
        sightings = List.copyOf(sightings);
    }
}
