package org.nextgeneration.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.engine.WorkerSession.Task;
import org.nextgeneration.llama.CacheType;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.FlashAttention;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaException;
import org.nextgeneration.llama.LlamaModel;

/**
 * The one owner of a context. Between two decodes it takes in what has come, lets go of what is not
 * wanted any more, and gives places to who waits; then it decodes one batch with the next tokens of
 * all answers.
 *
 * <p>Answers get a place in the order they came, when there are cells for them. One whose reader is
 * too far behind pauses; it gives its place up when another one needs it, and gets another later.
 *
 * <p>Only {@link #submit}, {@link #wake} and {@link #unload} may be called from other threads.
 */
final class DecodeLoop implements AutoCloseable {
    private final LlamaModel model;
    private final LlamaContext context;
    private final WorkerSession session;
    private final ContextPlan plan;
    private final int contextTokens;
    private final int threads;
    private final LlamaBatch batch;
    private final KvCache cache;
    private final Optional<KeptSequences> kept;
    private final DecodeStep step;
    private final Embedder embedder;

    // Bounded by the requests that the session admits.
    private final Queue<Task> inbox = new ConcurrentLinkedQueue<>();
    private final Deque<AnswerInProgress> waiting = new ArrayDeque<>();

    private volatile @Nullable Thread thread;
    private volatile boolean unloading;
    private volatile long saveMillisMax;

    private DecodeLoop(
            LlamaModel model,
            LlamaContext context,
            WorkerMessage.Load load,
            WorkerSession session,
            String library,
            int threads) {
        this.model = model;
        this.context = context;
        this.session = session;
        this.plan = load.plan();
        this.threads = threads;
        this.contextTokens = Math.min(plan.contextTokens(), context.contextTokensPerSequence());
        this.batch = new LlamaBatch(context.batchTokens());
        ReuseRule rule = ReuseRule.of(model);
        this.cache = new KvCache(context, plan, rule);
        this.kept =
                load.kept()
                        .map(
                                where ->
                                        new KeptSequences(
                                                where, library, plan, !rule.givesAnyBeginning()));
        int processors = Runtime.getRuntime().availableProcessors();
        this.step =
                new DecodeStep(
                        context,
                        batch,
                        cache,
                        new DecodeThreads(
                                context,
                                threads,
                                ThreadChoice.most(load.threads(), threads, processors)),
                        new SamplerThreads(model.vocabulary().size(), processors));
        this.embedder = new Embedder(context, batch, session);
    }

