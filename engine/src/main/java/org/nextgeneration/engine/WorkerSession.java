package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.llama.Device;
import org.nextgeneration.llama.LlamaException;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LogLevel;
import org.nextgeneration.llama.ModelParameters;

/**
 * The requests of a worker on their way from the parent to the context and back.
 *
 * <p>{@link #accept} belongs to the thread that reads commands, {@link #run} to the decode thread;
 * prompts are encoded on a third, that of {@link EncodeQueue}.
 */
final class WorkerSession {
    /** How often the parent hears of a load's progress. */
    private static final long PROGRESS_NANOS = 50_000_000;

    private final WorkerChannel channel;
    private final EncodeQueue commands = new EncodeQueue(this);
    private final Map<Long, Job> jobs = new ConcurrentHashMap<>();

    /** The decode loop, once there is one. */
    private volatile @Nullable DecodeLoop decoder;

    WorkerSession(WorkerChannel channel) {
        this.channel = channel;
    }

    /** Takes a command from the parent. */
    void accept(WorkerMessage.Command command) throws IOException {
        switch (command) {
            case WorkerMessage.Load _ ->
                    throw new IOException("worker message: found a second load");
            case WorkerMessage.Generate(long id, GenerationRequest _) -> enqueue(id, command);
            case WorkerMessage.Tokenize(long id, String _) -> enqueue(id, command);
            case WorkerMessage.Embed(long id, var _) -> enqueue(id, command);
            case WorkerMessage.Ping _ -> send(new WorkerMessage.Pong());
            case WorkerMessage.Cancel(long id) -> {
                Job job = jobs.get(id);
                if (job != null && job.cancel()) {
                    endCancelled(job);
                }
                wake();
            }
            case WorkerMessage.Read(long id, int tokens) -> {
                Job job = jobs.get(id);
                if (job != null) {
                    job.read(tokens);
                    wake();
                }
            }
            case WorkerMessage.Unload(long saveMillisMax) -> {
                DecodeLoop loop = decoder;
                if (loop == null) {
                    send(new WorkerMessage.Unloaded());
                } else {
                    loop.unload(saveMillisMax);
                }
            }
        }
    }

    private void wake() {
        DecodeLoop loop = decoder;
        if (loop != null) {
            loop.wake();
        }
    }

    private void enqueue(long id, WorkerMessage.Command command) {
        jobs.put(id, new Job(id, System.nanoTime()));
        if (!commands.offer(command)) {
            fail(id, Kind.BUSY, "Too many requests wait. Ask again later.");
        }
    }

    /** Loads the model, then decodes until the process ends; a dry load ends with its report. */
    void run(WorkerMessage.Load load) {
        boolean loaded = false;
        LoadLog log = new LoadLog();
        DryRunLog dryLog = new DryRunLog();
        try (LlamaLibrary library =
                LlamaLibrary.open(
                        Path.of(load.nativeDirectory()),
                        (level, line) -> {
                            log.line(line);
                            if (load.dry()) {
                                dryLog.line(line);
                            }
                            if (load.verbose() && level != LogLevel.DEBUG) {
                                System.err.println(line);
                            }
                        })) {
            List<Device> found = library.devices();
            List<String> chosen = choose(found, load);
            try (LlamaModel model =
                            LlamaModel.load(
                                    library,
                                    Path.of(load.file()),
                                    parameters(load, chosen),
                                    reportProgress());
                    DecodeLoop loop = DecodeLoop.open(model, load, this, library.version())) {
                if (load.dry()) {
                    // Its context must never decode.
                    send(
                            loop.describe(
                                    dryLog.complete(
                                            log.devices(found, chosen, () -> Long.MAX_VALUE),
                                            DryRunLog.tensors(Path.of(load.file())))));
                    return;
                }
                PromptEncoder encoder = PromptEncoder.of(model);
                decoder = loop;
                send(loop.describe(log.devices(found, chosen, load::mappedBytes)));
                loaded = true;
                commands.start(encoder, loop);
                loop.run();
            }
        } catch (EngineException refused) {
            loadFailed(loaded, refused.kind(), refused);
        } catch (LlamaException unusable) {
            loadFailed(loaded, Kind.UNUSABLE_MODEL, unusable);
        } catch (IllegalArgumentException impossible) {
            loadFailed(loaded, Kind.INVALID_REQUEST, impossible);
        }
    }

    private static ModelParameters parameters(WorkerMessage.Load load, List<String> devices) {
        long availableBytes = MemoryReader.host().map(MemoryRoom.Host::availableBytes).orElse(0L);
        ModelParameters parameters =
                ModelParameters.WHOLE
                        .on(devices)
                        .withGpuLayers(load.gpuLayers())
                        .withLoadMode(
                                LoadModeChoice.of(
                                        !devices.isEmpty(), load.weightBytes(), availableBytes));
        return load.dry() ? parameters.dry() : parameters;
    }

    /** {@return names of the devices to load on; none for the processor} */
    private static List<String> choose(List<Device> found, WorkerMessage.Load load) {
        DeviceChoice choice =
                DeviceChoice.of(found, Set.copyOf(load.cards()), load.processorAllowed());
        return switch (choice) {
            case DeviceChoice.OnCards(List<Device> devices) ->
                    devices.stream().map(Device::name).toList();
            case DeviceChoice.OnProcessor() -> List.of();
            case DeviceChoice.Nowhere(String reason) ->
                    throw new EngineException(Kind.POLICY, reason);
        };
    }

