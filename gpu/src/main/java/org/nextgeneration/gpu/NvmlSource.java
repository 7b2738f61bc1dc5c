package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads cards through NVML, the driver's own library. */
public final class NvmlSource implements GpuSource {
    /** Cards that are looked at; more than any machine has. */
    static final int CARDS_MAX = 64;

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final NvmlSystemFunctions functions;
    private final NvmlDeviceFunctions deviceFunctions;
    private final GpuSystem system;
    private final List<NvmlDevice> devices;
    private final List<GpuCard> cards;
    private final NvmlFaults faults;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Takes over a library that was initialized. */
    private NvmlSource(NvmlSystemFunctions functions, NvmlSymbols symbols) {
        this.functions = functions;
        this.system =
                new GpuSystem(GpuSystem.Origin.NVML, driverVersion(), cudaVersion(), List.of());
        this.deviceFunctions = new NvmlDeviceFunctions(symbols, system.driverVersion());
        this.devices = devices();
        List<GpuCard> identities = new ArrayList<>();
        for (NvmlDevice device : devices) {
            identities.add(NvmlIdentity.card(identities.size(), device));
        }
        this.cards = List.copyOf(identities);
        this.faults = new NvmlFaults(functions, devices, cards);
    }

    /**
     * Opens one library rather than that of the system.
     *
     * @param library the file
     * @return a source; one without cards, and the failure, where it cannot be used
     */
    public static GpuSource open(Path library) {
        return switch (tryOpen(List.of(library.toAbsolutePath().toString()))) {
            case Opening.Opened<NvmlSource>(NvmlSource source) -> source;
            case Opening.Failed<NvmlSource>(SourceFailure failure) ->
                    new NoGpuSource(List.of(failure));
        };
    }

    /** Opens the first library that can be opened. */
    static Opening<NvmlSource> tryOpen(List<String> places) {
        return switch (NvmlLibrary.open(places)) {
            case Opening.Failed<NvmlSymbols>(SourceFailure failure) ->
                    new Opening.Failed<>(failure);
            case Opening.Opened<NvmlSymbols>(NvmlSymbols symbols) -> {
                NvmlSystemFunctions functions = new NvmlSystemFunctions(symbols);
                int code = functions.initialize.call();
                yield code == NvmlCode.SUCCESS
                        ? new Opening.Opened<>(new NvmlSource(functions, symbols))
                        : Opening.failed(failure(code), NvmlCode.name(code));
            }
        };
    }

    private static SourceFailure.Kind failure(int code) {
        return switch (code) {
            case NvmlCode.LIB_RM_VERSION_MISMATCH -> SourceFailure.Kind.DRIVER_UPDATED;
            case NvmlCode.DRIVER_NOT_LOADED -> SourceFailure.Kind.DRIVER_NOT_LOADED;
            case NvmlCode.NO_PERMISSION -> SourceFailure.Kind.DRIVER_FORBIDDEN;
            case NvmlCode.FUNCTION_NOT_FOUND -> SourceFailure.Kind.LIBRARY_FOREIGN;
            default -> SourceFailure.Kind.DRIVER_REFUSED;
        };
    }

    private Reading<String> driverVersion() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment text = scratch.allocate(NvmlStructs.TEXT_BYTES);
            int code = functions.driverVersion.call(text, NvmlStructs.TEXT_BYTES);
            String version = DriverText.in(text);
            if (code != NvmlCode.SUCCESS) {
                return NvmlDevice.unknown(code);
            }
            return version.isEmpty() ? NvmlDevice.notAvailable() : Reading.of(version);
        }
    }

    private Reading<String> cudaVersion() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment number = scratch.allocate(JAVA_INT);
            int code = functions.cudaVersion.call(number);
            if (code != NvmlCode.SUCCESS) {
                return NvmlDevice.unknown(code);
            }
            // NVML_CUDA_DRIVER_VERSION_MAJOR and _MINOR.
            int version = number.get(JAVA_INT, 0);
            return version <= 0
                    ? NvmlDevice.notAvailable()
                    : Reading.of(version / 1000 + "." + version % 1000 / 10);
        }
    }

    private List<NvmlDevice> devices() {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment count = scratch.allocate(JAVA_INT);
            if (functions.deviceCount.call(count) != NvmlCode.SUCCESS) {
                return List.of();
            }
            int found = Math.clamp(count.get(JAVA_INT, 0), 0, CARDS_MAX);
            List<NvmlDevice> list = new ArrayList<>(found);
            MemorySegment handle = scratch.allocate(ADDRESS);
            for (int i = 0; i < found; i++) {
                int code = functions.deviceByIndex.call(i, handle);
                list.add(
                        code == NvmlCode.SUCCESS
                                ? new NvmlDevice(deviceFunctions, handle.get(ADDRESS, 0), code)
                                : NvmlDevice.without(deviceFunctions, code));
            }
            return List.copyOf(list);
        }
    }

    @Override
    public GpuSystem system() {
        return system;
    }

    @Override
    public List<GpuCard> cards() {
        return cards;
    }

    @Override
    public CardLimits limits(GpuCard card) {
        return NvmlIdentity.limits(device(card));
    }

    @Override
    public FastReadings fast(GpuCard card) {
        return NvmlReadings.fast(device(card));
    }

    @Override
    public SlowReadings slow(GpuCard card) {
        return NvmlReadings.slow(device(card));
    }

    @Override
    public CardProcesses processes(GpuCard card) {
        NvmlDevice device = device(card);
        return new CardProcesses(
                card,
                deviceFunctions.compute.read(device, GpuProcess.Use.COMPUTE),
                deviceFunctions.graphics.read(device, GpuProcess.Use.GRAPHICS));
    }

    private NvmlDevice device(GpuCard card) {
        int index = card.index();
        if (index < 0 || index >= cards.size() || !cards.get(index).equals(card)) {
            throw new IllegalArgumentException("%s: there is no such card".formatted(card.label()));
        }
        return closed.get()
                ? NvmlDevice.without(deviceFunctions, NvmlCode.UNINITIALIZED)
                : devices.get(index);
    }

    @Override
    public Optional<XidEvent> awaitFault(Duration timeout) throws InterruptedException {
        return faults.await(timeout);
    }

    /** {@inheritDoc} A driver that hangs is left behind after two seconds. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        // On a thread that can be left behind: native code cannot be stopped.
        Thread closing = Thread.ofPlatform().daemon().name("nvml-close").start(this::shutDown);
        try {
            closing.join(CLOSE_WAIT);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void shutDown() {
        faults.close();
        functions.shutdown.call();
    }
}
