package org.nextgeneration.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;

/** Makes functions that C can call. They must not throw: that ends the process. */
@SuppressWarnings("restricted") // Linking native code is what it is for.
final class NativeCallback {
    private NativeCallback() {}

    /**
     * Makes a function that calls a method.
     *
     * @param lookup of the class that has the method
     * @param receiver whose method is called
     * @param method its name; it takes and returns what {@code descriptor} says
     * @param descriptor the C signature
     * @param arena must outlive the last call
     */
    static MemorySegment of(
            MethodHandles.Lookup lookup,
            Object receiver,
            String method,
            FunctionDescriptor descriptor,
            Arena arena) {
        try {
            return Linker.nativeLinker()
                    .upcallStub(
                            lookup.bind(receiver, method, descriptor.toMethodType()),
                            descriptor,
                            arena);
        } catch (ReflectiveOperationException absent) {
            throw new LinkageError(
                    "%s has no method %s %s"
                            .formatted(receiver.getClass(), method, descriptor.toMethodType()),
                    absent);
        }
    }
}
