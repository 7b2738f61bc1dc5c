package org.nextgeneration.store;

import java.io.Serial;
import java.util.List;

/** A value of the user's configuration that cannot be used; says which and what is expected. */
public final class OverrideException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    // Not serializable as a List; the path is what the reader of a configuration needs.
    private final transient List<String> path;

    /**
     * Makes one.
     *
     * @param path the keys that lead to the value, outermost first, from where the caller's map
     *     begins
     * @param message what was found and what is expected
     */
    public OverrideException(List<String> path, String message) {
        super(path.isEmpty() ? message : String.join(".", path) + ": " + message);
        this.path = List.copyOf(path);
    }

    /** {@return the keys that lead to the value, outermost first} */
    public List<String> path() {
        return path;
    }
}
