package org.nextgeneration.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;

/**
 * A model in a worker process, as the parent sees it. One thread reads what the worker reports and
 * hands it to whoever waits; when the worker is gone, everyone who waits is told.
 */
final class Worker implements ResidentModel, WorkerGeneration.Requests {
    /** Texts of one request for vectors. */
    static final int EMBED_TEXTS_MAX = 512;

    /** How often a worker with work to do is asked whether it is there still. */
    private static final long PING_SECONDS = 5;

    /** How long it may begin to save sequences when it is unloaded. */
    private static final long SAVE_MILLIS_MAX = 10_000;

    /** How long it may take over the last of them. */
    private static final long UNLOAD_SECONDS_MAX = 60;

    /** How long it may say nothing before it is given up: it has been stopped, or hangs. */
    private static final long SILENCE_SECONDS_MAX = 60;

    private final WorkerProcess process;
    private final ModelDescription description;
    private final Instant loadedAt = Instant.now();
    private final boolean keepsState;
    private final Consumer<Worker> onEnd;
    private final WaitingRequests waiters;
    private final AtomicLong ids = new AtomicLong();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch unloaded = new CountDownLatch(1);
    private final ActivityMeter activity;
    private volatile long heardNanos = System.nanoTime();
    private volatile boolean silent;

    private final WorkerOutbox outbox;

    /** Why the model cannot answer any more; set once, before the waiters are told. */
    private volatile @Nullable EngineException lost;

    private volatile boolean closing;
    private final AtomicBoolean unloading = new AtomicBoolean();

    /** Why the policy does not let it go on; set before it is killed. */
    private volatile @Nullable String stopped;

    /**
     * Takes over a worker whose model is loaded. Nothing is read from it before {@link #start}.
     *
     * @param keepsState whether it saves sequences when it is unloaded
     * @param onEnd told when the worker is gone for whatever reason; told again, does nothing
     */
    Worker(
            WorkerProcess process,
            ModelDescription description,
            boolean keepsState,
            Consumer<Worker> onEnd) {
        this.process = process;
        this.description = description;
        this.keepsState = keepsState;
        this.onEnd = onEnd;
        this.waiters = new WaitingRequests(description.name(), description.sequences());
        this.activity = new ActivityMeter(description.sequences());
        this.outbox = new WorkerOutbox(process);
    }

    /** Begins to read and write. */
    void start() {
        outbox.start();
        // Blocked in the system it is one thread to wake for a decode; a virtual one is three.
        Thread.ofPlatform().daemon().name("worker-reader-" + process.pid()).start(this::read);
        Thread.ofVirtual().name("worker-watch-" + process.pid()).start(this::watch);
    }

