package org.nextgeneration.engine;

import java.io.Serial;

/** A request that an engine could not fulfil. The message is fit for users as it stands. */
public final class EngineException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /** What the caller can do about it. */
    public enum Kind {
        /** The request is impossible as it is; asking again fails again. */
        INVALID_REQUEST,
        /** The model file cannot be used: damaged, hostile, or not supported. */
        UNUSABLE_MODEL,
        /** The prompt, or the model, is larger than the room there is. */
        TOO_LARGE,
        /** Too many requests wait already; ask again later. */
        BUSY,
        /** The worker process ended before its work did; a new load works. */
        WORKER_LOST,
        /** The engine itself cannot run here: library missing or of another version. */
        UNAVAILABLE,
        /** The rules about graphics cards do not let it run where it would, or did. */
        POLICY,
        /** The caller cancelled it. */
        CANCELLED
    }

    private final Kind kind;

    /**
     * Creates an exception.
     *
     * @param kind what the caller can do about it
     * @param message where, what was found, what was expected, what to do
     */
    public EngineException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** {@return what the caller can do about it} */
    public Kind kind() {
        return kind;
    }
}
