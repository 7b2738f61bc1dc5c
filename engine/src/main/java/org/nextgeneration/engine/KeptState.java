package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where sequences are kept while their model is unloaded, and which are worth it.
 *
 * @param directory for saved sequences only; made if there is none, closed to other users. They
 *     hold what was asked and answered.
 * @param bytesMax bytes of all of them together, of all models
 * @param worthSeconds the time that it must take to compute a sequence again; what takes less is
 *     not saved
 */
public record KeptState(Path directory, long bytesMax, double worthSeconds) {
    /** The bytes that are kept without another wish. */
    public static final long BYTES_MAX_UNASKED = ShelfPolicy.BYTES_MAX_UNASKED;

    /** The time that is worth it without another wish. */
    public static final double WORTH_SECONDS_UNASKED = 1;

    /** Rejects what has no meaning. */
    public KeptState {
        requireNonNull(directory, "directory");
        if (bytesMax < 1) {
            throw new IllegalArgumentException(
                    "bytesMax: found %d, expected 1 at least".formatted(bytesMax));
        }
        if (!(worthSeconds >= 0)) {
            throw new IllegalArgumentException(
                    "worthSeconds: found %s, expected 0 at least".formatted(worthSeconds));
        }
    }
}
