package org.nextgeneration.health.doctor;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Words for a person, in no language yet.
 *
 * @param key of the message
 * @param arguments what its {0}, {1}, … stand for: texts, numbers, and the types below
 */
public record Text(String key, List<Object> arguments) {
    /** Of the texts that are the same in every language. */
    public static final String VERBATIM = "doctor.verbatim";

    /**
     * An amount of memory or disk.
     *
     * @param count bytes
     */
    public record Bytes(long count) {}

    /**
     * A number with one decimal.
     *
     * @param value the number
     */
    public record Decimal(double value) {}

    /**
     * Several things in one sentence.
     *
     * @param parts what can be an argument
     */
    public record Enumeration(List<?> parts) {
        /** Copies the list. */
        public Enumeration {
            parts = List.copyOf(parts);
        }
    }

    /**
     * Several things, one a line.
     *
     * @param parts what can be an argument
     */
    public record Lines(List<?> parts) {
        /** Copies the list. */
        public Lines {
            parts = List.copyOf(parts);
        }
    }

    /** Copies the list. */
    public Text {
        requireNonNull(key, "key");
        arguments = List.copyOf(arguments);
    }

    /** {@return the message of that key} */
    public static Text of(String key, Object... arguments) {
        return new Text(key, List.of(arguments));
    }

    /** {@return what is the same in every language: a command, a line of the configuration} */
    public static Text verbatim(String words) {
        return of(VERBATIM, words);
    }

    /** {@return several such lines} */
    static Text lines(List<?> lines) {
        return of(VERBATIM, new Lines(lines));
    }
}
