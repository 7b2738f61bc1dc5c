package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.nextgeneration.gpu.PciAddress;

/**
 * Something that a loaded model computes on, as the engine that opened it reports.
 *
 * @param name as the engine calls it, such as {@code CUDA0} or {@code CPU}
 * @param description the product's name
 * @param kind what it is
 * @param address where it sits, if it is a card whose back end tells
 * @param weightBytes of the model there; 0 where the engine does not tell
 * @param kvBytes of the cache of keys and values, or of the state, there; 0 where it does not tell
 * @param computeBytes for what is computed and put out there; 0 where it does not tell
 */
public record OpenedDevice(
        String name,
        String description,
        Kind kind,
        Optional<PciAddress> address,
        long weightBytes,
        long kvBytes,
        long computeBytes) {
    /** What it is. */
    public enum Kind {
        /** The processor, with the machine's memory. */
        CPU,
        /** A graphics card with memory of its own. */
        GPU,
        /** A graphics processor that uses the machine's memory, or several devices as one. */
        OTHER
    }

    /** Rejects what is absent. */
    public OpenedDevice {
        requireNonNull(name, "name");
        requireNonNull(description, "description");
        requireNonNull(kind, "kind");
        requireNonNull(address, "address");
    }
}
