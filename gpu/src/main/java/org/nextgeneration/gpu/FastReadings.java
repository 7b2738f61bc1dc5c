package org.nextgeneration.gpu;

/**
 * What is cheap to ask a card for, and changes from second to second.
 *
 * @param memory its memory
 * @param utilizationPercent share of the last sample period in which something ran
 * @param memoryUtilizationPercent share in which its memory was read or written
 * @param temperatureCelsius of the chip
 * @param powerMilliwatts drawn, averaged over a second on recent cards
 */
public record FastReadings(
        Reading<MemoryUse> memory,
        Reading<Integer> utilizationPercent,
        Reading<Integer> memoryUtilizationPercent,
        Reading<Integer> temperatureCelsius,
        Reading<Integer> powerMilliwatts) {}
