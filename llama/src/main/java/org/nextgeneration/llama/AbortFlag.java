package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/** What the library asks between two operations: whether to stop. Any thread may raise it. */
final class AbortFlag {
    private volatile boolean raised;

    void raise() {
        raised = true;
    }

    void lower() {
        raised = false;
    }

    boolean isRaised() {
        return raised;
    }

    /**
     * Makes the function that C calls.
     *
     * @param arena must outlive every decode
     */
    MemorySegment callback(Arena arena) {
        // typedef bool (*ggml_abort_callback)(void * data);
        return NativeCallback.of(
                MethodHandles.lookup(),
                this,
                "ask",
                FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS),
                arena);
    }

    @SuppressWarnings("unused") // Looked up by name in callback.
    private boolean ask(MemorySegment userData) {
        return raised;
    }
}
