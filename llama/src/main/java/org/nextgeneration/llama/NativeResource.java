package org.nextgeneration.llama;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * A native object that is freed once it is closed and nobody uses it.
 *
 * <p>A close returns at once. While another thread is inside the library it only marks the object:
 * that thread's release frees it, so nothing is pulled from under anyone. Any thread may call any
 * method.
 */
final class NativeResource {
    /** How many may use the object at the same time. */
    enum Sharing {
        /** The library allows concurrent use of such objects. */
        SHARED,
        /** It does not; a second user is turned away. */
        EXCLUSIVE
    }

    private final String name;
    private final MemorySegment address;
    private final Sharing sharing;
    private final Consumer<MemorySegment> free;

    private int users;
    private boolean closed;
    private boolean freed;

    NativeResource(
            String name, MemorySegment address, Sharing sharing, Consumer<MemorySegment> free) {
        this.name = name;
        this.address = address;
        this.sharing = sharing;
        this.free = free;
    }

    /**
     * Begins a use; {@link #release} ends it.
     *
     * @throws IllegalStateException if the object is closed, or in use and not to be shared
     */
    synchronized MemorySegment acquire() {
        if (closed) {
            throw new IllegalStateException(
                    "%s: found it closed, expected it open".formatted(name));
        }
        if (sharing == Sharing.EXCLUSIVE && users > 0) {
            throw new IllegalStateException(
                    "%s: found it in use already, expected one thread at a time".formatted(name));
        }
        users++;
        return address;
    }

    synchronized void release() {
        users--;
        freeIfUnused();
    }

    synchronized void close() {
        closed = true;
        freeIfUnused();
    }

    private void freeIfUnused() {
        if (closed && users == 0 && !freed) {
            freed = true;
            free.accept(address);
        }
    }

    <T> T use(Function<MemorySegment, T> action) {
        MemorySegment acquired = acquire();
        try {
            return action.apply(acquired);
        } finally {
            release();
        }
    }

    int useForInt(ToIntFunction<MemorySegment> action) {
        MemorySegment acquired = acquire();
        try {
            return action.applyAsInt(acquired);
        } finally {
            release();
        }
    }

    void run(Consumer<MemorySegment> action) {
        MemorySegment acquired = acquire();
        try {
            action.accept(acquired);
        } finally {
            release();
        }
    }
}