    /**
     * Makes a context for a model, and computes a first token, so that the first answer does not
     * wait for what is set up on first use.
     *
     * @param library version of the library
     * @throws LlamaException if there is not enough memory, or the model cannot do what is asked
     */
    static DecodeLoop open(
            LlamaModel model, WorkerMessage.Load load, WorkerSession session, String library) {
        if (model.hasEncoder() && model.hasDecoder()) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "This model has an encoder and a decoder (T5's kind), which this engine does"
                            + " not run. Choose a decoder-only model.");
        }
        ContextPlan plan = load.plan();
        int threads =
                ThreadChoice.threads(
                        load.threads(),
                        Runtime.getRuntime().availableProcessors(),
                        model.sizeBytes());
        LlamaContext context = LlamaContext.create(model, parameters(model, plan, threads));
        DecodeLoop loop = new DecodeLoop(model, context, load, session, library, threads);
        if (!load.dry()) {
            loop.warmUp();
        }
        return loop;
    }

    private static ContextParameters parameters(LlamaModel model, ContextPlan plan, int threads) {
        CacheType cacheType = CacheType.valueOf(plan.cacheType().name());
        ContextParameters parameters =
                ContextParameters.of(plan.cells(), threads)
                        .withBatch(plan.batchTokens(), plan.microBatchTokens())
                        .withSequences(plan.places(), true)
                        .withOutputs(plan.places())
                        .withCache(FlashAttention.AUTO, cacheType, cacheType);
        return plan.embeddings() ? parameters.withEmbeddings(Embedder.pooling(model)) : parameters;
    }

    private void warmUp() {
        if (!plan.embeddings()) {
            batch.clear();
            batch.add(0, 0, 0, true);
            DecodeResult _ = context.decode(batch);
            context.clear();
        }
    }

    /** {@return what the parent wants to know of the model, which is loaded on these devices} */
    WorkerMessage.Loaded describe(List<OpenedDevice> devices) {
        return new WorkerMessage.Loaded(
                devices,
                model.parameterCount(),
                model.sizeBytes(),
                contextTokens,
                plan.sequences(),
                threads);
    }

    /** Hands in work. Any thread. */
    void submit(Task task) {
        inbox.add(task);
        wake();
    }

    /** Says that something has changed for a request. Any thread. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /**
     * Asks for the end of the loop, after what is worth it has been saved. Any thread.
     *
     * @param millisMax no save begins after that
     */
    void unload(long millisMax) {
        saveMillisMax = millisMax;
        unloading = true;
        wake();
    }

    /** Decodes until the end is asked for. */
    void run() {
        thread = Thread.currentThread();
        while (!unloading && !Thread.currentThread().isInterrupted()) {
            dropCancelled();
            takeIn();
            admit();
            DecodeStep.Outcome outcome = step.run();
            outcome.suspended().reversed().forEach(waiting::addFirst);
            session.sendAll(outcome.reports());
            if (!outcome.progress() && inbox.isEmpty()) {
                LockSupport.park(this);
            }
        }
        kept.ifPresent(
                shelf ->
                        shelf.save(
                                context,
                                cache.sequences(),
                                step.nanosPerPromptToken(),
                                saveMillisMax));
        session.send(new WorkerMessage.Unloaded());
    }

    /** {@return the saved sequences of this model, if any are kept} */
    Optional<KeptSequences> kept() {
        return kept;
    }

    /** Ends the requests that wait and are not wanted any more. */
    private void dropCancelled() {
        for (Iterator<AnswerInProgress> all = waiting.iterator(); all.hasNext(); ) {
            AnswerInProgress answer = all.next();
            if (answer.cancelled()) {
                all.remove();
                List<WorkerMessage.Report> reports = new ArrayList<>();
                answer.end(Finish.CANCELLED, System.nanoTime(), reports);
                answer.close();
                session.sendAll(reports);
            }
        }
    }

    private void takeIn() {
        for (Task task = inbox.poll(); task != null; task = inbox.poll()) {
            switch (task) {
                case Task.Answer answer when plan.embeddings() ->
                        session.fail(
                                answer.job().id(),
                                Kind.INVALID_REQUEST,
                                "This model was loaded for embeddings; load it again to generate"
                                        + " text.");
                case Task.Vectors vectors when !plan.embeddings() ->
                        session.fail(
                                vectors.job().id(),
                                Kind.INVALID_REQUEST,
                                "This model was loaded to generate text; load it again for"
                                        + " embeddings.");
                case Task.Answer answer -> takeIn(answer);
                case Task.Vectors vectors -> embedder.embed(vectors);
            }
        }
    }

    private void takeIn(Task.Answer task) {
        try {
            waiting.addLast(AnswerInProgress.of(task, contextTokens, model));
        } catch (EngineException refused) {
            task.saved().ifPresent(SavedSequence::close);
            session.fail(task.job().id(), refused.kind(), String.valueOf(refused.getMessage()));
        } catch (IllegalArgumentException impossible) {
            task.saved().ifPresent(SavedSequence::close);
            session.fail(
                    task.job().id(), Kind.INVALID_REQUEST, String.valueOf(impossible.getMessage()));
        }
    }

    /** Gives places to those that wait, in their order; who pauses takes none. */
    private void admit() {
        while (!waiting.isEmpty()) {
            Optional<AnswerInProgress> next =
                    waiting.stream().filter(answer -> !answer.paused()).findFirst();
            if (next.isEmpty() || !place(next.get())) {
                return;
            }
            waiting.remove(next.get());
        }
    }

    /** Gives a place to an answer, if need be that of one which pauses. */
    private boolean place(AnswerInProgress answer) {
        while (step.running() == plan.sequences() || !step.admit(answer, System.nanoTime())) {
            Optional<AnswerInProgress> paused = step.suspendPaused(System.nanoTime());
            if (paused.isEmpty()) {
                return false;
            }
            waiting.addLast(paused.get());
        }
        return true;
    }

    @Override
    public void close() {
        step.close();
        batch.close();
        context.close();
    }
}
