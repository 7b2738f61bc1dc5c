package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences saved to files and restored, and what is not a saved sequence. */
class SequenceStateTest {
    private static final int[] PROMPT = {10, 20, 30, 40, 50};
    private static final int NEXT = 60;
    private static final int CONTEXT_TOKENS = 256;

    /** Where the number of cells stands: after the magic, the sequence, the number of streams. */
    private static final int CELLS_OFFSET = 3 * Integer.BYTES;

    /** Where the position of the first cell stands. */
    private static final int POSITION_OFFSET = 4 * Integer.BYTES;

    @TempDir Path directory;

    private OpenTinyModel tiny;

    @BeforeEach
    void open() throws IOException {
        tiny = OpenTinyModel.in(directory);
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void saveRestore_anotherSequenceAndContext_sameLogits(boolean unified) throws IOException {
        byte[] state;
        float[] expected;
        try (LlamaContext context = small(unified)) {
            read(context, 0);
            state = save(context, 0);
            expected = logitsAfterNext(context, 0);
            restore(context, 1, state);
            assertArrayEquals(expected, logitsAfterNext(context, 1));
        }
        try (LlamaContext context = small(unified)) {
            restore(context, 0, state);
            assertEquals(PROMPT.length - 1, context.maxPosition(0));
            assertArrayEquals(expected, logitsAfterNext(context, 0));
        }
    }

    @Test
    void saveSequence_longerThanAPart_everyByteOnceInPartsOfBoundedLength() throws IOException {
        int tokens = 40_960;
        try (LlamaContext context =
                        LlamaContext.create(
                                tiny.model(),
                                ContextParameters.of(tokens, 1).withBatch(4_096, 64));
                LlamaBatch batch = new LlamaBatch(4_096)) {
            for (int from = 0; from < tokens; from += 4_096) {
                int[] part = new Random(from).ints(4_096, 0, 256).toArray();
                Natives.fill(batch, from, 0, part);
                assertEquals(DecodeResult.OK, context.decode(batch));
                if (context.sequenceStateBytes(0) > LlamaContext.STATE_PART_BYTES) {
                    break;
                }
            }
            List<Integer> lengths = new ArrayList<>();
            long bytes =
                    context.saveSequence(
                            0,
                            part -> {
                                assertTrue(part.isReadOnly());
                                lengths.add(part.remaining());
                            });
            assertEquals(context.sequenceStateBytes(0), bytes);
            assertEquals(bytes, lengths.stream().mapToLong(Integer::longValue).sum());
            assertEquals(LlamaContext.STATE_PART_BYTES, lengths.getFirst());
            assertEquals(2, lengths.size());
        }
    }

    @Test
    void saveSequence_sinkFails_contextStillUsable() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            IOException full = new IOException("No space left on device");
            assertEquals(
                    full,
                    assertThrows(
                            IOException.class,
                            () ->
                                    context.saveSequence(
                                            0,
                                            _ -> {
                                                throw full;
                                            })));
            assertEquals(PROMPT.length - 1, context.maxPosition(0));
            save(context, 0);
        }
    }

    @Test
    void saveSequence_partKept_cannotBeReadAfterwards() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            List<ByteBuffer> kept = new ArrayList<>();
            context.saveSequence(0, kept::add);
            assertThrows(IllegalStateException.class, () -> kept.getFirst().get(0));
        }
    }

    @Test
    void restoreSequence_garbageOrTruncated_refusedAndEmpty() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            byte[] state = save(context, 0);
            for (int length = 1; length < state.length; length += 7) {
                byte[] part = Arrays.copyOf(state, length);
                assertThrows(LlamaException.class, () -> restore(context, 0, part));
                assertEquals(-1, context.maxPosition(0), "after " + length);
            }
            byte[] garbage = new byte[1_000];
            new Random(1).nextBytes(garbage);
            assertThrows(LlamaException.class, () -> restore(context, 0, garbage));
            assertThrows(IllegalArgumentException.class, () -> restore(context, 0, new byte[0]));
            restore(context, 0, state);
            assertEquals(PROMPT.length - 1, context.maxPosition(0));
        }
    }

    @Test
    void restoreSequence_longerThanTheState_refusedAndEmpty() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            byte[] state = save(context, 0);
            byte[] longer = Arrays.copyOf(state, state.length + 1);
            assertThrows(LlamaException.class, () -> restore(context, 0, longer));
            assertEquals(-1, context.maxPosition(0));
        }
    }

    @Test
    void restoreSequence_fileShorterThanAsked_refusedAndEmpty() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            byte[] state = save(context, 0);
            Path file = Files.write(directory.resolve("state"), state);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                String message =
                        Refusal.message(
                                LlamaException.class,
                                () -> context.restoreSequence(0, channel, 1, state.length));
                assertTrue(message.contains("expected " + (state.length + 1)), message);
            }
            assertEquals(-1, context.maxPosition(0));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MAX_VALUE, CONTEXT_TOKENS + 1})
    void restoreSequence_moreCellsThanThereAre_refusedBeforeMemoryIsTaken(int cells)
            throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            byte[] state = save(context, 0);
            ByteBuffer.wrap(state).order(ByteOrder.nativeOrder()).putInt(CELLS_OFFSET, cells);
            String message =
                    Refusal.message(LlamaException.class, () -> restore(context, 0, state));
            assertTrue(message.contains("%d cells".formatted(cells & 0xffff_ffffL)), message);
            assertEquals(-1, context.maxPosition(0));
        }
    }

    @Test
    void restoreSequence_negativePosition_refusedAndEmpty() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            byte[] state = save(context, 0);
            ByteBuffer.wrap(state).order(ByteOrder.nativeOrder()).putInt(POSITION_OFFSET, -7);
            assertThrows(LlamaException.class, () -> restore(context, 0, state));
        }
    }

    @Test
    void restoreSequence_stateOfNoTokens_replacesWhatWasThere() throws IOException {
        try (LlamaContext context = small(true)) {
            read(context, 0);
            byte[] nothing = save(context, 1);
            restore(context, 0, nothing);
            assertEquals(-1, context.maxPosition(0));
        }
    }

    @Test
    void restoreSequence_noRoom_refusedAndOthersUnharmed() throws IOException {
        try (LlamaContext context = small(true);
                LlamaBatch batch = new LlamaBatch(CONTEXT_TOKENS)) {
            read(context, 0);
            byte[] state = save(context, 0);
            float[] expected = logitsAfterNext(context, 0);
            context.remove(0, PROMPT.length, LlamaContext.END);
            int[] filler = new int[CONTEXT_TOKENS - PROMPT.length - 1];
            Natives.fill(batch, 0, 1, filler);
            assertEquals(DecodeResult.OK, context.decode(batch));
            assertThrows(LlamaException.class, () -> restore(context, 2, state));
            assertEquals(-1, context.maxPosition(2));
            assertArrayEquals(expected, logitsAfterNext(context, 0));
        }
    }

    @Test
    void availableBytes_linesOfLinux_found() {
        assertEquals(
                2_048,
                NativeBlock.availableBytes(List.of("MemTotal:  9 kB", "MemAvailable:       2 kB"))
                        .getAsLong());
        assertTrue(NativeBlock.availableBytes(List.of("MemAvailable: many")).isEmpty());
    }

    private LlamaContext small(boolean unified) {
        int sequences = 3;
        return LlamaContext.create(
                tiny.model(),
                ContextParameters.of(CONTEXT_TOKENS * (unified ? 1 : sequences), 1)
                        .withSequences(sequences, unified));
    }

    private static void read(LlamaContext context, int sequence) {
        try (LlamaBatch batch = new LlamaBatch(PROMPT.length)) {
            Natives.fill(batch, 0, sequence, PROMPT);
            assertEquals(DecodeResult.OK, context.decode(batch));
        }
    }

    private static float[] logitsAfterNext(LlamaContext context, int sequence) {
        try (LlamaBatch batch = new LlamaBatch(1)) {
            int last = Natives.fill(batch, PROMPT.length, sequence, NEXT);
            assertEquals(DecodeResult.OK, context.decode(batch));
            return context.logits(last);
        }
    }

    private static byte[] save(LlamaContext context, int sequence) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) context.sequenceStateBytes(sequence));
        assertEquals(bytes.capacity(), context.saveSequence(sequence, bytes::put));
        return bytes.array();
    }

    private void restore(LlamaContext context, int sequence, byte[] state) throws IOException {
        Path file = Files.write(directory.resolve("state"), state);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            context.restoreSequence(sequence, channel, 0, state.length);
        }
    }
}
