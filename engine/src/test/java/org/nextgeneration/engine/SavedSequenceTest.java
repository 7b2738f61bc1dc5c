package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.llama.CacheType;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.FlashAttention;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LoadProgress;
import org.nextgeneration.llama.LogListener;
import org.nextgeneration.llama.ModelParameters;
import org.nextgeneration.llama.SamplingParameters;

/** Sequences of a real model that survive a swap. */
class SavedSequenceTest {
    private static final int[] PROMPT = new Random(1).ints(300, 0, 256).toArray();
    private static final int ANSWER_TOKENS = 40;
    private static final int CELLS = 1_024;

    @TempDir Path folder;

    private Path file;
    private LlamaLibrary library;
    private LlamaModel model;
    private ShelfKey key;

    @BeforeEach
    void load() throws IOException {
        file = TinyModel.write(folder.resolve("tiny.gguf"));
        library = LlamaLibrary.open(TestSettings.natives(), LogListener.QUIET);
        model = loadModel();
        ContextPlan plan = new ContextPlan(CELLS, CELLS, 3, 3, 512, 512, KvCacheType.F16, false);
        key = ShelfKey.of(ModelFingerprint.of(file), library.version(), plan);
    }

    @AfterEach
    void unload() {
        model.close();
        library.close();
    }

    @ParameterizedTest
    @EnumSource(CacheType.class)
    void restoreInto_modelSwapped_continuesWithTheSameTokens(CacheType type) throws IOException {
        int[] expected;
        try (LlamaContext context = context(type)) {
            prefill(context, 0, PROMPT);
            SequenceShelf shelf = shelf();
            assertTrue(save(shelf, context, 0, PROMPT), () -> shelf.takeNotes().toString());
            expected = continued(context, 0);
        }
        model.close();
        model = loadModel();
        try (LlamaContext context = context(type);
                SavedSequence saved = shelf().longest(longer(), false).orElseThrow()) {
            prefill(context, 0, new int[] {9, 9, 9});
            assertTrue(saved.whole());
            assertTrue(CompletableFuture.supplyAsync(saved::verify).join());
            assertTrue(saved.restoreInto(context, 2));
            assertEquals(0, context.minPosition(2));
            assertArrayEquals(expected, continued(context, 2));
            assertEquals(2, context.maxPosition(0));
        }
        assertEquals(List.of(), shelf().takeNotes());
    }

    @Test
    void restoreInto_onlyItsBeginning_continuesLikeAComputedOne() throws IOException {
        int[] prompt = Arrays.copyOf(PROMPT, PROMPT.length);
        prompt[200] ^= 1;
        int[] expected;
        try (LlamaContext context = context(CacheType.F16)) {
            prefill(context, 0, PROMPT);
            save(shelf(), context, 0, PROMPT);
            context.clear();
            prefill(context, 0, prompt);
            expected = continued(context, 0);
            context.clear();
            try (SavedSequence saved = shelf().longest(prompt, false).orElseThrow()) {
                assertEquals(200, saved.commonTokens());
                assertTrue(saved.verify() && saved.restoreInto(context, 1));
            }
            assertTrue(context.remove(1, 200, LlamaContext.END));
            decode(context, 1, prompt, 200);
            assertArrayEquals(expected, continued(context, 1));
        }
    }

    @Test
    void restoreInto_stateOfOtherTokensThanTold_refusedAndDeleted() throws IOException {
        SequenceShelf shelf = shelf();
        try (LlamaContext context = context(CacheType.F16)) {
            prefill(context, 0, PROMPT);
            save(shelf, context, 0, longer());
            assertNotRestored(shelf, context, "found its last position 299, expected 300");
        }
    }

    @Test
    void restoreInto_stateThatTheLibraryRefuses_emptyAndDeleted() throws IOException {
        SequenceShelf shelf = shelf();
        try (LlamaContext context = context(CacheType.F16);
                LlamaContext other = context(CacheType.Q8_0)) {
            prefill(other, 0, PROMPT);
            save(shelf, other, 0, PROMPT);
            assertNotRestored(shelf, context, "mismatched key type");
            shelf.save(PROMPT, 1_000, 1, false, sink -> sink.accept(ByteBuffer.allocate(1_000)));
            assertNotRestored(shelf, context, "expected 0xaf143cd8");
        }
    }

