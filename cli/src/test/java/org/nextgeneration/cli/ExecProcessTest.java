package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nextgen exec}: real programs, under a driver's library that plays scenes. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs that are run are Unix's")
class ExecProcessTest {
    /** Starts a process whose parent has ended, in a session of its own, and prints its number. */
    private static final String DAEMON = "(setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!);";

    @TempDir Path folder;

    private CliProcess program() {
        return new CliProcess(folder);
    }

    private CliProcess withCards(NvmlStub stub) {
        return program().with("LD_LIBRARY_PATH", stub.folder().toString());
    }

    private NvmlStub scene(String scene) throws IOException {
        return NvmlStub.in(Files.createDirectories(folder.resolve("driver"))).scene(scene);
    }

    private List<JsonNode> audit() throws IOException {
        Path file = folder.resolve(".local/state/nextgeneration/gpu-audit.jsonl");
        return Files.readAllLines(file).stream().map(JsonMapper.shared()::readTree).toList();
    }

    private List<String> outcomes() throws IOException {
        return audit().stream().map(line -> line.get("outcome").asString()).toList();
    }

    private static String failure(CliProcess.Result result) {
        return "exit %d\n%s\n%s".formatted(result.exitCode(), result.out(), result.err());
    }

    @Test
    void exec_noCard_passesArgumentsOutputAndExitCodeOn() {
        CliProcess.Result result =
                program().run("exec", "--", "sh", "-c", "echo \"$1\"; exit 7", "sh", "--json é");
        assertEquals(7, result.exitCode(), failure(result));
        assertEquals("--json é\n", result.out());
        assertTrue(result.err().contains("computes on the processor"), result.err());
    }

    @Test
    void exec_quiet_addsNothing() {
        CliProcess.Result result = program().run("exec", "-q", "cat", "-A", "/dev/null");
        assertEquals(0, result.exitCode(), failure(result));
        assertEquals("", result.err());
    }

    @Test
    void exec_standardInput_reachesTheProgram() {
        assertEquals("hello", program().input("hello").run("exec", "--", "cat").out());
    }

    @Test
    void exec_twoCards_showsTheProgramTheAllowedOneOnly() throws IOException {
        CliProcess.Result result =
                withCards(scene(NvmlScenes.TWO_CARDS))
                        .with("CUDA_VISIBLE_DEVICES", "0")
                        .with("GGML_BACKEND_PATH", "/tmp/other.so")
                        .run("exec", "--", "env");
        assertEquals(0, result.exitCode(), failure(result));
        List<String> variables = result.out().lines().toList();
        assertTrue(
                variables.contains("CUDA_VISIBLE_DEVICES=" + NvmlScenes.UUID_3090), result.out());
        assertTrue(variables.contains("CUDA_DEVICE_ORDER=PCI_BUS_ID"), result.out());
        assertTrue(variables.contains("OLLAMA_VULKAN=0"), result.out());
        assertTrue(variables.contains("GGML_VK_VISIBLE_DEVICES=-1"), result.out());
        assertFalse(result.out().contains("GGML_BACKEND_PATH"), result.out());
    }

    @Test
    void exec_programOnTheDeniedCard_isStoppedAndRecorded() throws IOException {
        CliProcess.Result result =
                withCards(scene(NvmlScenes.CHILD_ON_5060_TI)).run("exec", "--", "sleep", "600");
        assertEquals(3, result.exitCode(), failure(result));
        assertTrue(result.err().contains("RTX 5060 Ti"), result.err());
        assertTrue(result.err().contains("name: RTX 5060 Ti"), result.err());
        JsonNode line = audit().getFirst();
        assertEquals("violation", line.get("outcome").asString());
        assertEquals("sleep", line.get("subject").asString());
        JsonNode card = line.get("cards").get(0);
        assertEquals(NvmlScenes.UUID_5060_TI, card.get("uuid").asString());
        assertFalse(
                ProcessHandle.of(card.get("pid").asLong())
                        .filter(ProcessHandle::isAlive)
                        .isPresent());
    }

    @Test
    void exec_programOnTheAllowedCard_isProvedAndLeftAlone() throws Exception {
        NvmlStub stub = scene(NvmlScenes.CHILD_ON_3090);
        Process process =
                withCards(stub)
                        .start(
                                "exec",
                                "--",
                                "sh",
                                "-c",
                                "until grep -q allowed .local/state/nextgeneration/*.jsonl; do"
                                        + " :; done; exit 5");
        CliProcess.Result result = CliProcess.finish(process);
        assertEquals(5, result.exitCode(), failure(result));
        assertEquals(List.of("allowed", "ended"), outcomes());
        JsonNode card = audit().getFirst().get("cards").get(0);
        assertEquals(NvmlScenes.UUID_3090, card.get("uuid").asString());
        assertEquals(412L << 20, card.get("bytes").asLong());
    }

