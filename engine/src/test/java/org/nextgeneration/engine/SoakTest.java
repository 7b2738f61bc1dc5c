package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.EngineException.Kind;

/**
 * Everything at once, for long: many clients, cancels at every stage, slow and absent readers,
 * workers that are killed, models that are swapped. In the end nothing is left over. Ten minutes of
 * it: {@code -Dtest=SoakTest -Dnextgen.soak.seconds=600}.
 */
class SoakTest {
    private static final long SECONDS = Long.getLong("nextgen.soak.seconds", 12);
    private static final int CLIENTS = 12;
    private static final int SEQUENCES = 4;
    private static final int CONTEXT_TOKENS = 1_500;

    /** More than this is a leak: a JVM's own caches grow a little. */
    private static final long GROWTH_BYTES_MAX = 48L << 20;

    private static final long HEAP_GROWTH_BYTES_MAX = 16L << 20;

    private static final long KEPT_BYTES_MAX = 16L << 20;

    private static final int FILES_MORE_MAX = 12;

    private static final Sampling ENDLESS =
            new Sampling(
                    0,
                    0,
                    1,
                    0,
                    1,
                    1,
                    0,
                    0,
                    0,
                    0,
                    5,
                    0.1f,
                    0,
                    Map.of(257, -1_000f, 258, -1_000f, 259, -1_000f));

    @TempDir private static Path folder;

