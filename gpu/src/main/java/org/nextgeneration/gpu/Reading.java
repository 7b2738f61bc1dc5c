package org.nextgeneration.gpu;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import java.util.function.Function;

/**
 * What a card said when it was asked for one thing: a value, or why there is none. A field that a
 * card does not have is never 0.
 *
 * @param <T> what was asked for
 */
public sealed interface Reading<T> {
    /**
     * The card answered.
     *
     * @param <T> what was asked for
     * @param known the answer
     */
    record Known<T>(T known) implements Reading<T> {
        /** Rejects an absent value. */
        public Known {
            requireNonNull(known, "known");
        }
    }

    /**
     * The card did not answer.
     *
     * @param <T> what was asked for
     * @param reason the driver's own name for it, such as {@code NVML_ERROR_NOT_SUPPORTED}
     */
    record Unknown<T>(String reason) implements Reading<T> {
        /** Rejects an absent reason. */
        public Unknown {
            requireNonNull(reason, "reason");
        }
    }

    /** {@return an answer} */
    static <T> Reading<T> of(T value) {
        return new Known<>(value);
    }

    /** {@return no answer, and why} */
    static <T> Reading<T> unknown(String reason) {
        return new Unknown<>(reason);
    }

    /** {@return the answer, if there is one} */
    default Optional<T> value() {
        return switch (this) {
            case Known<T>(T known) -> Optional.of(known);
            case Unknown<T> _ -> Optional.empty();
        };
    }

    /** {@return the same reading of something computed from the answer} */
    default <R> Reading<R> map(Function<? super T, ? extends R> function) {
        return switch (this) {
            case Known<T>(T known) -> new Known<>(function.apply(known));
            case Unknown<T>(String reason) -> new Unknown<>(reason);
        };
    }
}
