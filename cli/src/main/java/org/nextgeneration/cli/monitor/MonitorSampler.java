package org.nextgeneration.cli.monitor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.nextgeneration.engine.WorkerRecord;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.GpuSample;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.gpu.XidEvent;
import org.nextgeneration.health.ProgramName;

/** Adds to a sample of the cards what else the monitor shows. One thread. */
public final class MonitorSampler {
    /** Processes of one card that are shown; a driver lists far fewer. */
    static final int PROCESSES_MAX = 256;

    /** How long a fault is an alert. */
    static final Duration FAULT_SHOWN = Duration.ofMinutes(5);

    private static final int FAULTS_MAX = 64;
    private static final Path MEMORY_FACTS = Path.of("/proc/meminfo");
    private static final String AVAILABLE = "MemAvailable:";
    private static final long BYTES_PER_KIBIBYTE = 1_024;
    private static final String NOT_TOLD = "the system does not tell";

    private final GpuGuard guard;
    private final Thresholds thresholds;
    private final Path runtimeFolder;
    private final Map<Long, Optional<String>> names = new HashMap<>();
    private List<CardProcesses> named = List.of();
    private final Deque<XidEvent> recentFaults = new ArrayDeque<>();
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /**
     * Says what to look at.
     *
     * @param guard the cards and the policy
     * @param thresholds from where on a card's state is worth a word
     * @param runtimeFolder where running workers are recorded
     */
    public MonitorSampler(GpuGuard guard, Thresholds thresholds, Path runtimeFolder) {
        this.guard = guard;
        this.thresholds = thresholds;
        this.runtimeFolder = runtimeFolder;
    }

    /**
     * {@return the whole sample}
     *
     * @throws UncheckedIOException if the records of workers cannot be read
     */
    public MonitorSample complete(GpuSample sample) {
        long startNanos = System.nanoTime();
        List<XidEvent> faults = recent(sample);
        forgetNames(sample);
        List<LoadedModel> models =
                WorkerRecord.list(runtimeFolder).stream().map(LoadedModel::of).toList();
        List<CardStatus> cards =
                sample.cards().stream().map(card -> status(card, faults, models)).toList();
        HostStatus host = host();
        return new MonitorSample(
                sample.takenAt(),
                guard.source().system(),
                guard.decision(),
                thresholds,
                cards,
                models,
                host,
                sample.faults(),
                sample.costNanos() + (System.nanoTime() - startNanos));
    }

    /** Names are dear to ask for, and lists are read seldom: they are asked for with each list. */
    private void forgetNames(GpuSample sample) {
        List<CardProcesses> lists = sample.cards().stream().map(CardSample::processes).toList();
        if (!lists.equals(named)) {
            names.clear();
            named = lists;
        }
    }

    /** The driver tells a fault once; a person looks later. */
    private List<XidEvent> recent(GpuSample sample) {
        recentFaults.addAll(sample.faults());
        Instant oldest = sample.takenAt().minus(FAULT_SHOWN);
        recentFaults.removeIf(fault -> fault.seenAt().isBefore(oldest));
        while (recentFaults.size() > FAULTS_MAX) {
            recentFaults.removeFirst();
        }
        return List.copyOf(recentFaults);
    }

    private CardStatus status(CardSample card, List<XidEvent> faults, List<LoadedModel> models) {
        CardVerdict verdict = guard.decision().on(card.card()).orElseThrow();
        return new CardStatus(
                card,
                verdict,
                CardHealth.of(card, faults, thresholds),
                MemorySplit.of(card, models),
                processes(card.processes(), models));
    }

    private List<CardProcess> processes(CardProcesses processes, List<LoadedModel> models) {
        Map<Long, List<GpuProcess>> byPid = new LinkedHashMap<>();
        for (GpuProcess process : processes.all()) {
            byPid.computeIfAbsent(process.pid(), _ -> new ArrayList<>()).add(process);
        }
        return byPid.entrySet().stream()
                .limit(PROCESSES_MAX)
                .map(entry -> process(entry.getKey(), entry.getValue(), models))
                .toList();
    }

    private CardProcess process(long pid, List<GpuProcess> uses, List<LoadedModel> models) {
        Reading<Long> memory =
                uses.stream()
                        .map(GpuProcess::memoryBytes)
                        .filter(reading -> reading.value().isPresent())
                        .findFirst()
                        .orElse(uses.getFirst().memoryBytes());
        return new CardProcess(
                pid,
                uses.stream().anyMatch(use -> use.use() == GpuProcess.Use.COMPUTE),
                uses.stream().anyMatch(use -> use.use() == GpuProcess.Use.GRAPHICS),
                memory,
                names.computeIfAbsent(pid, ProgramName::of),
                models.stream()
                        .filter(model -> model.pid() == pid)
                        .map(LoadedModel::name)
                        .findFirst());
    }

    private HostStatus host() {
        double load = system.getSystemLoadAverage();
        long total = system.getTotalMemorySize();
        return new HostStatus(
                load >= 0 ? Reading.of(load) : Reading.unknown(NOT_TOLD),
                Runtime.getRuntime().availableProcessors(),
                total > 0 ? Reading.of(total) : Reading.unknown(NOT_TOLD),
                available());
    }

    /** What is free is less than what can be had: the kernel gives back what it only keeps. */
    private Reading<Long> available() {
        try (Stream<String> lines = Files.lines(MEMORY_FACTS)) {
            Optional<Long> bytes =
                    lines.filter(line -> line.startsWith(AVAILABLE))
                            .findFirst()
                            .map(line -> line.replaceAll("\\D", ""))
                            .map(digits -> Long.parseLong(digits) * BYTES_PER_KIBIBYTE);
            return Reading.of(bytes.orElseGet(system::getFreeMemorySize));
        } catch (IOException | UncheckedIOException | NumberFormatException _) {
            long free = system.getFreeMemorySize();
            return free > 0 ? Reading.of(free) : Reading.unknown(NOT_TOLD);
        }
    }
}
