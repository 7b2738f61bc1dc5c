package org.nextgeneration.llama;

import java.lang.foreign.MemorySegment;

/**
 * What a context remembers of its sequences. Checks what the library ends the process over. Used
 * inside {@link LlamaContext} only, which lets one thread in.
 */
final class SequenceMemory {
    /** Means the end in the library's ranges. */
    static final int END = -1;

    private final ContextFunctions functions;
    private final ContextShape shape;
    private final MemorySegment memory;

    SequenceMemory(ContextFunctions functions, ContextShape shape, MemorySegment context) {
        this.functions = functions;
        this.shape = shape;
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

    void requirePresent() {
        if (memory.equals(MemorySegment.NULL)) {
            throw new IllegalStateException(
                    "context: found one of a model without a cache, expected one with");
        }
    }

    void requireSequence(String parameter, int sequence) {
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
