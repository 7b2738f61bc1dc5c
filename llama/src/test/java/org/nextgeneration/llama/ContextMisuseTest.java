package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What libllama ends the process over, or crashes on, is refused before it gets there. */
class ContextMisuseTest {
    private static final int[] PROMPT = {10, 20, 30, 40, 50};

    @TempDir Path directory;

    private OpenTinyModel tiny;
    private LlamaModel model;

    @BeforeEach
    void open() throws IOException {
        tiny = OpenTinyModel.in(directory);
        model = tiny.model();
    }

    @AfterEach
    void close() {
        tiny.close();
    }

    @Test
    void batch_misuse_refusedInsteadOfAbort() {
        try (LlamaContext context =
                        LlamaContext.create(model, ContextParameters.of(256, 1).withBatch(16, 16));
                LlamaBatch batch = new LlamaBatch(64)) {
            assertThrows(IllegalArgumentException.class, () -> context.decode(batch));
            Natives.fill(batch, 0, 0, new int[17]);
            assertThrows(IllegalArgumentException.class, () -> context.decode(batch));
            Natives.fill(batch, 0, 1, PROMPT);
            assertThrows(IllegalArgumentException.class, () -> context.decode(batch));
            Natives.fill(batch, 0, 0, new int[] {TinyModel.TOKENS});
            assertThrows(IllegalArgumentException.class, () -> context.decode(batch));
            Natives.fill(batch, 0, 0, PROMPT);
            assertEquals(DecodeResult.OK, context.decode(batch));
            Natives.fill(batch, 9, 0, PROMPT);
            String message =
                    Refusal.message(IllegalArgumentException.class, () -> context.decode(batch));
            assertTrue(message.contains("position"), message);
            batch.clear();
            assertThrows(IllegalArgumentException.class, () -> batch.add(-1, 0, 0, true));
            assertThrows(IllegalArgumentException.class, () -> batch.add(1, -1, 0, true));
            assertThrows(IllegalArgumentException.class, () -> batch.add(1, 0, -1, true));
            assertThrows(IllegalArgumentException.class, () -> batch.add(1, 0, 256, true));
            batch.add(1, 5, 0, false);
            assertThrows(IllegalArgumentException.class, () -> batch.add(1, 7, 0, true));
            assertThrows(IllegalArgumentException.class, () -> batch.add(1, 5, 0, true));
            assertThrows(IllegalArgumentException.class, () -> new LlamaBatch(0));
        }
        try (LlamaBatch full = new LlamaBatch(1)) {
            full.add(1, 0, 0, true);
            assertThrows(IllegalStateException.class, () -> full.add(1, 1, 0, true));
        }
    }

    @Test
    void outputs_notWanted_refusedInsteadOfAbort() {
        try (LlamaContext context = small(1, false);
                LlamaBatch batch = new LlamaBatch(8);
                LlamaSampler sampler = LlamaSampler.create(model, SamplingParameters.GREEDY)) {
            assertThrows(IllegalArgumentException.class, () -> context.logits(0));
            Natives.fill(batch, 0, 0, PROMPT);
            context.decode(batch);
            assertThrows(IllegalArgumentException.class, () -> context.logits(0));
            assertThrows(IllegalArgumentException.class, () -> context.logits(-1));
            assertThrows(IllegalArgumentException.class, () -> context.logits(5));
            assertThrows(IllegalArgumentException.class, () -> sampler.sample(context, 3));
            assertEquals(TinyModel.TOKENS, context.logits(4).length);
            assertThrows(IllegalStateException.class, () -> context.embedding(4));
            assertThrows(IllegalStateException.class, () -> context.sequenceEmbedding(0));
            assertThrows(IllegalStateException.class, () -> context.encode(batch));
        }
    }

    @Test
    void sequences_unknown_refusedInsteadOfAbort() {
        try (LlamaContext context = small(2, false)) {
            assertThrows(IllegalArgumentException.class, () -> context.maxPosition(2));
            assertThrows(IllegalArgumentException.class, () -> context.minPosition(-1));
            assertThrows(IllegalArgumentException.class, () -> context.remove(999, 0, -1));
            assertThrows(IllegalArgumentException.class, () -> context.remove(0, -1, -1));
            assertThrows(IllegalArgumentException.class, () -> context.remove(0, 5, 4));
            assertThrows(IllegalArgumentException.class, () -> context.copy(0, 2, 0, -1));
            assertThrows(IllegalArgumentException.class, () -> context.keep(2));
            assertThrows(IllegalArgumentException.class, () -> context.sequenceStateBytes(2));
            assertThrows(IllegalArgumentException.class, () -> context.setThreads(0, 1));
        }
    }

