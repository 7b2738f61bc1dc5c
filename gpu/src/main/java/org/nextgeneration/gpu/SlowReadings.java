package org.nextgeneration.gpu;

import java.util.Set;

/**
 * What is dear to ask a card for, or seldom changes.
 *
 * @param powerLimitMilliwatts the limit in force
 * @param fanPercent speed of the fan, of its greatest
 * @param graphicsClockMegahertz clock of its processors
 * @param memoryClockMegahertz clock of its memory
 * @param performanceState 0 for the fastest, 15 for the slowest
 * @param throttleReasons why it runs slower than it could; empty if it does not
 * @param pcie the link as it is now
 * @param energyMillijoules used since the driver was loaded
 */
public record SlowReadings(
        Reading<Integer> powerLimitMilliwatts,
        Reading<Integer> fanPercent,
        Reading<Integer> graphicsClockMegahertz,
        Reading<Integer> memoryClockMegahertz,
        Reading<Integer> performanceState,
        Reading<Set<ThrottleReason>> throttleReasons,
        Reading<PcieLink> pcie,
        Reading<Long> energyMillijoules) {}