    /** Gives a worker up that says nothing though it is asked: it was stopped, or hangs. */
    private void watch() {
        try {
            while (!ended.await(PING_SECONDS, TimeUnit.SECONDS)) {
                long silentNanos = System.nanoTime() - heardNanos;
                if (waiters.size() == 0) {
                    heardNanos = System.nanoTime();
                } else if (TimeUnit.NANOSECONDS.toSeconds(silentNanos) > SILENCE_SECONDS_MAX) {
                    silent = true;
                    process.kill();
                    return;
                } else {
                    outbox.add(new WorkerMessage.Ping());
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try {
            while (true) {
                switch (process.channel().receive()) {
                    case WorkerMessage.Report report -> {
                        heardNanos = System.nanoTime();
                        dispatch(report);
                    }
                    case WorkerMessage.Command command ->
                            throw new IOException("found a command from the worker: " + command);
                }
            }
        } catch (EOFException closed) {
            end(process.end());
        } catch (IOException | RuntimeException | OutOfMemoryError broken) {
            // A worker that is killed may leave a reset connection instead of a closed one.
            end(process.hasEnded() ? process.end() : "was stopped: " + broken.getMessage());
        }
    }

    private void dispatch(WorkerMessage.Report report) throws IOException {
        switch (report) {
            case WorkerMessage.Piece(long id, String text, int tokens) -> {
                if (waiters.get(id) instanceof Waiter.Text(WorkerGeneration generation, int _)) {
                    generation.piece(text, tokens);
                    activity.piece(id, tokens);
                }
            }
            case WorkerMessage.Done(long id, GenerationResult result) -> {
                // Only a cancelled request for tokens or vectors ends like this, and nobody waits.
                if (waiters.remove(id) instanceof Waiter.Text(WorkerGeneration generation, int _)) {
                    // Before the caller is told: whoever then looks must find it.
                    activity.ended(id, result);
                    generation.done(result);
                }
            }
            case WorkerMessage.Tokens(long id, PromptTokens tokens) -> {
                if (waiters.remove(id) instanceof Waiter.Tokens(var future, int _)) {
                    future.complete(tokens.asList());
                }
            }
            case WorkerMessage.Vectors(long id, List<float[]> vectors) -> {
                if (waiters.remove(id) instanceof Waiter.Vectors(var future, int _)) {
                    future.complete(vectors);
                }
            }
            case WorkerMessage.Failed(long id, Kind kind, String message) -> {
                Waiter waiter = waiters.remove(id);
                if (waiter != null) {
                    activity.failed(id);
                    waiter.fail(kind, message);
                }
            }
            case WorkerMessage.Unloaded _ -> unloaded.countDown();
            case WorkerMessage.Pong _ -> {
                // That it came is all that it says.
            }
            case WorkerMessage.Loading _, WorkerMessage.Loaded _, WorkerMessage.LoadFailed _ ->
                    throw new IOException("found a report about loading after the load");
        }
    }

    private void end(String seen) {
        process.close();
        ended.countDown();
        unloaded.countDown();
        activity.close();
        String how =
                silent
                        ? "did not answer for %d s and was stopped".formatted(SILENCE_SECONDS_MAX)
                        : seen;
        EngineException reason = endReason(how);
        lost = reason;
        outbox.close();
        onEnd.accept(this);
        for (Waiter waiter : waiters.removeAll()) {
            waiter.fail(reason.kind(), String.valueOf(reason.getMessage()));
        }
    }

    private EngineException endReason(String how) {
        String policy = stopped;
        if (policy != null) {
            return new EngineException(Kind.POLICY, stopMessage(policy));
        }
        if (closing) {
            return new EngineException(
                    Kind.WORKER_LOST, "%s was unloaded.".formatted(description.name()));
        }
        return new EngineException(
                Kind.WORKER_LOST,
                "The worker of %s (process %d) %s. Its answers are lost; the model can be loaded"
                                .formatted(description.name(), process.pid(), how)
                        + " again.");
    }

    /**
     * Kills the worker and what it has started at once, because the policy does not let it go on;
     * what it is asked fails with that reason. Any thread; does not wait for the end.
     */
    void stop(String reason) {
        stopped = reason;
        process.kill();
    }

    /** {@return what a caller is told whom {@link #stop} has cost an answer} */
    String stopMessage(String reason) {
        return "The worker of %s (process %d) was stopped by the rules about graphics cards. %s"
                .formatted(description.name(), process.pid(), reason);
    }

    @Override
    public ModelDescription description() {
        return description;
    }

    @Override
    public ModelStatus status() {
        int requests = waiters.size();
        int running = Math.min(requests, description.sequences());
        return new ModelStatus(
                description,
                process.pid(),
                WorkerProcess.residentBytes(process.pid()),
                loadedAt,
                running,
                requests - running);
    }

    @Override
    public Generation generate(GenerationRequest request) {
        long id = ids.incrementAndGet();
        WorkerGeneration generation = new WorkerGeneration(id, this);
        send(
                id,
                bytes -> new Waiter.Text(generation, bytes),
                new WorkerMessage.Generate(id, request));
        return generation;
    }

    @Override
    public List<Integer> tokenize(String text) {
        long id = ids.incrementAndGet();
        CompletableFuture<List<Integer>> tokens = new CompletableFuture<>();
        send(id, bytes -> new Waiter.Tokens(tokens, bytes), new WorkerMessage.Tokenize(id, text));
        return await(id, tokens);
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (texts.size() > EMBED_TEXTS_MAX) {
            throw new EngineException(
                    Kind.TOO_LARGE,
                    "Found %d texts to embed, expected at most %d. Send them in parts."
                            .formatted(texts.size(), EMBED_TEXTS_MAX));
        }
        long id = ids.incrementAndGet();
        CompletableFuture<List<float[]>> vectors = new CompletableFuture<>();
        send(
                id,
                bytes -> new Waiter.Vectors(vectors, bytes),
                new WorkerMessage.Embed(id, List.copyOf(texts)));
        return await(id, vectors);
    }

    private void send(long id, IntFunction<Waiter> waiter, WorkerMessage message) {
        ByteBuffer frame;
        try {
            frame = WorkerChannel.frame(message);
        } catch (WorkerChannel.FrameTooLongException tooLong) {
            throw new EngineException(
                    Kind.TOO_LARGE, "The request is too long: %s.".formatted(tooLong.getMessage()));
        }
        int bytes = frame.remaining();
        Waiter entry = waiter.apply(bytes);
        waiters.add(id, entry);
        if (entry instanceof Waiter.Text) {
            activity.started(id);
        }
        // Checked after the entry: the end of the worker sees the entry, or this sees the end.
        EngineException gone = lost;
        if (gone != null) {
            waiters.remove(id);
            activity.failed(id);
            throw new EngineException(gone.kind(), String.valueOf(gone.getMessage()));
        }
        outbox.add(frame);
    }

    @Override
    public void cancel(long id) {
        tell(id, new WorkerMessage.Cancel(id));
    }

    @Override
    public void read(long id, int tokens) {
        tell(id, new WorkerMessage.Read(id, tokens));
    }

    private void tell(long id, WorkerMessage message) {
        if (waiters.get(id) != null) {
            outbox.add(message);
        }
    }

    /** Lets the worker save what is worth it, and refuses everything from now on; once. */
    void beginUnload() {
        closing = true;
        if (!keepsState || !unloading.compareAndSet(false, true) || lost != null) {
            return;
        }
        EngineException reason = endReason("");
        lost = reason;
        for (Waiter waiter : waiters.removeAll()) {
            waiter.fail(reason.kind(), String.valueOf(reason.getMessage()));
        }
        outbox.add(new WorkerMessage.Unload(SAVE_MILLIS_MAX));
    }

    private void awaitUnload() {
        try {
            if (keepsState && !unloaded.await(UNLOAD_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.kill();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T await(long id, CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            cancel(id);
            waiters.remove(id);
            throw new EngineException(Kind.CANCELLED, "Interrupted while waiting for the model.");
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EngineException cause) {
                throw cause;
            }
            throw new AssertionError("only engine exceptions are reported", failed);
        }
    }

    /** Keeps what the worker does where other processes see it, from now on. */
    void showActivity(Path runtimeDirectory) {
        activity.show(runtimeDirectory, process.pid());
    }

    /** The worker's process id. */
    long pid() {
        return process.pid();
    }

    /** {@return the worker's process id, and those of the processes that it has started} */
    Set<Long> pids() {
        return process.pids();
    }

    @Override
    public void close() {
        beginUnload();
        awaitUnload();
        process.close();
        activity.close();
        // The reader says so too, but this process may end before it gets to it.
        onEnd.accept(this);
    }
}