    @Test
    void abort_notAskedFor_saysSo() {
        try (LlamaContext context = small(1, false)) {
            String message = Refusal.message(IllegalStateException.class, context::requestAbort);
            assertTrue(message.contains("ContextParameters.withAbort"), message);
        }
    }

    @Test
    void abort_requested_everyDecodeUntilCleared() {
        try (LlamaContext context =
                        LlamaContext.create(model, ContextParameters.of(256, 1).withAbort());
                LlamaBatch batch = new LlamaBatch(8)) {
            Natives.fill(batch, 0, 0, PROMPT);
            context.requestAbort();
            assertEquals(DecodeResult.ABORTED, context.decode(batch));
            assertEquals(-1, context.maxPosition(0));
            context.clearAbort();
            assertEquals(DecodeResult.OK, context.decode(batch));
        }
    }

    @Test
    void abort_duringDecode_returnsBeforeTheEnd() throws InterruptedException, ExecutionException {
        int tokens = 32_768;
        try (LlamaContext context =
                        LlamaContext.create(
                                model,
                                ContextParameters.of(tokens, 1).withBatch(tokens, 64).withAbort());
                LlamaBatch batch = new LlamaBatch(tokens);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Natives.fill(batch, 0, 0, new Random(1).ints(tokens, 0, 256).toArray());
            Future<DecodeResult> decode = other.submit(() -> insist(context, batch));
            waitUntilInUse(context, decode);
            context.requestAbort();
            assertEquals(DecodeResult.ABORTED, decode.get());
            int reached = context.maxPosition(0);
            assertTrue(reached < tokens - 1, "reached " + reached);
            context.clearAbort();
            context.clear();
            Natives.fill(batch, 0, 0, PROMPT);
            assertEquals(DecodeResult.OK, context.decode(batch));
        }
    }

    @Test
    void close_whileDecoding_takesEffectAfterwards()
            throws InterruptedException, ExecutionException {
        int tokens = 8_192;
        LlamaContext context =
                LlamaContext.create(model, ContextParameters.of(tokens, 1).withBatch(tokens, 64));
        try (LlamaBatch batch = new LlamaBatch(tokens);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            Natives.fill(batch, 0, 0, new Random(1).ints(tokens, 0, 256).toArray());
            Future<DecodeResult> decode = other.submit(() -> insist(context, batch));
            waitUntilInUse(context, decode);
            context.close();
            model.close();
            assertEquals(DecodeResult.OK, decode.get());
        }
        assertThrows(IllegalStateException.class, context::clear);
    }

    @Test
    void closed_used_saysSo() {
        LlamaContext context = LlamaContext.create(model, ContextParameters.of(256, 1).withAbort());
        LlamaBatch batch = new LlamaBatch(4);
        batch.add(1, 0, 0, true);
        context.close();
        context.close();
        assertThrows(IllegalStateException.class, () -> context.decode(batch));
        assertThrows(IllegalStateException.class, () -> context.logits(0));
        assertThrows(IllegalStateException.class, () -> context.maxPosition(0));
        assertThrows(IllegalStateException.class, () -> context.saveSequence(0, _ -> {}));
        context.requestAbort();
        assertEquals(256, context.contextTokens());
        batch.close();
        batch.close();
        assertThrows(IllegalStateException.class, () -> batch.add(1, 0, 0, true));
        try (LlamaContext open = small(1, false)) {
            assertThrows(IllegalStateException.class, () -> open.decode(batch));
        }
    }

    /** A context in use turns others away, which tells that the decode has begun. */
    private static void waitUntilInUse(LlamaContext context, Future<DecodeResult> decode) {
        while (!decode.isDone()) {
            try {
                context.maxPosition(0);
                Thread.onSpinWait();
            } catch (IllegalStateException inUse) {
                return;
            }
        }
    }

    /** Decodes as soon as {@link #waitUntilInUse} is not the one that uses the context. */
    private static DecodeResult insist(LlamaContext context, LlamaBatch batch) {
        while (true) {
            try {
                return context.decode(batch);
            } catch (IllegalStateException inUse) {
                if (!String.valueOf(inUse.getMessage()).contains("in use")) {
                    throw inUse;
                }
            }
        }
    }

    private LlamaContext small(int sequences, boolean unified) {
        return LlamaContext.create(
                model,
                ContextParameters.of(256 * (unified ? 1 : sequences), 1)
                        .withSequences(sequences, unified));
    }
}
