package org.nextgeneration.engine;

import java.util.List;

/**
 * What a load would take, as the engine itself counts it without taking it.
 *
 * @param devices where it would run, each with what it would hold there
 * @param contextTokens tokens that one sequence could hold
 * @param sequences requests that could be answered at the same time
 */
public record MemoryNeed(List<OpenedDevice> devices, int contextTokens, int sequences) {
    /** Copies the list. */
    public MemoryNeed {
        devices = List.copyOf(devices);
    }

    /** {@return all of it, in bytes} */
    public long totalBytes() {
        return devices.stream()
                .mapToLong(
                        device -> device.weightBytes() + device.kvBytes() + device.computeBytes())
                .sum();
    }
}