    private final AtomicReference<ResidentModel> resident = new AtomicReference<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    private void count(String what) {
        counts.computeIfAbsent(what, _ -> new LongAdder()).increment();
    }

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void mixedLoad_forLong_leavesNothingBehind() throws Exception {
        Path model = TinyModel.write(folder.resolve("tiny.gguf"));
        Path runtime = folder.resolve("run");
        KeptState kept = new KeptState(folder.resolve("kept"), KEPT_BYTES_MAX, 0);
        LoadRequest load = new LoadRequest("tiny", model, CONTEXT_TOKENS, SEQUENCES, 1, false);
        List<Path> temporaryBefore = temporaryFolders();
        long filesBefore;
        long heapBefore;
        try (EmbeddedEngine engine = new EmbeddedEngine(TestSettings.in(runtime).keeping(kept))) {
            resident.set(engine.load(load, LoadProgress.NONE));
            fillTheCache();
            filesBefore = openFiles(ProcessHandle.current().pid());
            heapBefore = heapBytes();
            long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
            List<Future<?>> clients = new ArrayList<>();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < CLIENTS; i++) {
                    int seed = i;
                    clients.add(executor.submit(() -> client(seed, deadlineNanos)));
                }
                disturb(engine, load, deadlineNanos);
                for (Future<?> client : clients) {
                    client.get(60, TimeUnit.SECONDS);
                }
            }
            assertEquals(1, engine.status().size());
            assertEquals(0, engine.status().getFirst().running());
            assertEquals(0, engine.status().getFirst().waiting());
            long workerFiles = openFiles(engine.status().getFirst().pid());
            long workerBytes = engine.status().getFirst().residentBytes();
            // Every cell and every place is there still.
            fillTheCache();
            assertTrue(openFiles(engine.status().getFirst().pid()) <= workerFiles + FILES_MORE_MAX);
            assertTrue(
                    engine.status().getFirst().residentBytes() <= workerBytes + GROWTH_BYTES_MAX);
            resident.get().close();
        }
        assertEquals(0, ProcessHandle.current().children().filter(SoakTest::isWorker).count());
        assertTrue(
                openFiles(ProcessHandle.current().pid()) <= filesBefore + FILES_MORE_MAX,
                "open files: %d before, %d after"
                        .formatted(filesBefore, openFiles(ProcessHandle.current().pid())));
        assertTrue(heapBytes() <= heapBefore + HEAP_GROWTH_BYTES_MAX);
        assertEquals(List.of(), filesIn(runtime));
        assertEquals(temporaryBefore, temporaryFolders());
        long keptBytes =
                filesIn(kept.directory()).stream().mapToLong(it -> it.toFile().length()).sum();
        assertTrue(keptBytes <= KEPT_BYTES_MAX, "kept: " + keptBytes);
        System.out.println("soak of " + SECONDS + " s: " + counts);
        assertEquals(
                Set.of("ended", "cancelled", "lost", "kills", "swaps"),
                Set.copyOf(counts.keySet()),
                "everything was to happen, and nothing else");
    }

    /** As many answers at once as there are places, each as long as the context. */
    private void fillTheCache() throws InterruptedException {
        List<Generation> all = new ArrayList<>();
        for (int i = 0; i < SEQUENCES; i++) {
            all.add(
                    resident.get()
                            .generate(
                                    new GenerationRequest(
                                            new Prompt.Raw(
                                                    (char) ('a' + i)
                                                            + "x".repeat(CONTEXT_TOKENS - 101)),
                                            100,
                                            ENDLESS,
                                            List.of())));
        }
        for (Generation generation : all) {
            readAll(generation);
            assertEquals(100, generation.result().completionTokens());
        }
    }

    private static void readAll(Generation generation) throws InterruptedException {
        Optional<String> piece = generation.next();
        while (piece.isPresent()) {
            piece = generation.next();
        }
    }

    /** Kills and swaps the model in turn. */
    private void disturb(EmbeddedEngine engine, LoadRequest load, long deadlineNanos) {
        for (int turn = 0; System.nanoTime() < deadlineNanos; turn++) {
            LockSupport.parkNanos(Duration.ofSeconds(Math.max(2, SECONDS / 8)).toNanos());
            ResidentModel old = resident.get();
            if (turn % 2 == 0) {
                ProcessHandle.of(old.status().pid()).ifPresent(ProcessHandle::destroyForcibly);
                count("kills");
            } else {
                old.close();
                count("swaps");
            }
            resident.set(engine.load(load, LoadProgress.NONE));
        }
    }

    private Void client(int seed, long deadlineNanos) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed);
        while (System.nanoTime() < deadlineNanos) {
            try {
                ask(random);
            } catch (EngineException refused) {
                assertEquals(Kind.WORKER_LOST, refused.kind(), refused.getMessage());
                count("lost");
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
        return null;
    }

    private void ask(SplittableRandom random) throws InterruptedException {
        String prompt =
                "shared context ".repeat(random.nextInt(40)) + "question " + random.nextInt(30);
        int tokens = 1 + random.nextInt(random.nextInt(5) == 0 ? 700 : 60);
        GenerationRequest request =
                new GenerationRequest(new Prompt.Raw(prompt), tokens, ENDLESS, List.of());
        int way = random.nextInt(10);
        try (Generation generation = resident.get().generate(request)) {
            if (way == 0) {
                count("cancelled");
                return;
            }
            for (int read = 0; generation.next().isPresent(); read++) {
                if (way == 1 && read == tokens / 2) {
                    generation.cancel();
                    count("cancelled");
                } else if (way == 2) {
                    LockSupport.parkNanos(random.nextInt(3_000_000));
                } else if (way == 3 && read == 1) {
                    LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                }
            }
            assertTrue(generation.result().completionTokens() <= tokens);
            count("ended");
        }
    }

    private static boolean isWorker(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(WorkerMain.class.getName());
    }

    private static long heapBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long openFiles(long pid) throws IOException {
        Path descriptors = Path.of("/proc", Long.toString(pid), "fd");
        if (!Files.isReadable(descriptors)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(descriptors)) {
            return files.count();
        }
    }

    private static List<Path> filesIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    /** Where workers connect; removed as soon as they have. */
    private static List<Path> temporaryFolders() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> Files.exists(file.resolve("worker"))).sorted().toList();
        }
    }
}
