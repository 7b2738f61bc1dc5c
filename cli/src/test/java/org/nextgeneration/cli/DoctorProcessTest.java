package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;
import tools.jackson.databind.JsonNode;

/** The doctor as a person starts it: on this machine, and where a driver shows other cards. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class DoctorProcessTest {
    private static final Path ROOT = Path.of(System.getProperty("nextgen.root"));
    private static final Path MODEL = ROOT.resolve("demo-model/model/nextgen-demo.gguf");
    private static final Path PACKAGES = ROOT.resolve("llama/natives/node_modules/@node-llama-cpp");

    @TempDir static Path distribution;
    @TempDir Path home;

    /** What the package phase lays out, by links. */
    @BeforeAll
    static void layOut() throws IOException {
        if (!Files.isRegularFile(MODEL)) {
            String missing = "NO DOCTOR WAS TESTED: %s is missing".formatted(MODEL);
            System.err.println(missing);
            Assumptions.abort(missing);
        }
        Files.createDirectories(distribution.resolve("model"));
        Files.createSymbolicLink(distribution.resolve("model/nextgen-demo.gguf"), MODEL);
        Files.createDirectories(distribution.resolve("natives"));
        try (Stream<Path> packages = Files.list(PACKAGES)) {
            for (Path found : packages.toList()) {
                String name = String.valueOf(found.getFileName());
                Files.createSymbolicLink(
                        distribution.resolve("natives").resolve(name),
                        found.resolve("bins").resolve(name));
            }
        }
    }

    private CliProcess program() {
        return new CliProcess(home)
                .property("nextgen.home", distribution.toString())
                .with("XDG_RUNTIME_DIR", home.resolve("run").toString())
                // Nobody listens on port 1.
                .with("OLLAMA_HOST", "127.0.0.1:1");
    }

    private CliProcess withCards(String scene) {
        return program()
                .with(
                        "LD_LIBRARY_PATH",
                        NvmlStub.in(home.resolve("stub")).scene(scene).folder().toString());
    }

    /** Without a driver, also on a machine that has one. */
    private CliProcess withoutCards() {
        return withCards(NvmlScenes.DRIVER_NOT_LOADED);
    }

    private static List<JsonNode> checks(CliProcess.Result result, String id) {
        return StreamSupport.stream(result.json().path("checks").spliterator(), false)
                .filter(check -> check.path("id").asString().equals(id))
                .toList();
    }

    private static JsonNode check(CliProcess.Result result, String id) {
        List<JsonNode> found = checks(result, id);
        assertEquals(1, found.size(), () -> id + " in " + result);
        return found.getFirst();
    }

    private static void assertCheck(
            CliProcess.Result result, String id, String state, String found, String fix) {
        JsonNode check = check(result, id);
        assertEquals(state, check.path("state").asString(), check::toString);
        assertTrue(check.path("found").asString().contains(found), check::toString);
        assertTrue(check.path("fix").asString("").contains(fix), check::toString);
    }

    @Test
    void machineWithoutADriver_isHonestAndExitsWithZero() {
        CliProcess.Result result = withoutCards().run("doctor", "--json");
        assertEquals(0, result.exitCode(), result::toString);
        assertEquals("", result.err());
        assertEquals("warning", result.json().path("state").asString());
        assertCheck(result, "gpu.source", "warning", "DRIVER_NOT_LOADED", "modprobe nvidia");
        assertCheck(result, "gpu.policy", "warning", "RTX 3090", "gpu: {allow: [], deny: []}");
        assertCheck(result, "engine.library", "ok", "0.5.0", "");
        assertCheck(result, "engine.inference", "ok", "nextgen-demo answered on CPU", "");
        assertCheck(result, "engine.placement", "ok", "the processor", "");
        assertCheck(result, "ollama.server", "not_applicable", "needs none", "");
        assertCheck(result, "models.roles", "warning", "stands in", "ollama pull");
        assertCheck(result, "assistants.selector", "ok", "", "");
        assertCheck(result, "assistants.workflows", "not_applicable", "no workflow", "");
    }

    @Test
    void json_ofEveryCheck_isComplete() {
        JsonNode json = withoutCards().run("doctor", "--json", "--quick").json();
        assertTrue(json.path("quick").asBoolean());
        int counted = 0;
        for (JsonNode check : json.path("checks")) {
            for (String field : List.of("id", "block", "state", "found", "expected", "fix")) {
                assertTrue(check.has(field), () -> field + " in " + check);
            }
            boolean complaint =
                    List.of("warning", "failed").contains(check.path("state").asString());
            assertEquals(complaint, check.path("fix").isString(), check::toString);
            assertFalse(check.toString().matches(".*\\{\\d}.*"), check::toString);
            counted++;
        }
        int sum = 0;
        for (String state : List.of("ok", "warning", "failed", "not_applicable")) {
            sum += json.path(state).asInt();
        }
        assertEquals(counted, sum);
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void text_inEachLanguage_hasTheThreeBlocks(String language) {
        CliProcess.Result result = withoutCards().run("--lang", language, "doctor", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        List<String> blocks =
                language.equals("fr")
                        ? List.of("Système\n", "Modèles\n", "Assistants\n", "remède", "sans objet")
                        : List.of("System\n", "Models\n", "Assistants\n", "to fix", "applicable");
        int at = -1;
        for (String block : blocks.subList(0, 3)) {
            assertTrue(result.out().indexOf(block) > at, () -> block + " in " + result.out());
            at = result.out().indexOf(block);
        }
        blocks.forEach(word -> assertTrue(result.out().contains(word), result.out()));
        assertFalse(result.out().contains("\u001b"), result.out());
        assertFalse(result.out().contains("doctor."), result.out());
    }

    @Test
    void quick_loadsNothingAndAsksNobody() {
        CliProcess.Result result = withoutCards().run("doctor", "--quick", "--json");
        for (String id : List.of("engine.inference", "engine.placement", "ollama.server")) {
            assertEquals("not_applicable", check(result, id).path("state").asString());
        }
    }

    @Test
    void twoCards_areJudgedByTheRules() {
        CliProcess.Result result =
                withCards(NvmlScenes.TWO_CARDS).run("doctor", "--json", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        assertCheck(result, "gpu.source", "ok", "580.95.05", "");
        List<JsonNode> cards = checks(result, "gpu.card");
        assertTrue(cards.getFirst().toString().contains("excluded by policy"), cards::toString);
        assertTrue(cards.getLast().toString().contains("allowed by policy"), cards::toString);
        assertCheck(result, "gpu.cuda", "ok", "8.6", "");
        assertCheck(result, "gpu.denied_use", "ok", "RTX 5060 Ti", "");
        assertCheck(result, "env.cuda", "warning", "CUDA_VISIBLE_DEVICES", "nextgen env --shell");
        assertCheck(result, "engine.library", "warning", "processor only", "engine: {llama:");
    }

    @Test
    void oneCard_isWellButForTheRuleThatExcludesNothing() {
        CliProcess.Result result =
                withCards(NvmlScenes.ONE_CARD).run("doctor", "--json", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        assertCheck(result, "gpu.policy", "warning", "RTX 5060 Ti", "gpu.deny");
        assertCheck(result, "env.cuda", "ok", "", "");
    }

    @Test
    void driverWithoutCards_missesTheAllowedOneOnce() {
        CliProcess.Result result = withCards(NvmlScenes.NO_CARD).run("doctor", "--json", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        assertCheck(result, "gpu.source", "ok", "NVML", "");
        assertCheck(result, "gpu.policy", "warning", "RTX 3090", "gpu: {allow: [], deny: []}");
    }

    @Test
    void versionMismatch_asksForARestart() {
        CliProcess.Result result =
                withCards(NvmlScenes.VERSION_MISMATCH).run("doctor", "--json", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        assertCheck(
                result, "gpu.source", "warning", "LIB_RM_VERSION_MISMATCH", "restart the computer");
    }

    @Test
    void lostCard_failsWithAFix() {
        CliProcess.Result result =
                withCards(NvmlScenes.LOST_3090).run("doctor", "--json", "--quick");
        assertEquals(3, result.exitCode(), result::toString);
        assertTrue(result.out().contains("GPU_IS_LOST"), result::toString);
        assertTrue(result.out().contains("dmesg"), result::toString);
    }

    @Test
    void processOnTheExcludedCard_failsAndIsNamed() {
        long pid = ProcessHandle.current().pid();
        CliProcess.Result result =
                withCards(NvmlScenes.processOn5060Ti(pid)).run("doctor", "--json", "--quick");
        assertEquals(3, result.exitCode(), result::toString);
        assertCheck(result, "gpu.denied_use", "failed", "java (%d)".formatted(pid), "nextgen exec");
    }

    @Test
    void ourWorkerOnTheExcludedCard_fails() {
        CliProcess.Result result = withCards(NvmlScenes.CHILD_ON_5060_TI).run("doctor", "--json");
        assertEquals(3, result.exitCode(), result::toString);
        assertEquals("failed", result.json().path("state").asString());
    }

    @Test
    void fieldsThatTheCardDoesNotHave_areNotZero() {
        CliProcess.Result result =
                withCards(NvmlScenes.UNSUPPORTED).run("doctor", "--json", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        assertCheck(result, "gpu.state", "ok", "not told", "");
    }

    @Test
    void desktopDriverOfWindows_hidesMemoryOfProcessesOnly() {
        CliProcess.Result result = withCards(NvmlScenes.WDDM).run("doctor", "--json", "--quick");
        assertEquals(0, result.exitCode(), result::toString);
        assertCheck(result, "gpu.denied_use", "ok", "RTX 5060 Ti", "");
    }

    @Test
    void processorForbidden_withoutACard_fails() throws IOException {
        Files.createDirectories(home);
        Path file = Files.writeString(home.resolve("strict.yaml"), "gpu: {cpu: deny}\n");
        CliProcess.Result result =
                withoutCards().run("--config", file.toString(), "doctor", "--json", "--quick");
        assertEquals(3, result.exitCode(), result::toString);
        assertCheck(result, "gpu.source", "failed", "gpu.cpu: deny", "modprobe");
    }

    @Test
    void wrongConfiguration_isTheOnlyThingToSay() throws IOException {
        Files.createDirectories(home);
        Path file = Files.writeString(home.resolve("wrong.yaml"), "gpu: {allwo: []}\n");
        CliProcess.Result result = program().run("--config", file.toString(), "doctor", "--json");
        assertEquals(3, result.exitCode(), result::toString);
        assertCheck(result, "assistants.configuration", "failed", "allow", "nextgen config check");
        assertEquals(1, result.json().path("checks").size());
    }
}
