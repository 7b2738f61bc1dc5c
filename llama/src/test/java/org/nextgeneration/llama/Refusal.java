package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Objects;
import org.junit.jupiter.api.function.Executable;

/** What a call says when it refuses. */
final class Refusal {
    private Refusal() {}

    /** Expects a refusal of a kind and returns its message. */
    static String message(Class<? extends Throwable> kind, Executable call) {
        return Objects.requireNonNull(assertThrows(kind, call).getMessage());
    }
}
