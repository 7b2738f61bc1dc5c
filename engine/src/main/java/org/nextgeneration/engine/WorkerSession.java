package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
 * prompts are encoded on a third, so that a long one holds up neither.
 */
final class WorkerSession {
    /** Commands that wait for the encoder; the parent refuses more before. */
    private static final int COMMANDS_MAX = 2 * Worker.REQUESTS_MAX;

    /** How often the parent hears of a load's progress. */
    private static final long PROGRESS_NANOS = 50_000_000;

    private final WorkerChannel channel;
    private final BlockingQueue<WorkerMessage.Command> commands =
            new ArrayBlockingQueue<>(COMMANDS_MAX);
    private final Map<Long, Job> jobs = new ConcurrentHashMap<>();

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
            }
        }
    }

    private void enqueue(long id, WorkerMessage.Command command) {
        jobs.put(id, new Job(id, System.nanoTime()));
        if (!commands.offer(command)) {
            fail(id, Kind.BUSY, "Too many requests wait. Ask again later.");
        }
    }

    /** Loads the model, then decodes until the process ends. */
    void run(WorkerMessage.Load load) {
        boolean loaded = false;
        LoadLog log = new LoadLog();
        try (LlamaLibrary library =
                LlamaLibrary.open(
                        Path.of(load.nativeDirectory()),
                        (level, line) -> {
                            log.line(line);
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
                                    ModelParameters.WHOLE.on(chosen),
                                    reportProgress());
                    DecodeLoop loop = DecodeLoop.open(model, load, this)) {
                PromptEncoder encoder = PromptEncoder.of(model);
                send(loop.describe(log.devices(found, chosen)));
                loaded = true;
                Thread.ofPlatform().daemon().name("encode").start(() -> encode(encoder, loop));
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

    /** The encoder's thread: prompts to tokens, in the order they came. */
    private void encode(PromptEncoder encoder, DecodeLoop loop) {
        try {
            while (true) {
                WorkerMessage.Command command = commands.take();
                switch (command) {
                    case WorkerMessage.Generate generate ->
                            encode(
                                    generate.id(),
                                    job -> encodePrompt(generate, job, encoder, loop));
                    case WorkerMessage.Embed embed ->
                            encode(embed.id(), job -> encodeTexts(embed, job, encoder, loop));
                    case WorkerMessage.Tokenize tokenize ->
                            encode(tokenize.id(), _ -> answerTokens(tokenize, encoder));
                    case WorkerMessage.Load _, WorkerMessage.Cancel _, WorkerMessage.Ping _ ->
                            throw new AssertionError("never enqueued: " + command);
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whatever is wrong with a prompt is the matter of its request alone. */
    private void encode(long id, Consumer<Job> work) {
        Job job = jobs.get(id);
        if (job == null) {
            return;
        }
        try {
            work.accept(job);
        } catch (EngineException refused) {
            fail(id, refused.kind(), String.valueOf(refused.getMessage()));
        } catch (RuntimeException refused) {
            fail(id, Kind.INVALID_REQUEST, "The prompt cannot be used: " + refused.getMessage());
        }
    }

    private static void encodePrompt(
            WorkerMessage.Generate command, Job job, PromptEncoder encoder, DecodeLoop loop) {
        PromptTokens prompt = encoder.encode(command.request().prompt());
        if (job.handOver()) {
            loop.submit(new Task.Answer(job, command.request(), prompt));
        }
    }

    private static void encodeTexts(
            WorkerMessage.Embed command, Job job, PromptEncoder encoder, DecodeLoop loop) {
        List<PromptTokens> texts = new ArrayList<>();
        for (String text : command.texts()) {
            if (job.cancelled()) {
                return;
            }
            texts.add(encoder.encodeForEmbedding(text));
        }
        if (job.handOver()) {
            loop.submit(new Task.Vectors(job, texts));
        }
    }

    private void answerTokens(WorkerMessage.Tokenize command, PromptEncoder encoder) {
        PromptTokens tokens = encoder.encodeText(command.text());
        end(command.id());
        send(new WorkerMessage.Tokens(command.id(), tokens));
    }

    /** Forgets a request; nothing can cancel it any more. */
    void end(long id) {
        jobs.remove(id);
    }

    /** Ends a request that was cancelled before its work began. */
    void endCancelled(Job job) {
        end(job.id());
        long waitedNanos = System.nanoTime() - job.arrivedNanos();
        send(
                new WorkerMessage.Done(
                        job.id(),
                        new GenerationResult(
                                GenerationResult.Finish.CANCELLED, 0, 0, 0, waitedNanos, 0, 0, 0)));
    }

    /** Ends a request with an error. Any thread. */
    void fail(long id, Kind kind, String message) {
        end(id);
        send(new WorkerMessage.Failed(id, kind, message));
    }

    /** Sends a report to the parent. Any thread. */
    void send(WorkerMessage.Report report) {
        try {
            channel.send(report);
        } catch (WorkerChannel.FrameTooLongException tooLong) {
            tooLong(report, tooLong);
        } catch (IOException parentGone) {
            // The reading thread meets the end of the connection and ends this process.
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

        /** A text to generate from a prompt. */
        record Answer(Job job, GenerationRequest request, PromptTokens prompt) implements Task {}

        /** Vectors to compute, one for each text's tokens. */
        record Vectors(Job job, List<PromptTokens> texts) implements Task {
            /** Copies the list. */
            public Vectors {
                texts = List.copyOf(texts);
            }
        }
    }
}
