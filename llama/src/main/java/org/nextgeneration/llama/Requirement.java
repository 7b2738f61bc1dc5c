package org.nextgeneration.llama;

/** Checks of arguments. Each message names the parameter, what was found, what was expected. */
final class Requirement {
    private Requirement() {}

    static void range(String parameter, long found, long min, long max) {
        if (found < min || found > max) {
            throw new IllegalArgumentException(
                    "%s: found %d, expected %d to %d".formatted(parameter, found, min, max));
        }
    }

    /** Rejects values outside {@code min} to {@code max}, and NaN. */
    static void range(String parameter, float found, float min, float max) {
        if (!(found >= min && found <= max)) {
            throw new IllegalArgumentException(
                    "%s: found %s, expected %s to %s".formatted(parameter, found, min, max));
        }
    }

    /** Rejects values outside {@code min} to {@code max}, {@code min} itself, and NaN. */
    static void above(String parameter, float found, float min, float max) {
        if (!(found > min && found <= max)) {
            throw new IllegalArgumentException(
                    "%s: found %s, expected more than %s and at most %s"
                            .formatted(parameter, found, min, max));
        }
    }
}
