package org.nextgeneration.gpu;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * A function of NVML, callable in each shape that the header has. A function that this driver lacks
 * answers {@link NvmlCode#FUNCTION_NOT_FOUND}, as NVML itself does for one that it has no more.
 *
 * <p>It is looked up and linked on first use, because linking costs more than a call and most
 * commands use few of the functions. Any thread may call it.
 */
@SuppressWarnings("restricted") // Linking native code is what this class is for.
final class NvmlFunction {
    private final String name;
    private final SymbolLookup library;
    private final FunctionDescriptor descriptor;
    private volatile @Nullable MethodHandle linked;
    private volatile boolean missing;

    /**
     * Describes a function.
     *
     * @param library where it is looked up
     * @param name as the header spells it
     * @param descriptor its signature; it returns {@code nvmlReturn_t}
     */
    NvmlFunction(SymbolLookup library, String name, FunctionDescriptor descriptor) {
        this.library = library;
        this.name = name;
        this.descriptor = descriptor;
    }

    /** {@return what calls it; nothing if this driver lacks it} */
    private @Nullable MethodHandle handle() {
        MethodHandle handle = linked;
        if (handle == null && !missing) {
            MemorySegment address = library.find(name).orElse(null);
            if (address == null) {
                missing = true;
            } else {
                handle = Linker.nativeLinker().downcallHandle(address, descriptor);
                linked = handle;
            }
        }
        return handle;
    }

    /** A downcall throws only if our descriptor and our call disagree, which is our mistake. */
    private AssertionError mismatch(Throwable thrown) {
        return new AssertionError(
                "%s: called in another shape than %s".formatted(name, descriptor), thrown);
    }

    int call() {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact();
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a, int b) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(int a, MemorySegment b) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a, MemorySegment b) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a, MemorySegment b, int c) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a, int b, MemorySegment c) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a, long b, MemorySegment c) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    int call(MemorySegment a, MemorySegment b, MemorySegment c) {
        MethodHandle handle = handle();
        try {
            return handle == null ? NvmlCode.FUNCTION_NOT_FOUND : (int) handle.invokeExact(a, b, c);
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }
}
