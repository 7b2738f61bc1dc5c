package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Passes the progress of one load on, and keeps what the listener throws away from C. */
final class ProgressRelay {
    private final LoadProgress listener;
    private boolean cancelled;
    private @Nullable RuntimeException thrown;
    private @Nullable Error fatal;

    ProgressRelay(LoadProgress listener) {
        this.listener = listener;
    }

    /**
     * Makes the function that C calls.
     *
     * @param arena must outlive the load
     */
    MemorySegment callback(Arena arena) {
        // typedef bool (*llama_progress_callback)(float progress, void * user_data);
        return NativeCallback.of(
                MethodHandles.lookup(),
                this,
                "progressed",
                FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, ADDRESS),
                arena);
    }

    /** Called by C. An exception that left it would end the process, so it is kept for later. */
    @SuppressWarnings("unused") // Looked up by name in callback.
    private boolean progressed(float fraction, MemorySegment userData) {
        if (cancelled) {
            return false;
        }
        try {
            cancelled = !listener.goOn(fraction);
        } catch (RuntimeException exception) {
            thrown = exception;
            cancelled = true;
        } catch (Error error) {
            fatal = error;
            cancelled = true;
        }
        return !cancelled;
    }

    /** Throws what stopped the load if the listener did: its own exception, or a cancellation. */
    void rethrow(Path file) {
        if (fatal != null) {
            throw fatal;
        }
        if (thrown != null) {
            throw thrown;
        }
        if (cancelled) {
            throw new CancellationException("%s: the load was cancelled".formatted(file));
        }
    }
}
