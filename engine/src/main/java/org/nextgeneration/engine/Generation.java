package org.nextgeneration.engine;

import java.util.Optional;

/**
 * An answer while it is being made.
 *
 * <p>One thread reads it with {@link #next}; any thread may {@link #cancel} it. A reader that is
 * slow holds up only itself.
 */
public interface Generation extends AutoCloseable {
    /**
     * Waits for the next piece of text.
     *
     * @return a piece, one or more whole characters, or nothing when the answer has ended
     * @throws EngineException if the answer broke off: the worker died, or the model failed
     * @throws InterruptedException if the calling thread is interrupted while it waits
     */
    Optional<String> next() throws InterruptedException;

    /**
     * Says how the answer ended.
     *
     * @throws IllegalStateException before {@link #next} has returned nothing
     */
    GenerationResult result();

    /** Stops the answer within one decode step; {@link #next} then ends with what was made. */
    void cancel();

    /** Cancels the answer if it runs still, and forgets it. Does nothing when called again. */
    @Override
    void close();
}
