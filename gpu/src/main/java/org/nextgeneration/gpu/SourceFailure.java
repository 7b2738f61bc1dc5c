package org.nextgeneration.gpu;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A way to read the cards that could not be used, and why. It holds facts; words for a person are
 * made of them where the person's language is known.
 *
 * @param kind what went wrong
 * @param details what {@code kind} says; the driver's and the system's own words
 */
public record SourceFailure(Kind kind, List<String> details) {
    /** What can go wrong. */
    public enum Kind {
        /** NVML is nowhere. Details: the places that were looked at. */
        LIBRARY_MISSING,
        /** The system cannot open it. Details: the files that are there. */
        LIBRARY_UNUSABLE,
        /** It is not NVIDIA's, or older than any supported driver. Details: NVML's code. */
        LIBRARY_FOREIGN,
        /** Java lets this program open no library. No details. */
        NATIVE_ACCESS_DENIED,
        /** The driver was updated while it was loaded. Details: NVML's code. */
        DRIVER_UPDATED,
        /** The driver is installed but does not run. Details: NVML's code. */
        DRIVER_NOT_LOADED,
        /** The driver does not let this user in. Details: NVML's code. */
        DRIVER_FORBIDDEN,
        /** The driver refused for another reason. Details: NVML's code. */
        DRIVER_REFUSED,
        /** The driver did not answer. Details: how many milliseconds it was waited for. */
        DRIVER_SILENT,
        /** The program was to end while the driver was asked. No details. */
        INTERRUPTED,
        /** There is no {@code nvidia-smi} on the path. No details. */
        COMMAND_MISSING,
        /** {@code nvidia-smi} gave no usable answer. Details: what happened. */
        COMMAND_FAILED
    }

    /** Copies the list. */
    public SourceFailure {
        requireNonNull(kind, "kind");
        details = List.copyOf(details);
    }

    /** {@return a failure} */
    public static SourceFailure of(Kind kind, String... details) {
        return new SourceFailure(kind, List.of(details));
    }
}
