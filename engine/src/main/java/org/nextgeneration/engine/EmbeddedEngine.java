package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.ProofQueue;
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
     * @param kept where sequences are kept while their model is unloaded, if they are
     * @param workerOptions further options of the worker's JVM, such as an AOT cache
     * @param verbose whether what the library logs is passed on to standard error
     */
    public record Settings(
            Optional<Path> llamaHome,
            List<Path> nativeDirectories,
            Path runtimeDirectory,
            GpuGuard guard,
            Consumer<Proof> proofs,
            Optional<KeptState> kept,
            List<String> workerOptions,
            boolean verbose) {
        /** Copies the lists. */
        public Settings {
            requireNonNull(llamaHome, "llamaHome");
            requireNonNull(runtimeDirectory, "runtimeDirectory");
            requireNonNull(guard, "guard");
            requireNonNull(proofs, "proofs");
            requireNonNull(kept, "kept");
            nativeDirectories = List.copyOf(nativeDirectories);
            workerOptions = List.copyOf(workerOptions);
        }

        /** Settings of an engine that keeps no sequences of unloaded models. */
        public Settings(
                Optional<Path> llamaHome,
                List<Path> nativeDirectories,
                Path runtimeDirectory,
                GpuGuard guard,
                Consumer<Proof> proofs,
                List<String> workerOptions,
                boolean verbose) {
            this(
                    llamaHome,
                    nativeDirectories,
                    runtimeDirectory,
                    guard,
                    proofs,
                    Optional.empty(),
                    workerOptions,
                    verbose);
        }

        /** {@return the same for an engine that keeps them} */
        public Settings keeping(KeptState state) {
            return new Settings(
                    llamaHome,
                    nativeDirectories,
                    runtimeDirectory,
                    guard,
                    proofs,
                    Optional.of(state),
                    workerOptions,
                    verbose);
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
        LoadPreflight model = LoadPreflight.of(request);
        ModelFacts facts = model.facts();
        LoadPlace place = place(request, facts);
        requireRoom(request, model, place);
        WorkerProcess process = startWorker(place);
        boolean ready = false;
        loading.add(process);
        try {
            WorkerMessage.Load load = loadMessage(request, model, place, false);
            WorkerMessage.Loaded loaded = loadIn(process, request, load, progress);
            Worker worker =
                    new Worker(
                            process,
                            describe(request, facts, loaded, startNanos),
                            load.kept().isPresent(),
                            this::forget);
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

    /**
     * Has libllama count what a load would take. No weight is read; a worker starts, counts and
     * ends. On a card the driver needs memory for the worker meanwhile, as it does for any program.
     *
     * <p>Blocks for about as long as a worker takes to start; interrupting the thread cancels it.
     *
     * @param request the load
     * @throws EngineException if the model cannot be loaded, whether it fits or not
     */
    public MemoryNeed measure(LoadRequest request) {
        requireOpen();
        LoadPreflight model = LoadPreflight.of(request);
        LoadPlace place = place(request, model.facts());
        WorkerProcess process = startWorker(place);
        loading.add(process);
        try {
            WorkerMessage.Load load = loadMessage(request, model, place, true);
            WorkerMessage.Loaded counted = loadIn(process, request, load, LoadProgress.NONE);
            return new MemoryNeed(counted.devices(), counted.contextTokens(), counted.sequences());
        } finally {
            loading.remove(process);
            process.close();
        }
    }

    /**
     * Predicts what a load would take from the file's header alone, and compares it with what is
     * free now. Nothing starts.
     *
     * @param request the load
     * @throws EngineException if the file is no model that this engine can load, or the policy
     *     forbids the load
     */
    public MemoryFit fit(LoadRequest request) {
        LoadPreflight model = LoadPreflight.of(request);
        LoadPlace place = place(request, model.facts());
        place.dead(request)
                .ifPresent(
                        reason -> {
                            throw new EngineException(Kind.POLICY, reason);
                        });
        return fit(request, model, room(place));
    }

    /** Nothing is started that cannot fit. */
    private void requireRoom(LoadRequest request, LoadPreflight model, LoadPlace place) {
        MemoryRoom room = room(place);
        if (!MemoryFit.fits(request, model.facts(), model.footprint(), room)) {
            throw new EngineException(
                    Kind.NO_ROOM, FitText.refusal(request, fit(request, model, room)));
        }
    }

    private MemoryRoom room(LoadPlace place) {
        return MemoryReader.read(settings.guard(), place.onCard());
    }

    private MemoryFit fit(LoadRequest request, LoadPreflight model, MemoryRoom room) {
        boolean cpuAllowed = settings.guard().decision().policy().cpuAllowed();
        return MemoryFit.of(request, model.facts(), model.footprint(), room, cpuAllowed);
    }

    private WorkerProcess startWorker(LoadPlace place) {
        return WorkerProcess.start(
                settings.workerOptions(), place.environment(), settings.verbose());
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the engine is closed");
        }
    }

    /** Nothing is started that may run nowhere. */
    private LoadPlace place(LoadRequest request, ModelFacts facts) {
        try {
            return LoadPlace.of(request, facts, settings);
        } catch (EngineException failed) {
            throw recorded(0, request, failed);
        }
    }

    /** Keeps a refusal of the policy for the record. {@return what to throw} */
    private EngineException recorded(long pid, LoadRequest request, EngineException failed) {
        if (failed.kind() == Kind.POLICY) {
            proofs.add(
                    new Proof(
                            Instant.now(),
                            Proof.Outcome.REFUSED,
                            pid,
                            request.name(),
                            List.of(),
                            String.valueOf(failed.getMessage())));
        }
        return failed;
    }

    private WorkerMessage.Loaded loadIn(
            WorkerProcess process,
            LoadRequest request,
            WorkerMessage.Load message,
            LoadProgress progress) {
        try {
            return LoadDialogue.hold(process, request, message, progress);
        } catch (EngineException failed) {
            throw recorded(process.pid(), request, failed);
        }
    }

    private WorkerMessage.Load loadMessage(
            LoadRequest request, LoadPreflight model, LoadPlace place, boolean dry) {
        return new WorkerMessage.Load(
                place.natives().directory().toString(),
                request.file().toAbsolutePath().toString(),
                ContextPlan.of(request, model.facts()),
                model.footprint().weightBytes(),
                model.footprint().mappedBytes(),
                request.gpuLayers(),
                request.threads(),
                dry || request.embeddings() ? Optional.empty() : kept(model),
                dry,
                place.decision().allowed().stream()
                        .flatMap(card -> card.address().value().stream())
                        .toList(),
                place.decision().policy().cpuAllowed(),
                settings.verbose());
    }

    /**
     * {@return where the worker keeps sequences; nowhere if the model cannot be told from others}
     */
    private Optional<WorkerMessage.Kept> kept(LoadPreflight model) {
        try {
            return settings.kept().isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new WorkerMessage.Kept(
                                    settings.kept().get(), ModelFingerprint.of(model.parts())));
        } catch (IOException unreadable) {
            // The load will say so, if it matters.
            return Optional.empty();
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
        // All save at the same time.
        workers.forEach(Worker::beginUnload);
        workers.forEach(Worker::close);
        watch.close();
        proofs.close();
    }
}
