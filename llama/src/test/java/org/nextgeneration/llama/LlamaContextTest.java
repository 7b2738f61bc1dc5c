package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaContextTest {
    private static final int[] PROMPT = {10, 20, 30, 40, 50};
    private static final float LOGIT_TOLERANCE = 1e-3f;

    @TempDir Path directory;

    private OpenTinyModel tiny;
    private LlamaLibrary library;
    private LlamaModel model;

    @BeforeEach
    void open() throws IOException {
        tiny = OpenTinyModel.in(directory);
        library = tiny.library();
        model = tiny.model();
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    @Test
    void sizes_asked_reported() {
        try (LlamaContext context =
                LlamaContext.create(
                        model,
                        ContextParameters.of(1_024, 1)
                                .withBatch(128, 64)
                                .withSequences(4, false))) {
            assertEquals(1_024, context.contextTokens());
            assertEquals(256, context.contextTokensPerSequence());
            assertEquals(128, context.batchTokens());
            assertEquals(64, context.microBatchTokens());
            assertEquals(4, context.sequences());
        }
    }

    @Test
    void create_zeroTokens_trainedLength() {
        try (LlamaContext context = LlamaContext.create(model, ContextParameters.of(0, 1))) {
            assertEquals(TinyModel.CONTEXT_TOKENS, context.contextTokens());
            assertEquals(Pooling.NONE, context.pooling());
        }
    }

    @Test
    void create_impossible_refusedWithTheReasonOfTheLibrary() throws IOException {
        Path file = TinyModel.writeNarrowHeads(directory.resolve("narrow.gguf"));
        try (LlamaModel narrow =
                LlamaModel.load(library, file, ModelParameters.WHOLE, LoadProgress.NONE)) {
            ContextParameters quantized =
                    ContextParameters.of(64, 1)
                            .withCache(FlashAttention.ON, CacheType.Q8_0, CacheType.F16);
            String message =
                    Refusal.message(
                            LlamaException.class, () -> LlamaContext.create(narrow, quantized));
            assertTrue(message.contains("does not divide n_embd_head_k=16"), message);
            LlamaContext.create(narrow, ContextParameters.of(64, 1)).close();
        }
    }

    @Test
    void decode_sameTokens_sameLogits() {
        assertArrayEquals(logitsAfter(PROMPT), logitsAfter(PROMPT));
    }

    @Test
    void decode_inTwoBatches_sameAsOne() {
        try (LlamaContext context = small(1, false);
                LlamaBatch batch = new LlamaBatch(8)) {
            Natives.fill(batch, 0, 0, new int[] {PROMPT[0], PROMPT[1]});
            assertEquals(DecodeResult.OK, context.decode(batch));
            int last = Natives.fill(batch, 2, 0, new int[] {PROMPT[2], PROMPT[3], PROMPT[4]});
            assertEquals(DecodeResult.OK, context.decode(batch));
            assertClose(logitsAfter(PROMPT), context.logits(last));
            assertEquals(0, context.minPosition(0));
            assertEquals(4, context.maxPosition(0));
        }
    }

    @Test
    void generate_greedy_repeatable() {
        assertArrayEquals(
                Natives.greedy(model, List.of(1, 2, 3), 40),
                Natives.greedy(model, List.of(1, 2, 3), 40));
    }

    @Test
    void generate_otherWeights_otherTokens() throws IOException {
        int[] tokens = Natives.greedy(model, List.of(1, 2, 3), 10);
        try (LlamaModel other =
                LlamaModel.load(
                        library,
                        TinyModel.write(directory.resolve("other.gguf"), 2),
                        ModelParameters.WHOLE,
                        LoadProgress.NONE)) {
            assertFalse(Arrays.equals(tokens, Natives.greedy(other, List.of(1, 2, 3), 10)));
        }
    }

    @Test
    void decode_quantizedCache_nearlyTheSame() {
        try (LlamaContext context =
                        LlamaContext.create(
                                model,
                                ContextParameters.of(256, 1)
                                        .withCache(
                                                FlashAttention.ON,
                                                CacheType.Q8_0,
                                                CacheType.Q8_0));
                LlamaBatch batch = new LlamaBatch(8)) {
            int last = Natives.fill(batch, 0, 0, PROMPT);
            assertEquals(DecodeResult.OK, context.decode(batch));
            assertEquals(argmax(logitsAfter(PROMPT)), argmax(context.logits(last)));
        }
    }

    @Test
    void decode_full_noRoomAndUnchanged() {
        try (LlamaContext context = small(1, false);
                LlamaBatch batch = new LlamaBatch(256)) {
            Natives.fill(batch, 0, 0, new Random(1).ints(256, 0, 256).toArray());
            assertEquals(DecodeResult.OK, context.decode(batch));
            int last = Natives.fill(batch, 256, 0, new int[] {1});
            assertEquals(DecodeResult.NO_ROOM, context.decode(batch));
            assertEquals(255, context.maxPosition(0));
            assertThrows(IllegalArgumentException.class, () -> context.logits(last));
            assertTrue(context.remove(0, 200, LlamaContext.END));
            Natives.fill(batch, 200, 0, new int[] {1});
            assertEquals(DecodeResult.OK, context.decode(batch));
        }
    }

    @Test
    void copy_unified_prefixShared() {
        try (LlamaContext context = small(2, true);
                LlamaBatch batch = new LlamaBatch(8)) {
            Natives.fill(batch, 0, 0, PROMPT);
            context.decode(batch);
            context.copy(0, 1, 0, 3);
            assertEquals(2, context.maxPosition(1));
            int last = Natives.fill(batch, 3, 1, new int[] {PROMPT[3], PROMPT[4]});
            assertEquals(DecodeResult.OK, context.decode(batch));
            assertClose(logitsAfter(PROMPT), context.logits(last));
        }
    }

    @Test
    void copy_dividedCache_wholeOnly() {
        try (LlamaContext context = small(2, false);
                LlamaBatch batch = new LlamaBatch(8)) {
            Natives.fill(batch, 0, 0, PROMPT);
            context.decode(batch);
            assertThrows(IllegalArgumentException.class, () -> context.copy(0, 1, 0, 3));
            context.copy(0, 1, 0, LlamaContext.END);
            assertEquals(PROMPT.length - 1, context.maxPosition(1));
        }
    }

    @Test
    void memory_removeKeepClear_positionsFollow() {
        try (LlamaContext context = small(3, true);
                LlamaBatch batch = new LlamaBatch(16)) {
            for (int sequence = 0; sequence < 3; sequence++) {
                Natives.fill(batch, 0, sequence, PROMPT);
                assertEquals(DecodeResult.OK, context.decode(batch));
            }
            assertTrue(context.remove(0, 2, LlamaContext.END));
            assertEquals(1, context.maxPosition(0));
            context.keep(1);
            assertEquals(-1, context.maxPosition(0));
            assertEquals(4, context.maxPosition(1));
            assertEquals(-1, context.minPosition(2));
            context.clear();
            assertEquals(-1, context.maxPosition(1));
        }
    }

    @Test
    void embeddings_pooled_oneForEachSequence() {
        try (LlamaContext context =
                        LlamaContext.create(
                                model,
                                ContextParameters.of(512, 1)
                                        .withSequences(2, false)
                                        .withEmbeddings(Pooling.MEAN));
                LlamaBatch batch = new LlamaBatch(16)) {
            Natives.fill(batch, 0, 0, PROMPT);
            for (int i = 0; i < PROMPT.length; i++) {
                batch.add(PROMPT[i], i, 1, false);
            }
            assertEquals(DecodeResult.OK, context.decode(batch));
            assertEquals(Pooling.MEAN, context.pooling());
            float[] vector = context.sequenceEmbedding(0);
            assertEquals(TinyModel.WIDTH, vector.length);
            assertClose(vector, context.sequenceEmbedding(1));
            assertThrows(IllegalStateException.class, () -> context.embedding(0));
            assertThrows(IllegalStateException.class, () -> context.logits(0));
            batch.clear();
            context.clear();
            Natives.fill(batch, 0, 1, PROMPT);
            context.decode(batch);
            assertThrows(IllegalArgumentException.class, () -> context.sequenceEmbedding(0));
        }
    }

    @Test
    void embeddings_notPooled_oneForEachToken() {
        try (LlamaContext context =
                        LlamaContext.create(
                                model, ContextParameters.of(256, 1).withEmbeddings(Pooling.NONE));
                LlamaBatch batch = new LlamaBatch(16)) {
            Natives.fill(batch, 0, 0, PROMPT);
            assertEquals(DecodeResult.OK, context.decode(batch));
            assertEquals(TinyModel.WIDTH, context.embedding(0).length);
            assertFalse(Arrays.equals(context.embedding(0), context.embedding(4)));
            assertThrows(IllegalArgumentException.class, () -> context.embedding(5));
            assertThrows(IllegalStateException.class, () -> context.sequenceEmbedding(0));
        }
    }

    private LlamaContext small(int sequences, boolean unified) {
        return LlamaContext.create(
                model,
                ContextParameters.of(256 * (unified ? 1 : sequences), 1)
                        .withSequences(sequences, unified));
    }

    private float[] logitsAfter(int[] tokens) {
        try (LlamaContext context = small(1, false);
                LlamaBatch batch = new LlamaBatch(tokens.length)) {
            int last = Natives.fill(batch, 0, 0, tokens);
            assertEquals(DecodeResult.OK, context.decode(batch));
            return context.logits(last);
        }
    }

    private static int argmax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    private static void assertClose(float[] expected, float[] found) {
        assertEquals(expected.length, found.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[i], LOGIT_TOLERANCE, "at " + i);
        }
    }
}
