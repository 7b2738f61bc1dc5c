package org.nextgeneration.engine;

import java.time.Instant;

/**
 * How busy a worker is, as the process that started it keeps for others to see.
 *
 * @param running answers that have a sequence
 * @param waiting answers that wait for one
 * @param promptTokens of the answers that have ended, since the load
 * @param completionTokens since the load, those of running answers included
 * @param tokensPerSecond decode speed of the answer that was heard of last, running or ended; 0
 *     before the first
 * @param updatedAt when this was so: at most {@link ActivityMeter#PERIOD_MILLIS} behind while
 *     answers run, and not renewed while none does
 */
public record WorkerActivity(
        int running,
        int waiting,
        long promptTokens,
        long completionTokens,
        double tokensPerSecond,
        Instant updatedAt) {}