    /** Reports a failure of the load; one after the load ends the process instead. */
    private void loadFailed(boolean loaded, Kind kind, RuntimeException failure) {
        if (loaded) {
            throw failure;
        }
        send(new WorkerMessage.LoadFailed(kind, String.valueOf(failure.getMessage())));
    }

    private org.nextgeneration.llama.LoadProgress reportProgress() {
        long[] lastNanos = {System.nanoTime()};
        return fraction -> {
            long nowNanos = System.nanoTime();
            if (nowNanos - lastNanos[0] >= PROGRESS_NANOS) {
                lastNanos[0] = nowNanos;
                send(new WorkerMessage.Loading(fraction));
            }
            return true;
        };
    }

    /** {@return a request that is under way} */
    Optional<Job> job(long id) {
        return Optional.ofNullable(jobs.get(id));
    }

    /** Ends a request that was cancelled before its work began. */
    void endCancelled(Job job) {
        long waitedNanos = System.nanoTime() - job.arrivedNanos();
        send(
                new WorkerMessage.Done(
                        job.id(),
                        new GenerationResult(
                                GenerationResult.Finish.CANCELLED, 0, 0, 0, waitedNanos, 0, 0, 0)));
    }

    /** Ends a request with an error. Any thread. */
    void fail(long id, Kind kind, String message) {
        send(new WorkerMessage.Failed(id, kind, message));
    }

    /** Sends a report to the parent. Any thread. */
    void send(WorkerMessage.Report report) {
        forget(report);
        try {
            channel.send(report);
        } catch (WorkerChannel.FrameTooLongException tooLong) {
            tooLong(report, tooLong);
        } catch (IOException parentGone) {
            // The reading thread meets the end of the connection and ends this process.
        }
    }

    /** Sends what the parent is told of a decode, in one go. All of it is short. */
    void sendAll(List<WorkerMessage.Report> reports) {
        if (reports.isEmpty()) {
            return;
        }
        reports.forEach(this::forget);
        try {
            channel.send(reports);
        } catch (WorkerChannel.FrameTooLongException impossible) {
            throw new AssertionError("of bounded length", impossible);
        } catch (IOException parentGone) {
            // The reading thread meets the end of the connection and ends this process.
        }
    }

    /** Forgets a request that ends with a report; nothing can cancel it any more. */
    private void forget(WorkerMessage.Report report) {
        switch (report) {
            case WorkerMessage.Done(long id, GenerationResult _) -> jobs.remove(id);
            case WorkerMessage.Failed(long id, Kind _, String _) -> jobs.remove(id);
            case WorkerMessage.Tokens(long id, PromptTokens _) -> jobs.remove(id);
            case WorkerMessage.Vectors(long id, List<float[]> _) -> jobs.remove(id);
            case WorkerMessage.Piece _,
                    WorkerMessage.Loading _,
                    WorkerMessage.Loaded _,
                    WorkerMessage.LoadFailed _,
                    WorkerMessage.Unloaded _,
                    WorkerMessage.Pong _ -> {
                // The request goes on, or there is none.
            }
        }
    }

    private void tooLong(WorkerMessage.Report report, WorkerChannel.FrameTooLongException reason) {
        String message = "The reply is too long: %s.".formatted(reason.getMessage());
        switch (report) {
            case WorkerMessage.Tokens(long id, PromptTokens _) -> fail(id, Kind.TOO_LARGE, message);
            case WorkerMessage.Vectors(long id, List<float[]> _) ->
                    fail(id, Kind.TOO_LARGE, message);
            case WorkerMessage.Report other ->
                    throw new AssertionError("of bounded length: " + other, reason);
        }
    }

    /** A request from its arrival to its end. Any thread may cancel it. */
    static final class Job {
        private final long id;
        private final long arrivedNanos;
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
        private volatile int readTokens;

        private enum Stage {
            WAITING,
            HANDED_OVER,
            CANCELLED
        }

        private Job(long id, long arrivedNanos) {
            this.id = id;
            this.arrivedNanos = arrivedNanos;
        }

        long id() {
            return id;
        }

        /** {@return when it arrived, on the clock of {@link System#nanoTime}} */
        long arrivedNanos() {
            return arrivedNanos;
        }

        /** Takes note of how many tokens of the answer its reader has taken. */
        void read(int tokens) {
            readTokens = tokens;
        }

        /** {@return how many tokens of the answer its reader has taken, as far as it said} */
        int readTokens() {
            return readTokens;
        }

        boolean cancelled() {
            return stage.get() == Stage.CANCELLED;
        }

        /** {@return whether the decode thread may have it: it has not been cancelled} */
        boolean handOver() {
            return stage.compareAndSet(Stage.WAITING, Stage.HANDED_OVER);
        }

        /** {@return whether nobody has it yet, so that who cancels must also end it} */
        boolean cancel() {
            return stage.getAndSet(Stage.CANCELLED) == Stage.WAITING;
        }
    }

    /** Work for the decode thread. */
    sealed interface Task {
        /** Who asked. */
        Job job();

        /** A text to generate from a prompt, which may begin with a saved sequence. */
        record Answer(
                Job job,
                GenerationRequest request,
                PromptTokens prompt,
                Optional<SavedSequence> saved)
                implements Task {}

        /** Vectors to compute, one for each text's tokens. */
        record Vectors(Job job, List<PromptTokens> texts) implements Task {
            /** Copies the list. */
            public Vectors {
                texts = List.copyOf(texts);
            }
        }
    }
}
