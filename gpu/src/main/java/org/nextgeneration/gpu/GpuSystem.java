package org.nextgeneration.gpu;

import java.util.List;

/**
 * How the cards are read, and what drives them.
 *
 * @param origin where the facts come from
 * @param driverVersion such as {@code 580.95.05}
 * @param cudaVersion the newest CUDA that the driver runs, such as {@code 13.0}
 * @param failures why better origins could not be used, in the order they were tried
 */
public record GpuSystem(
        Origin origin,
        Reading<String> driverVersion,
        Reading<String> cudaVersion,
        List<SourceFailure> failures) {
    /** Where facts about cards come from. */
    public enum Origin {
        /** The driver's own library. */
        NVML,
        /** The driver's command. */
        NVIDIA_SMI,
        /** There is no driver: no card that this project could use. */
        NONE
    }

    /** Copies the list. */
    public GpuSystem {
        failures = List.copyOf(failures);
    }
}
