package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a context remembers of its sequences. Checks what the library ends the process over. Used
 * inside {@link LlamaContext} only, which lets one thread in.
 */
final class SequenceMemory {
    /** Means the end in the library's ranges. */
    static final int END = -1;

    private static final int ARRAY_BYTES_MAX = Integer.MAX_VALUE - 8;

    private final ContextFunctions functions;
    private final ContextShape shape;
    private final LogRelay log;
    private final MemorySegment memory;

    SequenceMemory(
            ContextFunctions functions, ContextShape shape, LogRelay log, MemorySegment context) {
        this.functions = functions;
        this.shape = shape;
        this.log = log;
        this.memory = functions.memory.pointer(context);
    }

    void clear() {
        functions.clear.call(memory, true);
    }

    boolean remove(int sequence, int from, int to) {
        requireSequence("sequence", sequence);
        requireRange(from, to);
        return functions.remove.bool(memory, sequence, from, to);
    }

    void copy(int source, int target, int from, int to) {
        requireSequence("source", source);
        requireSequence("target", target);
        requireRange(from, to);
        if (shape.dividesCache() && source != target && (from != 0 || to != END)) {
            throw new IllegalArgumentException(
                    "range: found %d to %d, expected 0 to %d: without a unified cache a sequence"
                                    .formatted(from, to, END)
                            + " can only be copied whole");
        }
        functions.copy.call(memory, source, target, from, to);
    }

    void keep(int sequence) {
        requireSequence("sequence", sequence);
        functions.keep.call(memory, sequence);
    }

    int minPosition(int sequence) {
        requireSequence("sequence", sequence);
        return functions.minPosition.integer(memory, sequence);
    }

    int maxPosition(int sequence) {
        requireSequence("sequence", sequence);
        return functions.maxPosition.integer(memory, sequence);
    }

    byte[] save(MemorySegment context, int sequence) {
        requireSequence("sequence", sequence);
        requireMemory();
        log.forget();
        long size = functions.stateSize.longInteger(context, sequence);
        if (size <= 0 || size > ARRAY_BYTES_MAX) {
            throw new LlamaException(
                    "sequence %d: found a state of %d bytes, expected 1 to %d: %s. Use a shorter"
                                    .formatted(sequence, size, ARRAY_BYTES_MAX, log.complaints())
                            + " sequence.");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(size);
            long written = functions.saveState.longInteger(context, state, size, sequence);
            if (written <= 0 || written > size) {
                throw new LlamaException(
                        "sequence %d: libllama cannot save its state: %s. Compute it again instead."
                                .formatted(sequence, log.complaints()));
            }
            return state.asSlice(0, written).toArray(JAVA_BYTE);
        }
    }

    void restore(MemorySegment context, int sequence, byte[] state) {
        requireSequence("sequence", sequence);
        requireMemory();
        Requirement.range("state: bytes", state.length, 1, ARRAY_BYTES_MAX);
        log.forget();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocateFrom(JAVA_BYTE, state);
            long read = functions.restoreState.longInteger(context, source, state.length, sequence);
            if (read != state.length) {
                // Half a state would be taken for a whole one later.
                boolean _ = functions.remove.bool(memory, sequence, 0, END);
                throw new LlamaException(
                        "sequence %d: libllama refuses a state of %d bytes: %s. Compute it"
                                        .formatted(sequence, state.length, log.complaints())
                                + " again; a state fits only the model, the kind of context and the"
                                + " version of the library that it was saved with.");
            }
        }
    }

    private void requireMemory() {
        if (memory.equals(MemorySegment.NULL)) {
            throw new IllegalStateException(
                    "context: found one of a model without a cache, expected one with");
        }
    }

    private void requireSequence(String parameter, int sequence) {
        Requirement.range(parameter, sequence, 0, shape.sequences() - 1L);
    }

    private static void requireRange(int from, int to) {
        Requirement.range("from", from, 0, Integer.MAX_VALUE);
        if (to != END && to < from) {
            throw new IllegalArgumentException(
                    "to: found %d, expected %d for the end, or at least %d"
                            .formatted(to, END, from));
        }
    }
}
