package org.nextgeneration.gpu;

/**
 * What became of an attempt to open something.
 *
 * @param <T> what was to be opened
 */
sealed interface Opening<T> {
    /**
     * It is open.
     *
     * @param <T> what was to be opened
     * @param opened it
     */
    record Opened<T>(T opened) implements Opening<T> {}

    /**
     * It could not be opened.
     *
     * @param <T> what was to be opened
     * @param failure why
     */
    record Failed<T>(SourceFailure failure) implements Opening<T> {}

    /** {@return a failed attempt} */
    static <T> Opening<T> failed(SourceFailure.Kind kind, String... details) {
        return new Failed<>(SourceFailure.of(kind, details));
    }
}
