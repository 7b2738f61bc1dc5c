package org.nextgeneration.gpu;

/**
 * The memory of a card at one moment.
 *
 * @param totalBytes all of it
 * @param usedBytes what programs hold; without what the driver keeps for itself, if that is known
 * @param freeBytes what can be had
 * @param reservedBytes what the driver keeps for itself; unknown to old drivers, which count it as
 *     used
 */
public record MemoryUse(
        long totalBytes, long usedBytes, long freeBytes, Reading<Long> reservedBytes) {}
