package org.nextgeneration.cli.config;

import static java.util.Objects.requireNonNull;

/**
 * A value of the configuration.
 *
 * @param <T> its type
 * @param value what it is
 * @param source where it comes from
 */
public record Setting<T>(T value, Source source) {
    /** Rejects absent values. */
    public Setting {
        requireNonNull(value, "value");
        requireNonNull(source, "source");
    }

    static <T> Setting<T> builtIn(T value) {
        return new Setting<>(value, new Source.BuiltIn());
    }
}
