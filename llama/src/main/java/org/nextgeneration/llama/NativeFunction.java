package org.nextgeneration.llama;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of the library, callable in each shape that the header has: one method for each list
 * of parameter types, named after what it returns.
 *
 * <p>It is linked on first use, because linking costs more than most calls and a worker uses few of
 * the functions before its first answer. Any thread may call it.
 */
@SuppressWarnings("restricted") // Linking native code is what this class is for.
final class NativeFunction {
    private final String name;
    private final MemorySegment address;
    private final FunctionDescriptor descriptor;
    private volatile @Nullable MethodHandle linked;

    /**
     * Describes a function.
     *
     * @param name as the header spells it, for messages
     * @param address where the library has it
     * @param descriptor its signature
     */
    NativeFunction(String name, MemorySegment address, FunctionDescriptor descriptor) {
        this.name = name;
        this.address = address;
        this.descriptor = descriptor;
    }

    private MethodHandle handle() {
        MethodHandle handle = linked;
        if (handle == null) {
            handle = Linker.nativeLinker().downcallHandle(address, descriptor);
            linked = handle;
        }
        return handle;
    }

    /** A downcall throws only if our descriptor and our call disagree, which is our mistake. */
    private AssertionError mismatch(Throwable thrown) {
        return new AssertionError(
                "%s: called in another shape than %s".formatted(name, descriptor), thrown);
    }

    MemorySegment struct(SegmentAllocator allocator) {
        try {
            return (MemorySegment) handle().invokeExact(allocator);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call() {
        try {
            handle().invokeExact();
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a) {
        try {
            handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a, int b) {
        try {
            handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a, boolean b) {
        try {
            handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a, MemorySegment b) {
        try {
            handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a, MemorySegment b, MemorySegment c) {
        try {
            handle().invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a, int b, int c) {
        try {
            handle().invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    void call(MemorySegment a, int b, int c, int d, int e) {
        try {
            handle().invokeExact(a, b, c, d, e);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer() {
        try {
            return (MemorySegment) handle().invokeExact();
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(MemorySegment a) {
        try {
            return (MemorySegment) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(MemorySegment a, int b) {
        try {
            return (MemorySegment) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(MemorySegment a, MemorySegment b) {
        try {
            return (MemorySegment) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(long a) {
        try {
            return (MemorySegment) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(int a) {
        try {
            return (MemorySegment) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(float a) {
        try {
            return (MemorySegment) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(float a, long b) {
        try {
            return (MemorySegment) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(int a, float b, float c) {
        try {
            return (MemorySegment) handle().invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(int a, int b, MemorySegment c) {
        try {
            return (MemorySegment) handle().invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(int a, int b, float c, float d, float e) {
        try {
            return (MemorySegment) handle().invokeExact(a, b, c, d, e);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    MemorySegment pointer(int a, int b, float c, float d, int e) {
        try {
            return (MemorySegment) handle().invokeExact(a, b, c, d, e);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a) {
        try {
            return (int) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, int b) {
        try {
            return (int) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, MemorySegment b) {
        try {
            return (int) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, MemorySegment b, int c) {
        try {
            return (int) handle().invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, MemorySegment b, long c) {
        try {
            return (int) handle().invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, int b, MemorySegment c, long d) {
        try {
            return (int) handle().invokeExact(a, b, c, d);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, MemorySegment b, MemorySegment c, long d) {
        try {
            return (int) handle().invokeExact(a, b, c, d);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, MemorySegment b, long c, boolean d, MemorySegment e, int f) {
        try {
            return (int) handle().invokeExact(a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(
            MemorySegment a, MemorySegment b, int c, MemorySegment d, int e, boolean f, boolean g) {
        try {
            return (int) handle().invokeExact(a, b, c, d, e, f, g);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int integer(MemorySegment a, int b, MemorySegment c, int d, int e, boolean f) {
        try {
            return (int) handle().invokeExact(a, b, c, d, e, f);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    long longInteger() {
        try {
            return (long) handle().invokeExact();
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    long longInteger(MemorySegment a) {
        try {
            return (long) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    long longInteger(MemorySegment a, int b) {
        try {
            return (long) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    long longInteger(MemorySegment a, MemorySegment b, long c, int d) {
        try {
            return (long) handle().invokeExact(a, b, c, d);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    boolean bool(MemorySegment a) {
        try {
            return (boolean) handle().invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    boolean bool(MemorySegment a, int b) {
        try {
            return (boolean) handle().invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    boolean bool(MemorySegment a, int b, int c, int d) {
        try {
            return (boolean) handle().invokeExact(a, b, c, d);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }
}
