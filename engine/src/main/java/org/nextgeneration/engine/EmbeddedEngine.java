package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.GgufFormatException;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelPreflight;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.ProofQueue;
import org.nextgeneration.llama.LlamaException;
import org.nextgeneration.llama.NativeDirectory;
import org.nextgeneration.llama.NativePlatform;

/**
 * The engine that ships with the project: libllama, one worker process for each loaded model.
 *
 * <p>A worker ends when its model is unloaded, when this process ends in whatever way, or when it
 * crashes; none outlives this process.
 */
public final class EmbeddedEngine implements Engine {
    /**
     * Where the engine finds what it needs.
     *
     * @param llamaHome the directory with libllama that the user points at, if any
     * @param nativeDirectories where the project's own builds may be; those that can reach a card
     *     are preferred where one may be used, else the plainest
     * @param runtimeDirectory for the record of running workers; made if absent
     * @param guard which graphics cards may be used, and where processes are; stays the caller's
     * @param proofs told where each worker was seen; may be slow, and what it throws harms nobody
     * @param workerOptions further options of the worker's JVM, such as an AOT cache
     * @param verbose whether what the library logs is passed on to standard error
     */
    public record Settings(
            Optional<Path> llamaHome,
            List<Path> nativeDirectories,
            Path runtimeDirectory,
            GpuGuard guard,
            Consumer<Proof> proofs,
            List<String> workerOptions,
            boolean verbose) {
        /** Copies the lists. */
        public Settings {
            requireNonNull(llamaHome, "llamaHome");
            requireNonNull(runtimeDirectory, "runtimeDirectory");
            requireNonNull(guard, "guard");
            requireNonNull(proofs, "proofs");
            nativeDirectories = List.copyOf(nativeDirectories);
            workerOptions = List.copyOf(workerOptions);
        }
    }

    private static final String NAME = "embedded";

