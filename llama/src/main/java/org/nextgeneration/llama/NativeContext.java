package org.nextgeneration.llama;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;

/**
 * A context that the library has just made.
 *
 * @param address where it is
 * @param abort what stops its decodes, if it can be stopped
 * @param arena holds what the library calls; closed after the context is freed
 */
record NativeContext(MemorySegment address, AbortFlag abort, Arena arena) {
    /**
     * Has the library make a context, and keeps its model in memory for it.
     *
     * @param wrap makes of it what frees it, and the model's use with it
     * @throws LlamaException if the library cannot make it; nothing stays behind
     */
    static LlamaContext make(
            LlamaModel model,
            ContextParameters parameters,
            Function<NativeContext, LlamaContext> wrap) {
        LlamaLibrary library = model.library();
        MemorySegment modelAddress = model.resource().acquire();
        Arena arena = Arena.ofShared();
        boolean made = false;
        try {
            AbortFlag abort = new AbortFlag();
            MemorySegment callback =
                    parameters.abortable() ? abort.callback(arena) : MemorySegment.NULL;
            MemorySegment struct =
                    ParameterStructs.context(
                            library.libraryFunctions(), parameters, callback, arena);
            library.log().forget();
            MemorySegment address = library.contextFunctions().create.pointer(modelAddress, struct);
            if (address.equals(MemorySegment.NULL)) {
                throw new LlamaException(
                        "%s: libllama cannot make a context of %d tokens for %d sequences: %s. Ask"
                                        .formatted(
                                                model.file(),
                                                parameters.contextTokens(),
                                                parameters.sequences(),
                                                library.log().complaints())
                                + " for a smaller one.");
            }
            LlamaContext context = wrap.apply(new NativeContext(address, abort, arena));
            made = true;
            return context;
        } finally {
            if (!made) {
                model.resource().release();
                arena.close();
            }
        }
    }
}
