package org.nextgeneration.engine;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that an engine could not fulfil. The message is fit for users as it stands. */
public final class EngineException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /** What the caller can do about it. */
    public enum Kind {
        /** The request is impossible as it is; asking again fails again. */
        INVALID_REQUEST,
        /** The model file cannot be used: damaged, hostile, or not supported. */
        UNUSABLE_MODEL,
        /** The prompt is larger than the room there is. */
        TOO_LARGE,
        /** The model is larger than the memory that is free. */
        NO_ROOM,
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
    private final @Nullable Duration retryAfter;

    /**
     * Creates an exception.
     *
     * @param kind what the caller can do about it
     * @param message where, what was found, what was expected, what to do
     */
    public EngineException(Kind kind, String message) {
        this(kind, message, null);
    }

    /**
     * Creates one for a request that is worth asking again.
     *
     * @param retryAfter when that may be, if it can be told
     */
    EngineException(Kind kind, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** {@return after what time it is worth asking again, if that can be told} */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** {@return what the caller can do about it} */
    public Kind kind() {
        return kind;
    }
}
