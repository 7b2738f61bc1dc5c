package org.nextgeneration.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.WorkerSession.Task;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaException;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.Pooling;

/**
 * The one owner of a context: takes requests in the order they came, gives each a sequence, and
 * lets the sequences take turns, one decode each.
 *
 * <p>A turn is a chunk of the prompt or one token of the answer. No decode mixes sequences, so what
 * a sequence answers does not depend on who else is being answered.
 *
 * <p>Only {@link #submit} may be called from another thread.
 */
final class DecodeLoop implements AutoCloseable {
    /** Prompt tokens of one turn: the longest that another sequence waits. */
    private static final int CHUNK_TOKENS = 512;

    private final LlamaContext context;
    private final LlamaBatch batch;
    private final LlamaModel model;
    private final WorkerSession session;
    private final boolean embeddings;
    private final int sequences;
    private final int threads;

    // Bounded by the requests that the session admits.
    private final LinkedBlockingQueue<Task> inbox = new LinkedBlockingQueue<>();
    private final Deque<AnswerInProgress> running = new ArrayDeque<>();
    private final Deque<Integer> freeSequences = new ArrayDeque<>();

    private DecodeLoop(
            LlamaModel model,
            LlamaContext context,
            WorkerMessage.Load load,
            WorkerSession session,
            int threads) {
        this.model = model;
        this.context = context;
        this.session = session;
        this.embeddings = load.embeddings();
        this.sequences = load.sequences();
        this.threads = threads;
        this.batch = new LlamaBatch(context.batchTokens());
        for (int sequence = 0; sequence < sequences; sequence++) {
            freeSequences.add(sequence);
        }
    }

