package org.nextgeneration.cli.monitor;

import org.nextgeneration.gpu.Reading;

/**
 * The machine beside its cards.
 *
 * @param load processes that run or want to, averaged over a minute
 * @param processors how many there are
 * @param memoryTotalBytes main memory in all
 * @param memoryAvailableBytes what programs can still have of it
 */
public record HostStatus(
        Reading<Double> load,
        int processors,
        Reading<Long> memoryTotalBytes,
        Reading<Long> memoryAvailableBytes) {}
