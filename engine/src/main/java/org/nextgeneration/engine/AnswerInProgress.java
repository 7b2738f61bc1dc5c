package org.nextgeneration.engine;

import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.engine.WorkerSession.Task;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LlamaVocabulary;
import org.nextgeneration.llama.SamplingParameters;

/** An answer on its way: a place in the prompt, then a token a turn. Owned by the decode thread. */
final class AnswerInProgress implements AutoCloseable {
    private final Task.Answer task;
    private final int sequence;
    private final int tokensMax;
    private final LlamaVocabulary vocabulary;
    private final LlamaSampler sampler;
    private final PieceAssembler text;
    private final WorkerSession session;

    /** Tokens in the cache: the prompt's, then the answer's. */
    private int position;

    /** The token chosen last, not in the cache yet. */
    private int token;

    private int generated;
    private long startNanos;
    private long firstTokenNanos;
    private long lastTokenNanos;

    private AnswerInProgress(
            Task.Answer task,
            int sequence,
            int tokensMax,
            LlamaVocabulary vocabulary,
            LlamaSampler sampler,
            WorkerSession session) {
        this.task = task;
        this.sequence = sequence;
        this.tokensMax = tokensMax;
        this.vocabulary = vocabulary;
        this.sampler = sampler;
        this.session = session;
        this.text = new PieceAssembler(task.request().stop());
    }

    /**
     * Begins an answer.
     *
     * @param room tokens that the context holds beyond the prompt, 1 or more
     * @throws IllegalArgumentException if the sampling settings do not suit the vocabulary
     */
    static AnswerInProgress start(
            Task.Answer task, int sequence, int room, LlamaModel model, WorkerSession session) {
        int asked = task.request().maxTokens();
        LlamaVocabulary vocabulary = model.vocabulary();
        LlamaSampler sampler = LlamaSampler.create(model, parameters(task.request().sampling()));
        // Penalties count what the prompt repeats, as llama.cpp's own server has it.
        PromptTokens prompt = task.prompt();
        int recent = Math.min(prompt.count(), task.request().sampling().repeatLastTokens());
        for (int i = prompt.count() - recent; i < prompt.count(); i++) {
            sampler.accept(prompt.at(i));
        }
        return new AnswerInProgress(
                task,
                sequence,
                asked == 0 ? room : Math.min(asked, room),
                vocabulary,
                sampler,
                session);
    }

    private static SamplingParameters parameters(Sampling sampling) {
        return new SamplingParameters(
                sampling.temperature(),
                sampling.topK(),
                sampling.topP(),
                sampling.minP(),
                sampling.typicalP(),
                sampling.repeatPenalty(),
                sampling.repeatLastTokens(),
                sampling.frequencyPenalty(),
                sampling.presencePenalty(),
                sampling.seed(),
                sampling.mirostat(),
                sampling.mirostatTau(),
                sampling.mirostatEta(),
                sampling.logitBias());
    }

    int sequence() {
        return sequence;
    }

    /** Ends the answer if the caller wants no more of it. {@return whether it has ended} */
    boolean endedByCaller() {
        if (task.job().cancelled()) {
            end(Finish.CANCELLED);
            return true;
        }
        return false;
    }

    /** Puts the tokens of the next turn into a batch. */
    void fill(LlamaBatch batch, int chunkTokens) {
        if (startNanos == 0) {
            startNanos = System.nanoTime();
        }
        batch.clear();
        PromptTokens prompt = task.prompt();
        if (position < prompt.count()) {
            int end = Math.min(position + chunkTokens, prompt.count());
            for (int i = position; i < end; i++) {
                batch.add(prompt.at(i), i, sequence, i == prompt.count() - 1);
            }
        } else {
            batch.add(token, position, sequence, true);
        }
    }

    /**
     * Goes on after a decode: chooses a token if the prompt is in the cache, and reports it.
     *
     * @return whether the answer goes on
     */
    boolean advance(LlamaContext context, int decodedTokens) {
        position += decodedTokens;
        if (position < task.prompt().count()) {
            return true;
        }
        token = sampler.sample(context, decodedTokens - 1);
        lastTokenNanos = System.nanoTime();
        if (firstTokenNanos == 0) {
            firstTokenNanos = lastTokenNanos;
        }
        if (vocabulary.isEndOfGeneration(token)) {
            end(Finish.STOP);
            return false;
        }
        generated++;
        report(text.add(vocabulary.pieceBytes(token)));
        if (text.stopped()) {
            end(Finish.STOP);
            return false;
        }
        if (generated >= tokensMax) {
            end(Finish.LENGTH);
            return false;
        }
        return true;
    }

    /** Ends the answer with an error. */
    void fail(String message) {
        session.fail(task.job().id(), Kind.UNUSABLE_MODEL, message);
    }

    private void report(String piece) {
        if (!piece.isEmpty()) {
            session.send(new WorkerMessage.Piece(task.job().id(), piece, generated));
        }
    }

    private void end(Finish finish) {
        report(text.finish());
        long arrived = task.job().arrivedNanos();
        long now = System.nanoTime();
        long started = startNanos == 0 ? now : startNanos;
        long first = firstTokenNanos == 0 ? now : firstTokenNanos;
        session.end(task.job().id());
        session.send(
                new WorkerMessage.Done(
                        task.job().id(),
                        new GenerationResult(
                                finish,
                                task.prompt().count(),
                                0,
                                generated,
                                started - arrived,
                                first - started,
                                firstTokenNanos == 0 ? 0 : lastTokenNanos - first,
                                first - arrived)));
    }

    @Override
    public void close() {
        sampler.close();
    }
}