    /**
     * Makes a context for a model.
     *
     * @throws LlamaException if there is not enough memory, or the model cannot do what is asked
     */
    static DecodeLoop open(LlamaModel model, WorkerMessage.Load load, WorkerSession session) {
        if (model.hasEncoder() && model.hasDecoder()) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "This model has an encoder and a decoder (T5's kind), which this engine does"
                            + " not run. Choose a decoder-only model.");
        }
        int trained = model.trainedContextTokens();
        int perSequence =
                load.contextTokens() > 0
                        ? load.contextTokens()
                        : Math.min(trained, LoadRequest.CONTEXT_TOKENS_UNASKED);
        int threads =
                ThreadChoice.threads(
                        load.threads(),
                        Runtime.getRuntime().availableProcessors(),
                        model.sizeBytes());
        ContextParameters parameters =
                ContextParameters.of(Math.multiplyExact(perSequence, load.sequences()), threads)
                        .withSequences(load.sequences(), false);
        parameters =
                load.embeddings()
                        // Encoders see a text whole, so it must fit one micro-batch.
                        ? parameters
                                .withBatch(perSequence, perSequence)
                                .withEmbeddings(pooling(model))
                        : parameters.withBatch(CHUNK_TOKENS, CHUNK_TOKENS);
        return new DecodeLoop(
                model, LlamaContext.create(model, parameters), load, session, threads);
    }

    /**
     * How vectors become one. What the file says, but for "not at all"; without that, the last
     * token has seen all the others, except in an encoder, where each has seen all.
     */
    private static Pooling pooling(LlamaModel model) {
        String architecture = model.metadata("general.architecture").orElse("");
        Optional<String> said = model.metadata(architecture + ".pooling_type");
        if (said.isPresent() && !said.get().equals("0")) {
            return Pooling.MODEL;
        }
        return model.hasEncoder() ? Pooling.MEAN : Pooling.LAST;
    }

    /** {@return what the parent wants to know of the model, which is loaded on these devices} */
    WorkerMessage.Loaded describe(List<OpenedDevice> devices) {
        return new WorkerMessage.Loaded(
                devices,
                model.parameterCount(),
                model.sizeBytes(),
                context.contextTokensPerSequence(),
                sequences,
                threads);
    }

    /** Hands in work. Any thread. */
    void submit(Task task) {
        inbox.add(task);
    }

    /** Decodes until the thread is interrupted. */
    void run() {
        try {
            while (true) {
                dropCancelled();
                admit();
                AnswerInProgress next = running.pollFirst();
                if (next != null && step(next)) {
                    running.addLast(next);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the requests that wait for a sequence and are not wanted any more. */
    private void dropCancelled() {
        for (Iterator<Task> waiting = inbox.iterator(); waiting.hasNext(); ) {
            Task task = waiting.next();
            if (task.job().cancelled()) {
                waiting.remove();
                session.endCancelled(task.job());
            }
        }
    }

    /** Takes what has come in, as far as there are sequences; waits when there is nothing to do. */
    private void admit() throws InterruptedException {
        while (!freeSequences.isEmpty()) {
            @Nullable Task task = running.isEmpty() ? inbox.take() : inbox.poll();
            switch (task) {
                case null -> {
                    return;
                }
                case Task.Answer answer -> start(answer);
                case Task.Vectors vectors -> embed(vectors);
            }
        }
    }

    private void start(Task.Answer task) {
        if (embeddings) {
            session.fail(
                    task.job().id(),
                    Kind.INVALID_REQUEST,
                    "This model was loaded for embeddings; load it again to generate text.");
            return;
        }
        int room = context.contextTokensPerSequence() - task.prompt().count();
        if (room < 1) {
            session.fail(
                    task.job().id(),
                    Kind.TOO_LARGE,
                    "The prompt has %d tokens, the context holds %d with the answer. Shorten the"
                                    .formatted(
                                            task.prompt().count(),
                                            context.contextTokensPerSequence())
                            + " prompt or load the model with a larger context.");
            return;
        }
        int sequence = freeSequences.removeFirst();
        try {
            running.addLast(AnswerInProgress.start(task, sequence, room, model, session));
        } catch (IllegalArgumentException impossible) {
            freeSequences.addLast(sequence);
            session.fail(
                    task.job().id(), Kind.INVALID_REQUEST, String.valueOf(impossible.getMessage()));
        }
    }

    /** One turn of an answer. {@return whether it goes on} */
    private boolean step(AnswerInProgress answer) {
        boolean goesOn;
        try {
            goesOn = !answer.endedByCaller() && decode(answer);
        } catch (RuntimeException failure) {
            answer.fail("The model failed: " + failure.getMessage());
            goesOn = false;
        }
        if (!goesOn) {
            answer.close();
            if (!context.remove(answer.sequence(), 0, LlamaContext.END)) {
                throw new IllegalStateException(
                        "sequence %d cannot be emptied".formatted(answer.sequence()));
            }
            freeSequences.addLast(answer.sequence());
        }
        return goesOn;
    }

    private boolean decode(AnswerInProgress answer) {
        answer.fill(batch, CHUNK_TOKENS);
        DecodeResult result = context.decode(batch);
        return switch (result) {
            case OK -> answer.advance(context, batch.size());
            case NO_ROOM, ABORTED -> {
                answer.fail("The context had no room for %d tokens.".formatted(batch.size()));
                yield false;
            }
        };
    }

    /** Computes vectors one text at a time; sequence 0 is free because answers are refused. */
    private void embed(Task.Vectors task) {
        long id = task.job().id();
        if (!embeddings) {
            session.fail(
                    id,
                    Kind.INVALID_REQUEST,
                    "This model was loaded to generate text; load it again for embeddings.");
            return;
        }
        try {
            List<float[]> vectors = new ArrayList<>();
            for (PromptTokens tokens : task.texts()) {
                if (task.job().cancelled()) {
                    session.endCancelled(task.job());
                    return;
                }
                vectors.add(embed(tokens));
            }
            session.end(id);
            session.send(new WorkerMessage.Vectors(id, vectors));
        } catch (EngineException refused) {
            session.fail(id, refused.kind(), String.valueOf(refused.getMessage()));
        } catch (RuntimeException failure) {
            session.fail(id, Kind.UNUSABLE_MODEL, "The model failed: " + failure.getMessage());
        }
    }

    private float[] embed(PromptTokens tokens) {
        int most = Math.min(context.contextTokensPerSequence(), context.batchTokens());
        if (tokens.count() < 1 || tokens.count() > most) {
            throw new EngineException(
                    tokens.count() < 1 ? Kind.INVALID_REQUEST : Kind.TOO_LARGE,
                    "A text to embed has %d tokens, expected 1 to %d."
                            .formatted(tokens.count(), most));
        }
        context.clear();
        batch.clear();
        for (int position = 0; position < tokens.count(); position++) {
            batch.add(tokens.at(position), position, 0, true);
        }
        if (context.decode(batch) != DecodeResult.OK) {
            throw new EngineException(
                    Kind.TOO_LARGE,
                    "The context had no room for %d tokens.".formatted(tokens.count()));
        }
        return normalized(context.sequenceEmbedding(0));
    }

    /** {@return the vector with length 1, so that a dot product is the cosine} */
    private static float[] normalized(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        float[] normalized = vector.clone();
        for (int i = 0; i < normalized.length; i++) {
            normalized[i] *= scale;
        }
        return normalized;
    }

    @Override
    public void close() {
        batch.close();
        context.close();
    }
}
