package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Tokens to be decoded together, each at a position of a sequence.
 *
 * <p>One thread at a time. The memory is kept for reuse: make one batch and clear it for each
 * decode.
 */
public final class LlamaBatch implements AutoCloseable {
    private static final int NO_POSITION = -1;

    private final int capacity;
    private final MemorySegment struct;
    private final MemorySegment tokens;
    private final MemorySegment positions;
    private final MemorySegment sequences;
    private final MemorySegment outputs;
    private final BitSet wanted = new BitSet();
    private final int[] lastPositions = new int[ContextParameters.SEQUENCES_MAX];

    private int size;
    private int maxToken;
    private int maxSequence;
    private volatile boolean closed;

    /**
     * Makes an empty batch.
     *
     * @param capacity most tokens that it can hold; a context decodes at most {@link
     *     LlamaContext#batchTokens} of them at once
     */
    public LlamaBatch(int capacity) {
        Requirement.range("capacity", capacity, 1, ContextParameters.BATCH_TOKENS_MAX);
        this.capacity = capacity;
        // Freed by the garbage collector, so that a close during a decode takes nothing from it.
        Arena arena = Arena.ofAuto();
        struct = arena.allocate(NativeStructs.BATCH);
        tokens = arena.allocate(JAVA_INT, capacity);
        positions = arena.allocate(JAVA_INT, capacity);
        sequences = arena.allocate(JAVA_INT, capacity);
        outputs = arena.allocate(JAVA_BYTE, capacity);
        MemorySegment sequenceCounts = arena.allocate(JAVA_INT, capacity);
        MemorySegment sequenceLists = arena.allocate(ADDRESS, capacity);
        for (int i = 0; i < capacity; i++) {
            sequenceCounts.setAtIndex(JAVA_INT, i, 1);
            sequenceLists.setAtIndex(
                    ADDRESS, i, sequences.asSlice(i * JAVA_INT.byteSize(), JAVA_INT));
        }
        set("token", tokens);
        set("embd", MemorySegment.NULL);
        set("pos", positions);
        set("n_seq_id", sequenceCounts);
        set("seq_id", sequenceLists);
        set("logits", outputs);
        clear();
    }

    private void set(String field, MemorySegment pointer) {
        struct.set(ADDRESS, NativeStructs.offset(NativeStructs.BATCH, field), pointer);
    }

    /** {@return most tokens that it can hold} */
    public int capacity() {
        return capacity;
    }

    /** {@return tokens that it holds} */
    public int size() {
        return size;
    }

    /** Empties it. */
    public void clear() {
        requireOpen();
        size = 0;
        maxToken = 0;
        maxSequence = 0;
        wanted.clear();
        Arrays.fill(lastPositions, NO_POSITION);
    }

    /**
     * Adds a token.
     *
     * @param token its id
     * @param position where in its sequence, from 0; the next one after the sequence's previous
     *     token in this batch
     * @param sequence which sequence, from 0
     * @param wantOutput whether logits, or a vector, are wanted after this token
     * @return its index in this batch, by which {@link LlamaContext#logits} and {@link
     *     LlamaSampler#sample} know it
     * @throws IllegalArgumentException if an argument is out of its range
     * @throws IllegalStateException if the batch is full
     */
    public int add(int token, int position, int sequence, boolean wantOutput) {
        requireOpen();
        if (size == capacity) {
            throw new IllegalStateException(
                    "batch: found it full with %d tokens, expected room for another"
                            .formatted(capacity));
        }
        Requirement.range("token", token, 0, Integer.MAX_VALUE);
        Requirement.range("sequence", sequence, 0, ContextParameters.SEQUENCES_MAX - 1);
        Requirement.range("position", position, 0, Integer.MAX_VALUE - 1);
        int previous = lastPositions[sequence];
        if (previous != NO_POSITION && position != previous + 1) {
            throw new IllegalArgumentException(
                    "position: found %d after %d in sequence %d, expected %d"
                            .formatted(position, previous, sequence, previous + 1));
        }
        lastPositions[sequence] = position;
        int index = size;
        tokens.setAtIndex(JAVA_INT, index, token);
        positions.setAtIndex(JAVA_INT, index, position);
        sequences.setAtIndex(JAVA_INT, index, sequence);
        outputs.set(JAVA_BYTE, index, (byte) (wantOutput ? 1 : 0));
        wanted.set(index, wantOutput);
        maxToken = Math.max(maxToken, token);
        maxSequence = Math.max(maxSequence, sequence);
        size++;
        return index;
    }

    /** Ends its use; the memory goes once no decode reads it. Does nothing when called again. */
    @Override
    public void close() {
        closed = true;
    }

    /** {@return the struct that the library reads, filled} */
    MemorySegment struct() {
        requireOpen();
        struct.set(JAVA_INT, NativeStructs.offset(NativeStructs.BATCH, "n_tokens"), size);
        return struct;
    }

    int maxToken() {
        return maxToken;
    }

    int maxSequence() {
        return maxSequence;
    }

    /** {@return the indexes of the tokens after which output is wanted} */
    BitSet wanted() {
        return wanted;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("batch: found it closed, expected it open");
        }
    }
}
