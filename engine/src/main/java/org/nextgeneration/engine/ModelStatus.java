package org.nextgeneration.engine;

import java.time.Instant;

/**
 * A resident model at one moment.
 *
 * @param model what is loaded
 * @param pid process id of the worker that holds it
 * @param residentBytes memory of that process, 0 where the system does not tell
 * @param loadedAt when the load ended
 * @param running generations that have a sequence now
 * @param waiting generations that wait for one
 */
public record ModelStatus(
        ModelDescription model,
        long pid,
        long residentBytes,
        Instant loadedAt,
        int running,
        int waiting) {}