    /**
     * Lists the builds of the native library for this machine in a distribution's directory, which
     * has one directory for each. None where it cannot be read: a load then says what is missing.
     */
    public static List<Path> nativeDirectoriesIn(Path builds) {
        try {
            Optional<NativePlatform> platform = NativePlatform.current();
            return platform.isPresent() ? platform.get().variantsIn(builds) : List.of();
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    private final Settings settings;
    private final ProofQueue proofs;
    private final CardWatch watch;
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final List<WorkerProcess> loading = new CopyOnWriteArrayList<>();

    private volatile boolean closed;

    /** Creates an engine; nothing starts before the first load. */
    public EmbeddedEngine(Settings settings) {
        this(settings, CardWatch.PERIOD);
    }

    /** Creates an engine that looks where its workers are more or less often. */
    EmbeddedEngine(Settings settings, Duration watchPeriod) {
        this.settings = requireNonNull(settings, "settings");
        this.proofs = new ProofQueue(settings.proofs());
        this.watch = new CardWatch(settings.guard(), watchPeriod, proofs);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ResidentModel load(LoadRequest request, LoadProgress progress) {
        long startNanos = System.nanoTime();
        requireOpen();
        ModelFacts facts = readFacts(request);
        requirePlace(request);
        NativeBuild natives = findNatives();
        WorkerProcess process =
                WorkerProcess.start(
                        settings.workerOptions(),
                        settings.guard().environment(natives.reach()),
                        settings.verbose());
        boolean ready = false;
        loading.add(process);
        try {
            WorkerMessage.Loaded loaded = loadIn(process, request, natives.directory(), progress);
            Worker worker =
                    new Worker(process, describe(request, facts, loaded, startNanos), this::forget);
            watch.admit(worker);
            workers.add(worker);
            ready = true;
            worker.start();
            record(worker);
            if (closed) {
                worker.close();
                requireOpen();
            }
            return worker;
        } finally {
            loading.remove(process);
            if (!ready) {
                process.close();
            }
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    /** Nothing is started that may run nowhere. */
    private void requirePlace(LoadRequest request) {
        PolicyDecision decision = settings.guard().decision();
        if (!decision.anythingAllowed()) {
            throw refused(0, request, PolicyText.nowhere(request.name(), decision));
        }
    }

    /** Keeps a refusal for the record. */
    private EngineException refused(long pid, LoadRequest request, String reason) {
        proofs.add(
                new Proof(
                        Instant.now(),
                        Proof.Outcome.REFUSED,
                        pid,
                        request.name(),
                        List.of(),
                        reason));
        return new EngineException(Kind.POLICY, reason);
    }

    /** The preflight: what would crash the library is refused before a worker sees it. */
    private static ModelFacts readFacts(LoadRequest request) {
        if (!Files.exists(request.file())) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: found no such file, expected a GGUF model. Check the path."
                            .formatted(request.file()));
        }
        try {
            return suitable(request, ModelPreflight.check(request.file()));
        } catch (GgufFormatException invalid) {
            throw new EngineException(Kind.UNUSABLE_MODEL, String.valueOf(invalid.getMessage()));
        } catch (ClosedByInterruptException interrupted) {
            throw cancelled(request);
        } catch (NoSuchFileException missing) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: found no such file, expected a part of the split model %s. Get every part."
                            .formatted(missing.getMessage(), request.file()));
        } catch (IOException unreadable) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: cannot be read: %s. Check its permissions."
                            .formatted(request.file(), unreadable.getMessage()));
        }
    }

    private static ModelFacts suitable(LoadRequest request, ModelFacts facts) {
        boolean suits =
                switch (facts.kind()) {
                    case TEXT_GENERATION -> true;
                    case EMBEDDING -> request.embeddings();
                    case ADAPTER, PROJECTOR, VOCABULARY, IMPORTANCE_MATRIX -> false;
                };
        if (!suits) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: found a file of kind %s, expected a model that %s. Choose another file."
                            .formatted(
                                    request.file(),
                                    facts.kind().name().toLowerCase(Locale.ROOT),
                                    request.embeddings() ? "gives embeddings" : "generates text"));
        }
        return facts;
    }

    private static EngineException cancelled(LoadRequest request) {
        return new EngineException(
                Kind.CANCELLED, "The load of %s was cancelled.".formatted(request.name()));
    }

    private NativeBuild findNatives() {
        boolean cardAllowed = !settings.guard().decision().allowed().isEmpty();
        List<NativeBuild> builds =
                NativeBuild.ordered(
                        settings.nativeDirectories().stream().map(NativeBuild::look).toList(),
                        cardAllowed);
        try {
            return NativeBuild.look(
                    NativeDirectory.find(
                                    settings.llamaHome(),
                                    builds.stream().map(NativeBuild::directory).toList())
                            .directory());
        } catch (LlamaException missing) {
            throw new EngineException(Kind.UNAVAILABLE, String.valueOf(missing.getMessage()));
        }
    }

    /**
     * Sends the load and follows it, on a thread of its own so that the caller can be interrupted.
     */
    private WorkerMessage.Loaded loadIn(
            WorkerProcess process, LoadRequest request, Path natives, LoadProgress progress) {
        FutureTask<WorkerMessage.Loaded> load =
                new FutureTask<>(
                        () -> {
                            process.channel().send(loadMessage(request, natives));
                            return followLoad(process, progress);
                        });
        Thread.ofVirtual().name("load-" + process.pid()).start(load);
        try {
            return load.get();
        } catch (InterruptedException interrupted) {
            process.close();
            Thread.currentThread().interrupt();
            throw cancelled(request);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof EngineException known) {
                throw known.kind() == Kind.POLICY
                        ? refused(process.pid(), request, String.valueOf(known.getMessage()))
                        : known;
            }
            if (failed.getCause() instanceof IOException) {
                throw new EngineException(
                        Kind.WORKER_LOST,
                        "The worker (process %d) %s while it loaded %s. The file may be damaged, or"
                                        .formatted(process.pid(), process.end(), request.name())
                                + " the memory too small.");
            }
            throw new AssertionError("a load fails in no other way", failed);
        }
    }

    private WorkerMessage.Load loadMessage(LoadRequest request, Path natives) {
        PolicyDecision decision = settings.guard().decision();
        return new WorkerMessage.Load(
                natives.toString(),
                request.file().toAbsolutePath().toString(),
                request.contextTokens(),
                request.sequences(),
                request.threads(),
                request.embeddings(),
                decision.allowed().stream()
                        .flatMap(card -> card.address().value().stream())
                        .toList(),
                decision.policy().cpuAllowed(),
                settings.verbose());
    }

    private static WorkerMessage.Loaded followLoad(WorkerProcess process, LoadProgress progress)
            throws IOException {
        while (true) {
            switch (process.channel().receive()) {
                case WorkerMessage.Loading(double fraction) -> progress.loaded(fraction);
                case WorkerMessage.Loaded loaded -> {
                    return loaded;
                }
                case WorkerMessage.LoadFailed(Kind kind, String message) ->
                        throw new EngineException(kind, message);
                case WorkerMessage unexpected ->
                        throw new EOFException("found %s during a load".formatted(unexpected));
            }
        }
    }

    private static ModelDescription describe(
            LoadRequest request, ModelFacts facts, WorkerMessage.Loaded loaded, long startNanos) {
        return new ModelDescription(
                request.name(),
                NAME,
                deviceName(loaded.devices()),
                loaded.devices(),
                facts.architecture(),
                facts.quantization().label(),
                loaded.parameterCount(),
                loaded.weightBytes(),
                facts.bytesPerToken(),
                loaded.contextTokens(),
                loaded.sequences(),
                loaded.threads(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos));
    }

    private static String deviceName(List<OpenedDevice> devices) {
        String cards =
                devices.stream()
                        .filter(device -> device.kind() != OpenedDevice.Kind.CPU)
                        .map(OpenedDevice::name)
                        .collect(joining("+"));
        return cards.isEmpty() ? "CPU" : cards;
    }

    private void record(Worker worker) {
        try {
            WorkerRecord.write(settings.runtimeDirectory(), worker.status());
            worker.showActivity(settings.runtimeDirectory());
        } catch (IOException unwritable) {
            // Others cannot list this worker then; the answer does not depend on it.
            System.getLogger(EmbeddedEngine.class.getName())
                    .log(System.Logger.Level.DEBUG, "no record of a worker", unwritable);
        }
    }

    private void forget(Worker worker) {
        watch.remove(worker);
        workers.remove(worker);
        WorkerRecord.delete(settings.runtimeDirectory(), worker.pid());
    }

    @Override
    public List<ModelStatus> status() {
        return workers.stream().map(Worker::status).toList();
    }

    @Override
    public void close() {
        closed = true;
        for (WorkerProcess process : loading) {
            process.close();
        }
        for (Worker worker : workers) {
            worker.close();
        }
        watch.close();
        proofs.close();
    }
}