    private void assertNotRestored(SequenceShelf shelf, LlamaContext context, String reason) {
        prefill(context, 1, new int[] {1, 2, 3});
        try (SavedSequence saved = shelf.longest(PROMPT, false).orElseThrow()) {
            assertTrue(saved.verify());
            assertFalse(saved.restoreInto(context, 1));
        }
        assertEquals(-1, context.maxPosition(1));
        assertTrue(shelf.longest(PROMPT, false).isEmpty());
        ShelfFixture.assertNoted(shelf, reason);
    }

    @Test
    void restoreInto_replacedSinceItWasVerified_theVerifiedOne() throws IOException {
        SequenceShelf shelf = shelf();
        try (LlamaContext context = context(CacheType.F16)) {
            prefill(context, 0, PROMPT);
            save(shelf, context, 0, PROMPT);
            try (SavedSequence saved = shelf.longest(PROMPT, false).orElseThrow()) {
                assertTrue(saved.verify());
                save(shelf, context, 0, longer());
                assertTrue(saved.restoreInto(context, 1));
            }
        }
    }

    @Test
    void restoreInto_notVerifiedOrClosed_refused() throws IOException {
        SequenceShelf shelf = shelf();
        try (LlamaContext context = context(CacheType.F16)) {
            prefill(context, 0, PROMPT);
            save(shelf, context, 0, PROMPT);
            SavedSequence saved = shelf.longest(PROMPT, false).orElseThrow();
            assertThrows(IllegalStateException.class, () -> saved.restoreInto(context, 1));
            assertTrue(saved.verify());
            saved.close();
            saved.close();
            assertThrows(IllegalStateException.class, () -> saved.restoreInto(context, 1));
        }
    }

    private SequenceShelf shelf() throws IOException {
        return SequenceShelf.open(folder.resolve("shelf"), key, ShelfPolicy.BYTES_MAX_UNASKED);
    }

    private static boolean save(
            SequenceShelf shelf, LlamaContext context, int sequence, int[] tokens) {
        return shelf.save(
                tokens,
                context.sequenceStateBytes(sequence),
                1,
                false,
                sink -> {
                    long _ = context.saveSequence(sequence, sink);
                });
    }

    private static int[] longer() {
        return Arrays.copyOf(PROMPT, PROMPT.length + 1);
    }

    private LlamaModel loadModel() {
        return LlamaModel.load(library, file, ModelParameters.WHOLE, LoadProgress.NONE);
    }

    private LlamaContext context(CacheType type) {
        return LlamaContext.create(
                model,
                ContextParameters.of(CELLS, 1)
                        .withSequences(3, true)
                        .withCache(FlashAttention.AUTO, type, type));
    }

    private static void prefill(LlamaContext context, int sequence, int[] tokens) {
        context.remove(sequence, 0, LlamaContext.END);
        decode(context, sequence, tokens, 0);
    }

    private static void decode(LlamaContext context, int sequence, int[] tokens, int from) {
        try (LlamaBatch batch = new LlamaBatch(tokens.length)) {
            for (int position = from; position < tokens.length; position++) {
                batch.add(tokens[position], position, sequence, false);
            }
            assertEquals(DecodeResult.OK, context.decode(batch));
        }
    }

    /** {@return what the model makes of a token after the prompt, the most likely each time} */
    private int[] continued(LlamaContext context, int sequence) {
        int[] answer = new int[ANSWER_TOKENS];
        try (LlamaBatch batch = new LlamaBatch(1);
                LlamaSampler sampler = LlamaSampler.create(model, SamplingParameters.GREEDY)) {
            int token = 0;
            for (int i = 0; i < ANSWER_TOKENS; i++) {
                batch.clear();
                int index = batch.add(token, PROMPT.length + i, sequence, true);
                assertEquals(DecodeResult.OK, context.decode(batch));
                token = sampler.sample(context, index);
                answer[i] = token;
            }
        }
        return answer;
    }
}
