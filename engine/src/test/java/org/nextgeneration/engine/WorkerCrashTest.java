package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.engine.EngineException.Kind;

/** What happens when a worker or its parent dies. Signals are those of Unix. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no signals to send")
class WorkerCrashTest {
    /** An answer that lasts until something happens to it: no end token, the whole context. */
    static final GenerationRequest ENDLESS =
            new GenerationRequest(
                    new Prompt.Raw("x"),
                    0,
                    new Sampling(
                            1,
                            40,
                            0.95f,
                            0.05f,
                            1,
                            1,
                            64,
                            0,
                            0,
                            0,
                            5,
                            0.1f,
                            1,
                            Map.of(258, -1000f, 259, -1000f)),
                    List.of());

    @TempDir private static Path folder;
    private static Path model;

    @BeforeAll
    static void write() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
    }

    private static LoadRequest load() {
        return new LoadRequest("tiny", model, 100_000, 2, 1, false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SEGV", "ABRT", "TERM"})
    void generate_workerIsKilled_failsClearlyAndANewLoadWorks(String signal) throws Exception {
        try (EmbeddedEngine engine =
                new EmbeddedEngine(TestSettings.in(folder.resolve("run-" + signal)))) {
            ResidentModel victim = engine.load(load(), LoadProgress.NONE);
            ResidentModel bystander = engine.load(load(), LoadProgress.NONE);
            try (Generation other = bystander.generate(ENDLESS);
                    Generation generation = victim.generate(ENDLESS)) {
                assertTrue(generation.next().isPresent());
                kill(signal, victim.status().pid());
                EngineException lost =
                        assertThrows(EngineException.class, () -> readToTheEnd(generation));
                assertEquals(Kind.WORKER_LOST, lost.kind());
                String message = String.valueOf(lost.getMessage());
                assertTrue(message.contains("The worker of tiny"), message);
                assertTrue(message.contains("SIG" + signal) || signal.equals("ABRT"), message);
                assertTrue(other.next().isPresent());
            }
            assertEquals(1, engine.status().size());
            assertThrows(EngineException.class, () -> victim.generate(ENDLESS));
            try (ResidentModel again = engine.load(load(), LoadProgress.NONE);
                    Generation generation = again.generate(ENDLESS)) {
                assertTrue(generation.next().isPresent());
            }
        }
        assertEquals(List.of(), WorkerRecord.list(folder.resolve("run-" + signal)));
    }

    @Test
    void generate_terminalInterrupt_doesNotReachTheWorker() throws Exception {
        try (EmbeddedEngine engine =
                        new EmbeddedEngine(TestSettings.in(folder.resolve("run-INT")));
                ResidentModel resident = engine.load(load(), LoadProgress.NONE);
                Generation generation = resident.generate(ENDLESS)) {
            assertTrue(generation.next().isPresent());
            kill("INT", resident.status().pid());
            for (int i = 0; i < 500; i++) {
                assertTrue(generation.next().isPresent());
            }
        }
    }

    static void readToTheEnd(Generation generation) throws InterruptedException {
        while (generation.next().isPresent()) {
            // Pieces that were on their way when the worker died.
        }
    }

    private static void kill(String signal, long pid) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
        assertEquals(0, kill.waitFor());
    }

    @Test
    void worker_parentIsKilled_ends() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Dnextgen.root=" + System.getProperty("nextgen.root", ".."),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Parent.class.getName(),
                                model.toString(),
                                folder.resolve("orphan").toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = parent.inputReader()) {
            ProcessHandle worker =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            parent.destroyForcibly().waitFor();
            worker.onExit().get(10, TimeUnit.SECONDS);
            assertFalse(worker.isAlive());
        }
    }

    /** A program that loads a model, starts an endless answer, and says the worker's number. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws InterruptedException {
            try (EmbeddedEngine engine = new EmbeddedEngine(TestSettings.in(Path.of(args[1])))) {
                ResidentModel resident =
                        engine.load(
                                new LoadRequest("tiny", Path.of(args[0]), 100_000, 1, 1, false),
                                LoadProgress.NONE);
                Generation generation = resident.generate(ENDLESS);
                assertTrue(generation.next().isPresent());
                System.out.println(resident.status().pid());
                readToTheEnd(generation);
            }
        }
    }
}
