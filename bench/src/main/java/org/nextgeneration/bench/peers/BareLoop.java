package org.nextgeneration.bench.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LoadProgress;
import org.nextgeneration.llama.LogListener;
import org.nextgeneration.llama.ModelParameters;
import org.nextgeneration.llama.SamplingParameters;

/**
 * The least that anything on libllama can do: prompts first, then one token of each answer in each
 * decode. Nothing is sent before the end, and it takes its own times.
 */
public final class BareLoop implements ChildBackend {
    private static final float NEVER = -1_000;

    private final LlamaLibrary library;
    private @Nullable LlamaContext context;
    private SamplingParameters sampling = SamplingParameters.GREEDY;

    private BareLoop(LlamaLibrary library) {
        this.library = library;
    }

    /**
     * Serves.
     *
     * @param args the directory with libllama
     * @throws IOException if standard input cannot be read
     */
    public static void main(String[] args) throws IOException {
        ChildServer.serve(new BareLoop(LlamaLibrary.open(Path.of(args[0]), LogListener.QUIET)));
    }

    @Override
    public void open(Opening wanted) {
        LlamaModel opened =
                LlamaModel.load(library, wanted.model(), ModelParameters.WHOLE, LoadProgress.NONE);
        Map<Integer, Float> bias = new HashMap<>();
        wanted.endTokens().forEach(token -> bias.put(token, NEVER));
        sampling = SamplingParameters.GREEDY.withLogitBias(bias);
        context =
                LlamaContext.create(
                        opened,
                        ContextParameters.of(
                                        wanted.contextTokens() * wanted.sequences(),
                                        wanted.threads())
                                .withBatch(Opening.BATCH_TOKENS, Opening.BATCH_TOKENS)
                                .withOutputs(wanted.sequences())
                                .withSequences(wanted.sequences(), true));
    }

    @Override
    public void close() {
        if (context != null) {
            LlamaModel model = context.model();
            context.close();
            model.close();
        }
    }

    @Override
    public void ask(List<Request> together, Replies replies) {
        long startNanos = System.nanoTime();
        LlamaContext open = context;
        if (open == null) {
            throw new IllegalStateException("found no model, expected one that is open");
        }
        open.clear();
        List<Stream> streams = new ArrayList<>();
        try (LlamaBatch batch = new LlamaBatch(Opening.BATCH_TOKENS)) {
            for (Request request : together) {
                streams.add(
                        new Stream(open.model(), streams.size(), request, sampling, startNanos));
            }
            for (Stream stream : streams) {
                stream.prefill(open, batch);
            }
            decodeAll(streams, open, batch);
            for (Stream stream : streams) {
                stream.reply(open.model(), replies);
            }
        } finally {
            streams.forEach(Stream::close);
        }
    }

    private static void decodeAll(List<Stream> streams, LlamaContext context, LlamaBatch batch) {
        List<Stream> running = streams.stream().filter(stream -> !stream.isComplete()).toList();
        while (!running.isEmpty()) {
            batch.clear();
            running.forEach(stream -> stream.addNext(batch));
            decode(context, batch);
            for (int i = 0; i < running.size(); i++) {
                running.get(i).sample(context, i);
            }
            running = running.stream().filter(stream -> !stream.isComplete()).toList();
        }
    }

    private static void decode(LlamaContext context, LlamaBatch batch) {
        if (context.decode(batch) != DecodeResult.OK) {
            throw new IllegalStateException("found a context too small for this load");
        }
    }

    /** One answer. */
    private static final class Stream {
        private final int sequence;
        private final Request request;
        private final int[] prompt;
        private final LlamaSampler sampler;
        private final long startNanos;
        private final int[] tokens;
        private final List<Long> nanos = new ArrayList<>();

        Stream(
                LlamaModel model,
                int sequence,
                Request request,
                SamplingParameters sampling,
                long startNanos) {
            this.sequence = sequence;
            this.request = request;
            this.prompt = model.vocabulary().tokenize(request.ask().prompt(), true, false);
            this.sampler = LlamaSampler.create(model, sampling);
            this.startNanos = startNanos;
            this.tokens = new int[request.ask().tokens()];
        }

        void prefill(LlamaContext context, LlamaBatch batch) {
            for (int from = 0; from < prompt.length; from += batch.capacity()) {
                int to = Math.min(prompt.length, from + batch.capacity());
                batch.clear();
                for (int i = from; i < to; i++) {
                    batch.add(prompt[i], i, sequence, i == prompt.length - 1);
                }
                decode(context, batch);
            }
            sample(context, batch.size() - 1);
        }

        void addNext(LlamaBatch batch) {
            int made = nanos.size();
            batch.add(tokens[made - 1], prompt.length + made - 1, sequence, true);
        }

        void sample(LlamaContext context, int batchIndex) {
            tokens[nanos.size()] = sampler.sample(context, batchIndex);
            nanos.add(System.nanoTime() - startNanos);
        }

        boolean isComplete() {
            return nanos.size() == tokens.length;
        }

        void reply(LlamaModel model, Replies replies) {
            String text =
                    model.vocabulary()
                            .detokenize(Arrays.copyOf(tokens, nanos.size()), false, false);
            replies.piece(request.id(), text);
            replies.end(request.id(), prompt.length, 0, nanos.size(), nanos);
        }

        void close() {
            sampler.close();
        }
    }
}
