package org.nextgeneration.health.doctor;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nextgeneration.gpu.ComputeCapability;

/**
 * The first version of CUDA that knows a card's processors. Pure.
 *
 * <p>8.0 to 9.0 are as NVIDIA's staff states them, 7.0, 7.5 and 12.0 as users' lists do; the others
 * are not from a source that was looked at.
 */
final class CudaSupport {
    private static final TreeMap<ComputeCapability, ComputeCapability> LEAST =
            new TreeMap<>(
                    Map.ofEntries(
                            entry(5, 0, 6, 5),
                            entry(6, 0, 8, 0),
                            entry(7, 0, 9, 0),
                            entry(7, 5, 10, 0),
                            entry(8, 0, 11, 0),
                            entry(8, 6, 11, 1),
                            entry(8, 9, 11, 8),
                            entry(9, 0, 11, 8),
                            entry(10, 0, 12, 8),
                            entry(10, 3, 12, 9),
                            entry(12, 0, 12, 8),
                            entry(12, 1, 12, 9)));

    private CudaSupport() {}

    private static Map.Entry<ComputeCapability, ComputeCapability> entry(
            int major, int minor, int cudaMajor, int cudaMinor) {
        return Map.entry(
                new ComputeCapability(major, minor), new ComputeCapability(cudaMajor, cudaMinor));
    }

    /**
     * {@return the least CUDA version for a card, as major and minor; that of the next older kind
     * of card where this one is not in the table, empty for cards older than all in it}
     */
    static Optional<String> least(ComputeCapability capability) {
        return Optional.ofNullable(LEAST.floorEntry(capability))
                .map(found -> found.getValue().toString());
    }

    /** {@return whether a driver's CUDA runs a card; empty where one of the versions is unknown} */
    static Optional<Boolean> runs(String driverCuda, ComputeCapability capability) {
        Optional<ComputeCapability> has = ComputeCapability.parse(driverCuda);
        Optional<ComputeCapability> least = least(capability).flatMap(ComputeCapability::parse);
        if (has.isEmpty() || least.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(has.get().compareTo(least.get()) >= 0);
    }
}
