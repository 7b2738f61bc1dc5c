package org.nextgeneration.gpu;

/**
 * One card at one moment.
 *
 * @param card which card
 * @param limits the card's own limits
 * @param fast read for this sample
 * @param slow read at most {@link GpuSampler#SLOW_PERIOD} before it
 * @param processes read with {@code slow}
 */
public record CardSample(
        GpuCard card,
        CardLimits limits,
        FastReadings fast,
        SlowReadings slow,
        CardProcesses processes) {}
