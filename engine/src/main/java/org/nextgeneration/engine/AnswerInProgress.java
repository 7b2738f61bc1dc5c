package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.engine.WorkerSession.Task;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LlamaVocabulary;
import org.nextgeneration.llama.SamplingParameters;

/**
 * An answer on its way: the tokens of the prompt and those chosen so far, of which a sequence of
 * the cache holds the first ones. Without a sequence it waits. Owned by the decode thread.
 */
final class AnswerInProgress implements AutoCloseable {
    /** Tokens that a reader may be behind before its answer pauses. */
    static final int UNREAD_TOKENS_MAX = 512;

    /** Cells that an answer is promised beyond its prompt, if it may become as long. */
    static final int PROMISED_TOKENS = 256;

    private final Task.Answer task;
    private final int tokensMax;
    private final LlamaVocabulary vocabulary;
    private final LlamaSampler sampler;
    private final PieceAssembler text;
    private final int contextTokens;
    private int[] tokens;
    private int length;
    private @Nullable CachedSequence sequence;

    /**
     * Where a state is worth keeping because another prompt was the same up to there; 0 for none.
     */
    private int boundary;

    private Optional<SavedSequence> saved;
    private boolean following;
    private int cachedTokens;

    /** Tokens of the prompt that it had when it gave its sequence back: cached or computed. */
    private int hadTokens;

    /**
     * Tokens up to the last piece of text: others, such as control tokens, give the reader none.
     */
    private int sentTokens;

    private int generated;
    private long startNanos;
    private long firstTokenNanos;
    private long lastTokenNanos;

    private AnswerInProgress(Task.Answer task, int contextTokens, int tokensMax, LlamaModel model) {
        this.task = task;
        this.contextTokens = contextTokens;
        this.tokensMax = tokensMax;
        this.vocabulary = model.vocabulary();
        this.sampler = LlamaSampler.create(model, parameters(task.request().sampling()));
        this.text = new PieceAssembler(task.request().stop());
        this.saved = task.saved();
        this.tokens = task.prompt().copy();
        this.length = tokens.length;
        // Penalties count what the prompt repeats, as llama.cpp's own server has it.
        int recent = Math.min(length, task.request().sampling().repeatLastTokens());
        for (int i = length - recent; i < length; i++) {
            sampler.accept(tokens[i]);
        }
    }

