package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.gpu.NvmlSource;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.Proof.Outcome;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/**
 * The policy at work on real workers that really compute. Only NVIDIA's library is played: it says
 * that the workers are on a card, which they are not.
 */
@Timeout(120)
class CardEnforcementTest {
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final long MEBIBYTE = 1 << 20;

    @TempDir private static Path folder;
    private static Path model;

    private final BlockingQueue<Proof> proofs = new LinkedBlockingQueue<>();

    @BeforeAll
    static void write() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
    }

    private static LoadRequest request() {
        return new LoadRequest("tiny", model, 100_000, 2, 1, false);
    }

    private EmbeddedEngine engine(GpuSource source, boolean cpuAllowed, Consumer<Proof> keeper) {
        GpuPolicy policy = TestCards.policy(cpuAllowed);
        return new EmbeddedEngine(
                TestSettings.in(folder.resolve("run"), new GpuGuard(source, policy), keeper),
                OFTEN);
    }

    private EmbeddedEngine engine(GpuSource source, boolean cpuAllowed) {
        return engine(source, cpuAllowed, proofs::add);
    }

    private Proof nextProof() throws InterruptedException {
        Proof proof = proofs.poll(30, TimeUnit.SECONDS);
        assertNotNull(proof, "no proof came");
        return proof;
    }

    private static EngineException refusal(EmbeddedEngine engine) {
        EngineException refused =
                assertThrows(
                        EngineException.class, () -> engine.load(request(), LoadProgress.NONE));
        assertEquals(Kind.POLICY, refused.kind(), refused.getMessage());
        return refused;
    }

    @Test
    void load_workerIsOnDeniedCard_failsAndKillsIt() throws Exception {
        NvmlStub stub = NvmlStub.in(folder.resolve("denied"));
        stub.scene(NvmlScenes.CHILD_ON_5060_TI);
        try (GpuSource source = NvmlSource.open(stub.library());
                EmbeddedEngine engine = engine(source, true)) {
            String message = String.valueOf(refusal(engine).getMessage());
            assertTrue(message.contains("RTX 5060 Ti (0000:00:01.0)"), message);
            assertTrue(message.contains("{name: RTX 5060 Ti} in gpu.deny"), message);
            Proof proof = nextProof();
            assertEquals(Outcome.VIOLATION, proof.outcome());
            assertEquals("tiny", proof.subject());
            assertEquals(
                    412 * MEBIBYTE,
                    proof.sightings().getFirst().process().memoryBytes().value().orElseThrow());
            assertFalse(ProcessHandle.of(proof.pid()).filter(ProcessHandle::isAlive).isPresent());
            assertEquals(List.of(), engine.status());
            assertEquals(List.of(), WorkerRecord.list(folder.resolve("run")));
        }
        assertTrue(proofs.isEmpty(), proofs.toString());
    }

    @Test
    void generate_workerComesToDeniedCard_failsWithTheReason() throws Exception {
        NvmlStub stub = NvmlStub.in(folder.resolve("later"));
        stub.scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library());
                EmbeddedEngine engine = engine(source, true);
                ResidentModel resident = engine.load(request(), LoadProgress.NONE);
                Generation generation = resident.generate(WorkerCrashTest.ENDLESS)) {
            long pid = resident.status().pid();
            assertEquals(Outcome.CPU, nextProof().outcome());
            assertTrue(generation.next().isPresent());
            stub.scene(NvmlScenes.processOn5060Ti(pid));
            EngineException stopped =
                    assertThrows(
                            EngineException.class, () -> WorkerCrashTest.readToTheEnd(generation));
            assertEquals(Kind.POLICY, stopped.kind(), stopped.getMessage());
            String message = String.valueOf(stopped.getMessage());
            assertTrue(message.contains("RTX 5060 Ti"), message);
            Proof proof = nextProof();
            assertEquals(Outcome.VIOLATION, proof.outcome());
            assertEquals(pid, proof.pid());
            Proof end = nextProof();
            assertEquals(Outcome.ENDED, end.outcome());
            assertTrue(end.detail().contains("%d bytes".formatted(1024 * MEBIBYTE)), end.detail());
            EngineException after =
                    assertThrows(EngineException.class, () -> resident.tokenize("a"));
            assertEquals(Kind.POLICY, after.kind());
        }
    }

    @Test
    void watch_processThatTheWorkerStartedIsOnDeniedCard_endsBoth() throws Exception {
        NvmlStub stub = NvmlStub.in(folder.resolve("descendant"));
        stub.scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library());
                EmbeddedEngine engine =
                        new EmbeddedEngine(withCompanion(source, proofs::add), OFTEN)) {
            ResidentModel resident = engine.load(request(), LoadProgress.NONE);
            ProcessHandle worker = ProcessHandle.of(resident.status().pid()).orElseThrow();
            ProcessHandle companion = worker.children().findFirst().orElseThrow();
            assertEquals(Outcome.CPU, nextProof().outcome());
            stub.scene(NvmlScenes.processOn5060Ti(companion.pid()));
            assertEquals(Outcome.VIOLATION, nextProof().outcome());
            companion.onExit().get(30, TimeUnit.SECONDS);
            worker.onExit().get(30, TimeUnit.SECONDS);
        }
    }

    /** Settings of an engine whose workers start another process before they do anything else. */
    private static EmbeddedEngine.Settings withCompanion(GpuSource source, Consumer<Proof> keeper)
            throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes()
                .put(new Attributes.Name("Premain-Class"), Companion.class.getName());
        Path agent = folder.resolve("companion.jar");
        new JarOutputStream(Files.newOutputStream(agent), manifest).close();
        EmbeddedEngine.Settings usual =
                TestSettings.in(
                        folder.resolve("run"),
                        new GpuGuard(source, TestCards.policy(true)),
                        keeper);
        return new EmbeddedEngine.Settings(
                usual.llamaHome(),
                usual.nativeDirectories(),
                usual.runtimeDirectory(),
                usual.guard(),
                usual.proofs(),
                List.of("-javaagent:" + agent),
                usual.verbose());
    }

    /** Starts a process that outlives the worker unless it is ended. */
    static final class Companion {
        private Companion() {}

        /** Called by the JVM before the worker's own program. */
        public static void premain(String arguments) throws IOException {
            new ProcessBuilder("sleep", "600").start();
        }
    }

    @Test
    void load_workerIsOnAllowedCard_isProvedOnceUntilItMoves() throws Exception {
        NvmlStub stub = NvmlStub.in(folder.resolve("allowed"));
        stub.scene(NvmlScenes.CHILD_ON_3090);
        try (GpuSource source = NvmlSource.open(stub.library());
                EmbeddedEngine engine = engine(source, true)) {
            try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                Proof proof = nextProof();
                assertEquals(Outcome.ALLOWED, proof.outcome());
                assertEquals(resident.status().pid(), proof.pid());
                assertEquals("RTX 3090", proof.sightings().getFirst().card().label());
                assertEquals(
                        412 * MEBIBYTE,
                        proof.sightings().getFirst().process().memoryBytes().value().orElseThrow());
                // More memory on the same card is no news.
                stub.scene(NvmlScenes.twoCards("", "compute child 500"));
                stub.scene(NvmlScenes.TWO_CARDS);
                Proof moved = nextProof();
                assertEquals(Outcome.CPU, moved.outcome());
                assertTrue(
                        moved.detail().contains("although RTX 3090 (0000:01:00.0)"),
                        moved.detail());
            }
            Proof end = nextProof();
            assertEquals(Outcome.ENDED, end.outcome());
            assertTrue(end.detail().startsWith("It held "), end.detail());
        }
        assertTrue(proofs.isEmpty(), proofs.toString());
    }

    @Test
    void load_machineWithoutCards_isProvedOnceAndNotWatched() throws Exception {
        try (EmbeddedEngine engine = engine(new NoGpuSource(List.of()), true);
                ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
            assertEquals("CPU", resident.description().device());
            List<OpenedDevice> devices = resident.description().devices();
            assertEquals(1, devices.size(), devices.toString());
            OpenedDevice processor = devices.getFirst();
            assertEquals(OpenedDevice.Kind.CPU, processor.kind());
            assertTrue(processor.weightBytes() > 200_000, processor.toString());
            assertTrue(processor.kvBytes() > 100_000L * 2 * 64 * 2, processor.toString());
            assertTrue(processor.computeBytes() > 0, processor.toString());
        }
        Proof proof = nextProof();
        assertEquals(Outcome.CPU, proof.outcome());
        assertEquals("", proof.detail());
        assertTrue(proofs.isEmpty(), proofs.toString());
    }

    @Test
    void load_nowhereToRun_isRefusedBeforeAProcessStarts() throws Exception {
        Set<Long> before = children();
        try (EmbeddedEngine engine = engine(new NoGpuSource(List.of()), false)) {
            String message = String.valueOf(refusal(engine).getMessage());
            assertTrue(message.contains("gpu.cpu"), message);
            assertEquals(before, children());
            Proof proof = nextProof();
            assertEquals(Outcome.REFUSED, proof.outcome());
            assertEquals(0, proof.pid());
        }
    }

    private static Set<Long> children() {
        return ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The library of this machine has no back end for the card. */
    @Test
    void load_cardAllowedButNotUsableAndNoProcessor_isRefusedByTheWorker() throws Exception {
        NvmlStub stub = NvmlStub.in(folder.resolve("unusable"));
        stub.scene(NvmlScenes.ONE_CARD);
        try (GpuSource source = NvmlSource.open(stub.library());
                EmbeddedEngine engine = engine(source, false)) {
            String message = String.valueOf(refusal(engine).getMessage());
            assertTrue(message.contains("expected a card at 0000:01:00.0"), message);
            Proof proof = nextProof();
            assertEquals(Outcome.REFUSED, proof.outcome());
            assertTrue(proof.pid() > 0);
            assertFalse(ProcessHandle.of(proof.pid()).filter(ProcessHandle::isAlive).isPresent());
        }
    }

    @Test
    void load_keeperOfProofsFails_answersAllTheSame() throws Exception {
        Consumer<Proof> broken =
                _ -> {
                    throw new IllegalStateException("the disk is full");
                };
        try (EmbeddedEngine engine = engine(new NoGpuSource(List.of()), true, broken);
                ResidentModel resident = engine.load(request(), LoadProgress.NONE);
                Generation generation = resident.generate(WorkerCrashTest.ENDLESS)) {
            assertTrue(generation.next().isPresent());
        }
    }

    @Test
    void worker_environment_isMaskedWhateverItsParentHas() throws Exception {
        NvmlStub stub = NvmlStub.in(folder.resolve("masks"));
        stub.scene(NvmlScenes.TWO_CARDS);
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dnextgen.root=" + System.getProperty("nextgen.root", ".."),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName(),
                        model.toString(),
                        folder.resolve("run-masks").toString(),
                        stub.library().toString());
        builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment()
                .putAll(
                        Map.of(
                                "CUDA_VISIBLE_DEVICES", "0,1",
                                "CUDA_DEVICE_ORDER", "FASTEST_FIRST",
                                "GGML_VK_VISIBLE_DEVICES", "0,1",
                                "GGML_BACKEND_PATH", "/nowhere/libggml-other.so",
                                "LLAMA_ARG_DEVICE", "CUDA1",
                                "HIP_VISIBLE_DEVICES", "0"));
        Process parent = builder.start();
        try (BufferedReader output = parent.inputReader()) {
            String pid = output.readLine();
            assertNotNull(pid, "the parent said nothing");
            Map<String, String> environment = environment(Long.parseLong(pid));
            assertEquals(NvmlScenes.UUID_3090, environment.get("CUDA_VISIBLE_DEVICES"));
            assertEquals("PCI_BUS_ID", environment.get("CUDA_DEVICE_ORDER"));
            assertEquals("-1", environment.get("GGML_VK_VISIBLE_DEVICES"));
            assertEquals("-1", environment.get("HIP_VISIBLE_DEVICES"));
            assertFalse(environment.containsKey("GGML_BACKEND_PATH"), environment.toString());
            assertFalse(environment.containsKey("LLAMA_ARG_DEVICE"), environment.toString());
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    private static Map<String, String> environment(long pid) throws IOException {
        String all = Files.readString(Path.of("/proc", Long.toString(pid), "environ"));
        Map<String, String> environment = new TreeMap<>();
        Arrays.stream(all.split("\0", -1))
                .map(entry -> entry.split("=", 2))
                .filter(entry -> entry.length == 2)
                .forEach(entry -> environment.put(entry[0], entry[1]));
        return environment;
    }

    /** A program that loads a model under the policy, and says the worker's number. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            GpuGuard guard = new GpuGuard(NvmlSource.open(Path.of(args[2])), GpuPolicy.BUILT_IN);
            try (EmbeddedEngine engine =
                            new EmbeddedEngine(TestSettings.in(Path.of(args[1]), guard, _ -> {}));
                    ResidentModel resident =
                            engine.load(
                                    new LoadRequest("tiny", Path.of(args[0]), 64, 1, 1, false),
                                    LoadProgress.NONE)) {
                System.out.println(resident.status().pid());
                // Until it is killed, at most as long as a test may take.
                new CountDownLatch(1).await(120, TimeUnit.SECONDS);
            }
        }
    }
}
