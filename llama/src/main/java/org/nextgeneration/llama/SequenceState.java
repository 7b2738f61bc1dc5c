package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/**
 * What the library knows of one sequence, saved and restored. Used inside {@link LlamaContext}
 * only, which lets one thread in.
 *
 * <p>The library checks while it reads: the ends of the bytes, the numbers of streams and layers,
 * types and widths of rows, that there is room for the cells. It does not check positions, and it
 * makes room for as many cells as the state claims before it counts its own. What it refuses too
 * late, or not at all, is refused here; behind the first cache of a model with several, it is up to
 * the library alone.
 *
 * <p>Source: {@code state_seq_set_data} in {@code llama-context.cpp}, {@code state_read} in {@code
 * llama-kv-cache.cpp} and {@code llama-memory-recurrent.cpp}.
 */
final class SequenceState {
    /** Longest part that a sink gets. */
    static final int PART_BYTES = 8 << 20;

    /** Largest state; a million tokens of a large model take about half. */
    static final long STATE_BYTES_MAX = 256L << 30;

    /** First bytes of every state. Source: {@code io_magic} in {@code llama-context.cpp}. */
    private static final int MAGIC = 0xaf143cd8;

    /** The first number, the number of the sequence, and what the kind of memory begins with. */
    private static final long STATE_BYTES_MIN = 3 * Integer.BYTES;

    private static final long MEMORY_OFFSET = 2 * Integer.BYTES;

    /** What the library says of a sequence without cells. */
    private static final int NO_POSITION = -1;

    private static final ValueLayout.OfInt NUMBER =
            JAVA_INT_UNALIGNED.withOrder(ByteOrder.nativeOrder());

    private final ContextFunctions functions;
    private final ContextShape shape;
    private final LogRelay log;
    private final SequenceMemory memory;
    private final boolean recurrent;

    /**
     * Describes the states of a context.
     *
     * @param recurrent whether the model keeps states only, no keys and values
     */
    SequenceState(
            ContextFunctions functions,
            ContextShape shape,
            LogRelay log,
            SequenceMemory memory,
            boolean recurrent) {
        this.functions = functions;
        this.shape = shape;
        this.log = log;
        this.memory = memory;
        this.recurrent = recurrent;
    }

    long bytes(MemorySegment context, int sequence) {
        memory.requireSequence("sequence", sequence);
        memory.requirePresent();
        log.forget();
        long bytes = functions.stateSize.longInteger(context, sequence);
        if (bytes < STATE_BYTES_MIN || bytes > STATE_BYTES_MAX) {
            throw new LlamaException(
                    "sequence %d: found a state of %d bytes, expected %d to %d: %s. Compute it"
                                    .formatted(
                                            sequence,
                                            bytes,
                                            STATE_BYTES_MIN,
                                            STATE_BYTES_MAX,
                                            log.complaints())
                            + " again instead.");
        }
        return bytes;
    }

    long save(MemorySegment context, int sequence, StateSink sink) throws IOException {
        long bytes = bytes(context, sequence);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = NativeBlock.allocate(bytes, arena);
            long written = functions.saveState.longInteger(context, state, bytes, sequence);
            if (written != bytes) {
                throw new LlamaException(
                        "sequence %d: libllama saved %d of %d bytes: %s. Compute it again instead."
                                .formatted(sequence, written, bytes, log.complaints()));
            }
            for (long offset = 0; offset < bytes; offset += PART_BYTES) {
                long length = Math.min(PART_BYTES, bytes - offset);
                sink.accept(state.asSlice(offset, length).asByteBuffer().asReadOnlyBuffer());
            }
        }
        return bytes;
    }

    void restore(
            MemorySegment context, int sequence, FileChannel channel, long offset, long bytes) {
        memory.requireSequence("sequence", sequence);
        memory.requirePresent();
        Requirement.range("state: offset", offset, 0, Long.MAX_VALUE - STATE_BYTES_MAX);
        Requirement.range("state: bytes", bytes, 1, STATE_BYTES_MAX);
        // A state without cells would leave in place what was there.
        empty(sequence);
        boolean whole = false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = map(channel, offset, bytes, arena);
            requirePlausible(sequence, state);
            log.forget();
            long read = functions.restoreState.longInteger(context, state, bytes, sequence);
            if (read != bytes) {
                throw refused(
                        sequence, "libllama read %d: %s".formatted(read, log.complaints()), bytes);
            }
            requirePositions(sequence, bytes);
            whole = true;
        } finally {
            if (!whole) {
                // Half a state would be taken for a whole one later.
                empty(sequence);
            }
        }
    }

    private void requirePositions(int sequence, long bytes) {
        int first = memory.minPosition(sequence);
        int last = memory.maxPosition(sequence);
        boolean none = first == NO_POSITION && last == NO_POSITION;
        if (!none && (first < 0 || last < first)) {
            throw refused(sequence, "found positions %d to %d".formatted(first, last), bytes);
        }
    }

    private static MemorySegment map(FileChannel channel, long offset, long bytes, Arena arena) {
        try {
            if (channel.size() < offset + bytes) {
                throw new LlamaException(
                        "state: found a file of %d bytes, expected %d at least. Compute the"
                                        .formatted(channel.size(), offset + bytes)
                                + " sequence again.");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, offset, bytes, arena);
        } catch (IOException failure) {
            throw new LlamaException(
                    "state: found a file that cannot be mapped (%s). Compute the sequence again."
                            .formatted(failure),
                    failure);
        }
    }

    /** Refuses what the library would take memory for before it looks. */
    private void requirePlausible(int sequence, MemorySegment state) {
        long bytes = state.byteSize();
        if (bytes < STATE_BYTES_MIN) {
            throw refused(sequence, "expected %d at least".formatted(STATE_BYTES_MIN), bytes);
        }
        int magic = state.get(NUMBER, 0);
        if (magic != MAGIC) {
            throw refused(
                    sequence,
                    "found it begin with %#x, expected %#x".formatted(magic, MAGIC),
                    bytes);
        }
        long cells = recurrent ? number(state, MEMORY_OFFSET) : firstCells(state);
        if (cells > shape.contextTokens()) {
            throw refused(
                    sequence,
                    "found %d cells, expected %d at most".formatted(cells, shape.contextTokens()),
                    bytes);
        }
    }

    /** {@return the cells of the first stream that has any; 0 if it is another kind of memory} */
    private long firstCells(MemorySegment state) {
        long streams = shape.dividesCache() ? shape.sequences() : 1;
        if (number(state, MEMORY_OFFSET) != streams) {
            return 0;
        }
        long offset = MEMORY_OFFSET + Integer.BYTES;
        for (long stream = 0; stream < streams; stream++) {
            if (offset + Integer.BYTES > state.byteSize()) {
                return 0;
            }
            long cells = number(state, offset);
            if (cells != 0) {
                return cells;
            }
            offset += Integer.BYTES;
        }
        return 0;
    }

    private static long number(MemorySegment state, long offset) {
        return Integer.toUnsignedLong(state.get(NUMBER, offset));
    }

    private void empty(int sequence) {
        boolean _ = memory.remove(sequence, 0, SequenceMemory.END);
    }

    private static LlamaException refused(int sequence, String reason, long bytes) {
        return new LlamaException(
                "sequence %d: refused a state of %d bytes: %s. Compute it again; a state fits only"
                                .formatted(sequence, bytes, reason)
                        + " the model, the kind of context and the version of the library that it"
                        + " was saved with.");
    }
}