    /**
     * Begins an answer, which waits for a sequence.
     *
     * @param contextTokens most tokens of a sequence
     * @throws EngineException if the prompt leaves no room for an answer
     * @throws IllegalArgumentException if the sampling settings do not suit the vocabulary
     */
    static AnswerInProgress of(Task.Answer task, int contextTokens, LlamaModel model) {
        int room = contextTokens - task.prompt().count();
        if (room < 1) {
            throw new EngineException(
                    Kind.TOO_LARGE,
                    "The prompt has %d tokens, the context holds %d with the answer. Shorten the"
                                    .formatted(task.prompt().count(), contextTokens)
                            + " prompt or load the model with a larger context.");
        }
        int asked = task.request().maxTokens();
        boolean unlimited = asked > 0 && task.request().contextShift();
        int tokensMax = asked == 0 ? room : unlimited ? asked : Math.min(asked, room);
        return new AnswerInProgress(task, contextTokens, tokensMax, model);
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

    /** {@return number of the request} */
    long id() {
        return task.job().id();
    }

    /** {@return the prompt and the answer so far; only the first {@link #length} count} */
    int[] tokens() {
        return tokens;
    }

    /** {@return tokens that must be in the cache before the next one can be chosen} */
    int length() {
        return length;
    }

    /** {@return its place in the cache} */
    CachedSequence sequence() {
        return requireNonNull(sequence, "an answer that waits has no sequence");
    }

    /** {@return tokens that are still to be computed before the next one can be chosen} */
    int remaining() {
        return length - sequence().count();
    }

    /** {@return cells that it was promised and does not have} */
    int promised() {
        return remaining() + growth();
    }

    /** {@return tokens beyond {@link #length} that it is promised cells for} */
    int growth() {
        return Math.min(PROMISED_TOKENS, Math.min(tokensMax - generated, contextTokens - length));
    }

    /** {@return the saved sequence that it may begin with, once; the caller closes it} */
    Optional<SavedSequence> takeSaved() {
        Optional<SavedSequence> taken = saved;
        saved = Optional.empty();
        return taken;
    }

    /** {@return whether nobody wants it any more} */
    boolean cancelled() {
        return task.job().cancelled();
    }

    /** {@return whether its reader is so far behind that it must wait for it} */
    boolean paused() {
        return sentTokens - task.job().readTokens() >= UNREAD_TOKENS_MAX;
    }

    /** {@return the sampler that chooses its tokens} */
    LlamaSampler sampler() {
        return sampler;
    }

    /** {@return where a state is worth keeping on the way, or 0} */
    int boundary() {
        return boundary;
    }

    /** Says where a state is worth keeping on the way. */
    void keepAt(int position) {
        boundary = position;
    }

    /** {@return whether it has not chosen a token yet} */
    boolean inPrompt() {
        return generated == 0;
    }

    /** {@return whether it waits for another answer to compute what both begin with} */
    boolean following() {
        return following;
    }

    /** Says whether it waits for another answer. */
    void follow(boolean value) {
        following = value;
    }

    /** Takes a sequence, which may hold a beginning of its tokens. */
    void resume(CachedSequence place, long nowNanos) {
        sequence = place;
        reused(Math.max(0, place.count() - hadTokens));
        if (startNanos == 0) {
            startNanos = nowNanos;
        }
    }

    /** Counts tokens of the prompt that need not be computed. */
    void reused(int count) {
        if (inPrompt()) {
            cachedTokens += count;
        }
    }

    /** Gives its sequence back, to wait for another one. */
    CachedSequence suspend() {
        CachedSequence given = sequence();
        sequence = null;
        following = false;
        hadTokens = given.count();
        return given;
    }

    /**
     * Goes on with a token that was chosen.
     *
     * @param reports gets what the reader is to be told
     * @return whether the answer goes on
     */
    boolean choose(int token, long nowNanos, List<WorkerMessage.Report> reports) {
        lastTokenNanos = nowNanos;
        if (firstTokenNanos == 0) {
            firstTokenNanos = nowNanos;
        }
        if (vocabulary.isEndOfGeneration(token)) {
            end(Finish.STOP, nowNanos, reports);
            return false;
        }
        generated++;
        report(text.add(vocabulary.pieceBytes(token)), reports);
        if (text.stopped()) {
            end(Finish.STOP, nowNanos, reports);
            return false;
        }
        if (generated >= tokensMax) {
            end(Finish.LENGTH, nowNanos, reports);
            return false;
        }
        if (length == tokens.length) {
            tokens = Arrays.copyOf(tokens, Math.min(contextTokens, length + length / 2 + 16));
        }
        tokens[length++] = token;
        return true;
    }

    /** {@return whether there is no room for another token unless something is forgotten} */
    boolean full() {
        return length >= contextTokens;
    }

    /**
     * Forgets the older half of what follows the prompt, or of what follows the first half of the
     * context where the prompt is longer. What is left is computed again, at its new positions.
     */
    void shift() {
        int kept = Math.min(task.prompt().count(), contextTokens / 2);
        int forgotten = (length - kept + 1) / 2;
        System.arraycopy(tokens, kept + forgotten, tokens, kept, length - kept - forgotten);
        length -= forgotten;
    }

    private void report(String piece, List<WorkerMessage.Report> reports) {
        if (!piece.isEmpty()) {
            sentTokens = generated;
            reports.add(new WorkerMessage.Piece(id(), piece, generated));
        }
    }

    /** Ends it, with what was made of it. */
    void end(Finish finish, long nowNanos, List<WorkerMessage.Report> reports) {
        report(text.finish(), reports);
        long arrived = task.job().arrivedNanos();
        long started = startNanos == 0 ? nowNanos : startNanos;
        long first = firstTokenNanos == 0 ? nowNanos : firstTokenNanos;
        reports.add(
                new WorkerMessage.Done(
                        id(),
                        new GenerationResult(
                                finish,
                                task.prompt().count(),
                                cachedTokens,
                                generated,
                                started - arrived,
                                first - started,
                                firstTokenNanos == 0 ? 0 : lastTokenNanos - first,
                                first - arrived)));
    }

    @Override
    public void close() {
        takeSaved().ifPresent(SavedSequence::close);
        sampler.close();
    }
}
