package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Real answers of the demo model, by real worker processes, as a person gets them. */
class AskProcessTest {
    private static final Path ROOT = Path.of(System.getProperty("nextgen.root"));
    private static final Path MODEL = ROOT.resolve("demo-model/model/nextgen-demo.gguf");
    private static final Path PACKAGES = ROOT.resolve("llama/natives/node_modules/@node-llama-cpp");
    private static final Duration WORKER_GONE_WITHIN = Duration.ofSeconds(10);
    private static final String WORKER_CLASS = "org.nextgeneration.engine.WorkerMain";

    /** All tokens equally likely, so the one that ends the answer is long in coming. */
    private static final String[] ENDLESS = {
        "ask",
        "--max-tokens",
        "0",
        "--context",
        "8192",
        "--temperature",
        "100",
        "--top-k",
        "0",
        "--top-p",
        "1",
        "--min-p",
        "0",
        "--seed",
        "6",
        "Bonjour"
    };

    @TempDir static Path distribution;
    @TempDir Path home;

    /** What the package phase lays out, for a test phase that comes before it. */
    @BeforeAll
    static void layOut() throws IOException {
        if (!Files.isRegularFile(MODEL)) {
            String missing = "NO ANSWER WAS TESTED: %s is missing".formatted(MODEL);
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        Files.createDirectories(distribution.resolve("model"));
        Files.copy(MODEL, distribution.resolve("model/nextgen-demo.gguf"));
        try (Stream<Path> packages = Files.list(PACKAGES)) {
            for (Path found : packages.toList()) {
                String name = String.valueOf(found.getFileName());
                copy(found.resolve("bins").resolve(name), distribution.resolve("natives/" + name));
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(
                from,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) throws IOException {
                        Files.createDirectories(to.resolve(from.relativize(folder)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.copy(file, to.resolve(from.relativize(file)));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private CliProcess program() {
        return new CliProcess(home)
                .property("nextgen.home", distribution.toString())
                .with("XDG_RUNTIME_DIR", home.resolve("run").toString());
    }

    /** Whatever happened, no worker may outlive the command that started it. */
    @AfterEach
    void noWorkerRemains() throws Exception {
        for (ProcessHandle worker : workers()) {
            worker.onExit().get(WORKER_GONE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        }
        assertEquals("{\"workers\":[]}\n", program().run("ps", "--json").out());
    }

    /** The workers of this test: those whose command line names our folder. */
    private List<ProcessHandle> workers() {
        return ProcessHandle.allProcesses()
                .filter(
                        process ->
                                process.info()
                                        .commandLine()
                                        .filter(line -> line.contains(WORKER_CLASS))
                                        .filter(line -> line.contains(home.toString()))
                                        .isPresent())
                .toList();
    }

    @Test
    void ask_policyLeavesNowhere_saysSoInThePersonsLanguage() throws IOException {
        Files.writeString(home.resolve("nextgen.yaml"), "gpu: {cpu: deny, allow: []}\n");
        CliProcess.Result result = program().run("--lang", "fr", "ask", "Bonjour");
        assertEquals(3, result.exitCode(), result.err());
        assertTrue(result.err().contains("la politique ne laisse aucun endroit"), result.err());
        assertFalse(result.err().contains("was not started"), result.err());
    }

    @Test
    void ask_greeting_isAnsweredByTheDemoModel() {
        CliProcess.Result result = program().run("ask", "Salut ! Comment ça va ?");
        assertEquals(0, result.exitCode(), result.err());
        assertFalse(result.out().isBlank());
        assertFalse(result.out().contains("\ufffd"), result.out());
        assertTrue(result.err().contains("demo model"), result.err());
    }

    @Test
    void ask_withJson_printsTheWholeObject() {
        CliProcess.Result result =
                program().run("ask", "--json", "--seed", "3", "Which command adds a new model?");
        assertEquals(0, result.exitCode(), result.err());
        JsonNode json = result.json();
        assertEquals(1, result.out().lines().count());
        assertFalse(json.path("response").asString().isBlank());
        assertEquals("nextgen-demo", json.path("model_used").path("name").asString());
        assertEquals(
                "CPU", json.path("model_used").path("device").asString().toUpperCase(Locale.ROOT));
        JsonNode performance = json.path("performance");
        for (String field :
                List.of("load_ms", "ttft_ms", "total_ms", "prompt_tokens", "completion_tokens")) {
            assertTrue(performance.path(field).asDouble() > 0, field);
        }
        for (String field :
                List.of("queue_ms", "cached_tokens", "prompt_tokens_per_s", "tokens_per_s")) {
            assertTrue(performance.has(field), field);
        }
        assertEquals(3, json.path("parameters").path("seed").asInt());
        for (String field :
                List.of("analysis", "fallback", "finish", "gpu", "run_id", "timestamp")) {
            assertTrue(json.has(field), field);
        }
    }

    @Test
    void ask_sameSeed_givesTheSameText() {
        String[] arguments = {"ask", "--seed", "5", "--temperature", "1", "Bonjour"};
        assertEquals(program().run(arguments).out(), program().run(arguments).out());
    }

    @Test
    void ask_promptLongerThanTheContext_isRefused() {
        CliProcess.Result result = program().input("mot ".repeat(50_000)).run("ask", "-");
        assertEquals(1, result.exitCode(), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
    }

    @Test
    void ask_readerGone_endsQuietly() throws IOException {
        Process process = program().start(ENDLESS);
        process.getOutputStream().close();
        try (InputStream out = process.getInputStream()) {
            assertTrue(out.read() >= 0);
        }
        assertTrue(waitFor(process));
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertFalse(err.contains("Broken pipe"), err);
        assertFalse(err.contains("unexpected"), err);
    }

    @Test
    void ask_interrupted_saysSoAndExits130() throws IOException {
        Process process = program().start(ENDLESS);
        process.getOutputStream().close();
        assertTrue(process.getInputStream().read() >= 0);
        signal("INT", process.pid());
        CliProcess.Result result = CliProcess.finish(process);
        assertEquals(130, result.exitCode(), result.err());
        assertTrue(result.err().contains("Interrupted"), result.err());
    }

    @Test
    void chat_pipedAndInterrupted_saysSoAndExits130() throws IOException {
        String[] arguments = Arrays.copyOf(ENDLESS, ENDLESS.length - 1);
        arguments[0] = "chat";
        Process process = program().start(arguments);
        process.getOutputStream().write("Bonjour\nBonsoir\n".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        assertTrue(process.getInputStream().read() >= 0);
        signal("INT", process.pid());
        CliProcess.Result result = CliProcess.finish(process);
        assertEquals(130, result.exitCode(), result.err());
        assertTrue(result.err().contains("Interrupted"), result.err());
        assertFalse(result.err().contains("nextgen: "), result.err());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void ask_outputToAFullDisk_fails() {
        CliProcess.Result result = program().output(Path.of("/dev/full")).run("ask", "Bonjour");
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("no space left on the disk"), result.err());
    }

    @Test
    void ask_workerKilled_failsClearlyAndTheNextWorks() throws IOException {
        Process process = program().start(ENDLESS);
        process.getOutputStream().close();
        assertTrue(process.getInputStream().read() >= 0);
        List<ProcessHandle> children = process.children().toList();
        assertEquals(1, children.size());
        signal("KILL", children.getFirst().pid());
        CliProcess.Result result = CliProcess.finish(process);
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("worker"), result.err());
        assertFalse(result.err().contains("\tat "), result.err());
        assertEquals(0, program().run("ask", "--max-tokens", "4", "Bonjour").exitCode());
    }

    @Test
    void ask_killed_leavesNoWorker() throws IOException {
        Process process = program().start(ENDLESS);
        process.getOutputStream().close();
        assertTrue(process.getInputStream().read() >= 0);
        List<ProcessHandle> children = process.children().toList();
        signal("KILL", process.pid());
        assertTrue(waitFor(process));
        for (ProcessHandle child : children) {
            child.onExit().orTimeout(WORKER_GONE_WITHIN.toSeconds(), TimeUnit.SECONDS).join();
        }
    }

    @Test
    void chat_pipedLines_answersEachAndLeavesAtTheEnd() {
        CliProcess.Result result =
                program()
                        .input("Bonjour\n/clear\nQui\\\nes-tu ?\n/exit\nnever\n")
                        .run("chat", "--max-tokens", "8");
        assertEquals(0, result.exitCode(), result.err());
        assertFalse(result.out().isBlank());
        assertTrue(result.err().contains("Forgotten."), result.err());
    }

    @Test
    void modelsShow_demoModel_showsItsFacts() {
        JsonNode json = program().run("models", "show", "nextgen-demo", "--json").json();
        assertEquals("llama", json.path("gguf").path("architecture").asString());
        assertTrue(json.path("catalogue").path("demo").asBoolean());
    }

    private static boolean waitFor(Process process) {
        try {
            return process.waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static void signal(String name, long pid) throws IOException {
        Process kill =
                new ProcessBuilder("kill", "-" + name, Long.toString(pid)).inheritIO().start();
        assertTrue(waitFor(kill));
        assertEquals(0, kill.exitValue());
    }
}