    @Test
    void exec_orphanOnTheDeniedCard_isFoundByItsMark() throws Exception {
        NvmlStub stub = scene(NvmlScenes.TWO_CARDS);
        Process process =
                withCards(stub).start("exec", "--", "sh", "-c", DAEMON + " exec sleep 600");
        ProcessHandle orphan;
        try (BufferedReader output = process.inputReader()) {
            orphan = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            assertTrue(orphan.isAlive());
            stub.scene(NvmlScenes.processOn5060Ti(orphan.pid()));
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        assertEquals(3, process.exitValue());
        orphan.onExit().get(10, TimeUnit.SECONDS);
        assertEquals(List.of("violation"), outcomes());
    }

    @Test
    void exec_programLeavesADaemonOnTheDeniedCard_isStoppedAtTheEnd() throws Exception {
        NvmlStub stub = scene(NvmlScenes.TWO_CARDS);
        Process process = withCards(stub).start("exec", "--", "sh", "-c", DAEMON + " read line");
        try (BufferedReader output = process.inputReader()) {
            ProcessHandle daemon =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            stub.scene(NvmlScenes.processOn5060Ti(daemon.pid()));
            process.getOutputStream().close();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(3, process.exitValue());
            daemon.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void exec_programLeavesADaemon_keepsTheExitCodeAndNamesIt() throws Exception {
        Process process =
                withCards(scene(NvmlScenes.TWO_CARDS))
                        .start("exec", "--", "sh", "-c", DAEMON + " exit 4");
        CliProcess.Result result = CliProcess.finish(process);
        ProcessHandle daemon = ProcessHandle.of(Long.parseLong(result.out().strip())).orElseThrow();
        try {
            assertEquals(4, result.exitCode(), failure(result));
            assertTrue(daemon.isAlive());
            assertTrue(result.err().contains("watched no more: " + daemon.pid()), result.err());
            assertEquals(List.of("ended"), outcomes());
        } finally {
            daemon.destroyForcibly();
        }
    }

    @Test
    void exec_violation_endsADaemonThatIsOnNoCard() throws Exception {
        NvmlStub stub = scene(NvmlScenes.TWO_CARDS);
        Process process =
                withCards(stub).start("exec", "--", "sh", "-c", DAEMON + " exec sleep 600");
        try (BufferedReader output = process.inputReader()) {
            ProcessHandle daemon =
                    ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
            long program = process.children().findFirst().orElseThrow().pid();
            stub.scene(NvmlScenes.processOn5060Ti(program));
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(3, process.exitValue());
            daemon.onExit().get(10, TimeUnit.SECONDS);
        }
    }

    /**
     * Another process holds the file as long as it likes; the program must be stopped all the same.
     */
    @Test
    void exec_auditFileIsHeld_stopsTheProgramAllTheSame() throws Exception {
        Path state = Files.createDirectories(folder.resolve(".local/state/nextgeneration"));
        try (FileChannel held =
                        FileChannel.open(
                                state.resolve("gpu-audit.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = held.lock()) {
            NvmlStub stub = scene(NvmlScenes.CHILD_ON_3090);
            Process process = withCards(stub).start("exec", "--", "sleep", "600");
            stub.scene(NvmlScenes.CHILD_ON_5060_TI);
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(3, process.exitValue());
        }
    }

    @Test
    void exec_anotherProgramOnTheDeniedCard_isNotOurs() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        try {
            NvmlStub stub = scene(NvmlScenes.processOn5060Ti(other.pid()));
            CliProcess.Result result = withCards(stub).run("exec", "--", "sleep", "1.5");
            assertEquals(0, result.exitCode(), failure(result));
            assertTrue(other.isAlive());
            assertEquals(List.of("ended"), outcomes());
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void exec_toldToEnd_passesTheSignalOnAndEndsAsTheProgramDoes() throws Exception {
        Process process =
                program()
                        .start(
                                "exec",
                                "-q",
                                "--",
                                "sh",
                                "-c",
                                "trap 'exit 9' TERM; echo ready; while :; do sleep 0.05; done");
        try (BufferedReader output = process.inputReader()) {
            assertEquals("ready", output.readLine());
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        assertEquals(9, process.exitValue());
    }

    @Test
    void exec_programEndsBySignal_saysSoAsAShellDoes() {
        assertEquals(137, program().run("exec", "--", "sh", "-c", "kill -9 $$").exitCode());
    }

    @Test
    void exec_programThatIsNotThere_is127AndOneThatCannotRunIs126() throws IOException {
        CliProcess.Result absent = program().run("exec", "--", "no-such-program-é");
        assertEquals(127, absent.exitCode(), failure(absent));
        assertTrue(absent.err().contains("no-such-program-é"), absent.err());
        Path text = Files.writeString(folder.resolve("text"), "not a program");
        assertEquals(126, program().run("exec", "--", text.toString()).exitCode());
    }

    @Test
    void exec_withoutAProgram_saysWhatIsMissing() {
        assertEquals(2, program().run("exec").exitCode());
    }

    @Test
    void exec_optionThatIsNone_isNamed() {
        CliProcess.Result result = program().run("exec", "--bogus", "--", "true");
        assertEquals(2, result.exitCode());
        assertTrue(result.err().contains("--bogus"), result.err());
        result = program().run("exec", "--bogus");
        assertTrue(result.err().contains("--bogus"), result.err());
    }

    @Test
    void exec_policyLeavesNowhere_startsNothing() throws IOException {
        Path config = Files.writeString(folder.resolve("n.yaml"), "gpu: {cpu: deny}");
        CliProcess.Result result =
                program().run("exec", "--config", config.toString(), "--", "touch", "started");
        assertEquals(3, result.exitCode(), failure(result));
        assertTrue(result.err().contains("gpu.cpu"), result.err());
        assertFalse(Files.exists(folder.resolve("started")));
        assertEquals(List.of("refused"), outcomes());
    }

    @Test
    void waitAfter_manyLooks_isNeverLongerThanASecond() {
        assertEquals(Duration.ofMillis(100), ExecWatch.waitAfter(0));
        assertEquals(Duration.ofMillis(800), ExecWatch.waitAfter(3));
        assertEquals(Duration.ofSeconds(1), ExecWatch.waitAfter(4));
        assertEquals(Duration.ofSeconds(1), ExecWatch.waitAfter(Integer.MAX_VALUE));
    }

    @Test
    void env_bash_canBeEvaluated() throws Exception {
        CliProcess.Result script =
                withCards(scene(NvmlScenes.TWO_CARDS)).run("env", "--shell", "bash");
        assertEquals(0, script.exitCode(), failure(script));
        Process shell =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "eval \"$1\"; echo \"$CUDA_VISIBLE_DEVICES/${DRI_PRIME-gone}\"",
                                "sh",
                                script.out())
                        .start();
        shell.getOutputStream().close();
        assertEquals(NvmlScenes.UUID_3090 + "/gone\n", CliProcess.finish(shell).out());
    }

    @Test
    void env_otherShells_speakTheirLanguage() throws IOException {
        NvmlStub stub = scene(NvmlScenes.TWO_CARDS);
        String powershell = withCards(stub).run("env", "--shell", "powershell").out();
        assertTrue(
                powershell.contains(
                        "$env:CUDA_VISIBLE_DEVICES = '%s'".formatted(NvmlScenes.UUID_3090)),
                powershell);
        String cmd = withCards(stub).run("env", "--shell", "cmd").out();
        assertTrue(
                cmd.contains("set \"CUDA_VISIBLE_DEVICES=%s\"".formatted(NvmlScenes.UUID_3090)),
                cmd);
        assertEquals(2, withCards(stub).run("env", "--shell", "fish").exitCode());
    }

    @Test
    void comment_cmd_holdsNothingThatItWouldObey() {
        assertEquals("rem a card   del   x", ShellDialect.CMD.comment("a card & del %\nx"));
    }

    @Test
    void env_json_isOneObject() throws IOException {
        JsonNode json = withCards(scene(NvmlScenes.TWO_CARDS)).run("env", "--json").json();
        assertEquals(NvmlScenes.UUID_3090, json.get("set").get("CUDA_VISIBLE_DEVICES").asString());
        assertEquals("RTX 3090", json.get("cards").get(0).get("name").asString());
        assertEquals(1, json.get("cards").size());
    }

    @Test
    void env_noCard_hidesAllCardsAndSaysWhy() throws IOException {
        CliProcess.Result result =
                withCards(scene(NvmlScenes.NO_CARD)).run("env", "--shell", "bash");
        assertEquals(0, result.exitCode(), failure(result));
        assertTrue(result.out().contains("export CUDA_VISIBLE_DEVICES='-1'"), result.out());
        assertTrue(result.out().startsWith("# computes on the processor"), result.out());
    }
}
