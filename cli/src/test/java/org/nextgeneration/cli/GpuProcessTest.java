package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;
import org.nextgeneration.health.AuditFile;
import tools.jackson.databind.JsonNode;

/** {@code nextgen gpu} as a process, with a stand-in for NVIDIA's library. */
class GpuProcessTest {
    @TempDir Path folder;

    private CliProcess program(String scene) {
        NvmlStub stub = NvmlStub.in(folder.resolve("nvml")).scene(scene);
        return new CliProcess(folder.resolve("home"))
                .with("LD_LIBRARY_PATH", stub.folder().toString());
    }

    private void configure(String yaml) throws IOException {
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(folder.resolve("home/nextgen.yaml"), yaml);
    }

    @Test
    void gpu_driverNotLoaded_isNoErrorAndSaysWhatRuns() {
        CliProcess.Result result = program(NvmlScenes.DRIVER_NOT_LOADED).run("gpu");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(
                """
                There is no graphics card that this program could use. That is no error.
                Models run on the processor.
                """,
                result.out());
        assertEquals(
                """
                NVML: the driver is installed but not loaded (NVML_ERROR_DRIVER_NOT_LOADED)
                nvidia-smi is not on the PATH
                """,
                result.err());
    }

    @Test
    void gpuJson_driverNotLoaded_saysWhatWasTried() {
        JsonNode failures =
                program(NvmlScenes.DRIVER_NOT_LOADED)
                        .run("gpu", "--json")
                        .json()
                        .at("/system/failures");
        assertEquals("driver_not_loaded", failures.at("/0/kind").asString());
        assertEquals("NVML_ERROR_DRIVER_NOT_LOADED", failures.at("/0/details/0").asString());
        assertEquals("command_missing", failures.at("/1/kind").asString());
        assertEquals(2, failures.size());
    }

    @Test
    void gpu_processorForbiddenToo_saysThatNothingCanRun() throws IOException {
        configure("gpu:\n  cpu: deny\n");
        CliProcess.Result result = program(NvmlScenes.DRIVER_NOT_LOADED).run("gpu");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("gpu.cpu: deny"), result.out());
    }

    @Test
    void gpu_twoCards_showsBothVerdictsWithTheirReasons() {
        CliProcess.Result result = program(NvmlScenes.TWO_CARDS).run("gpu");
        assertEquals(0, result.exitCode(), result.err());
        String out = result.out();
        assertTrue(out.contains("NVML, driver 580.95.05, CUDA 13.0"), out);
        assertTrue(out.contains("0 RTX 5060 Ti: excluded by policy: {name: RTX 5060 Ti}\n"), out);
        assertTrue(
                out.contains(
                        "1 RTX 3090: allowed by policy: {name: RTX 3090, bus: 1, memory_min: 20"
                                + " GiB}\n"),
                out);
        assertTrue(out.contains("24.00 GiB"), out);
        assertTrue(out.contains("34 °C"), out);
        assertTrue(out.contains("20 / 350 W"), out);
        assertEquals("", result.err());
    }

    @Test
    void gpuJson_twoCards_hasVerdictsForPrograms() {
        JsonNode json = program(NvmlScenes.TWO_CARDS).run("gpu", "--json").json();
        assertEquals("nvml", json.at("/system/origin").asString());
        assertEquals("580.95.05", json.at("/system/driver_version").asString());
        JsonNode denied = json.at("/cards/0");
        assertFalse(denied.get("allowed").asBoolean());
        assertEquals("denied_by_rule", denied.get("verdict").asString());
        JsonNode allowed = json.at("/cards/1");
        assertTrue(allowed.get("allowed").asBoolean());
        assertEquals("allowed_by_rule", allowed.get("verdict").asString());
        assertEquals("0000:01:00.0", allowed.get("bus").asString());
        assertEquals("8.6", allowed.get("compute_capability").asString());
        assertEquals(34, allowed.at("/fast/temperature_celsius").asInt());
        assertEquals(NvmlScenes.UUID_3090, allowed.get("uuid").asString());
    }

    @Test
    void gpu_cardOnAnotherBus_explainsTheNearMiss() throws IOException {
        configure("gpu:\n  allow:\n    - name: RTX 5060 Ti\n      bus: 1\n  deny: []\n");
        CliProcess.Result result = program(NvmlScenes.TWO_CARDS).run("gpu");
        assertTrue(
                result.out()
                        .contains(
                                "0 RTX 5060 Ti: excluded: no rule allows it; the rule {name: RTX"
                                        + " 5060 Ti, bus: 1} nearly does: it is on bus 0, the rule"
                                        + " wants bus 1"),
                result.out());
        assertTrue(
                result.out().contains("1 RTX 3090: excluded: no rule allows it\n"), result.out());
        assertTrue(result.out().contains("No card is allowed"), result.out());
        assertTrue(result.err().contains("no card is as the rule"), result.err());
    }

    @Test
    void gpu_inFrench_speaksFrench() {
        String out = program(NvmlScenes.TWO_CARDS).run("--lang", "fr", "gpu").out();
        assertTrue(out.contains("exclue"), out);
        assertTrue(out.contains("exclue par la politique"), out);
    }

    @Test
    void gpu_cardThatTellsLittle_showsNoValueWhereThereIsNone() {
        String out = program(NvmlScenes.UNSUPPORTED).run("gpu").out();
        String line = out.lines().filter(row -> row.startsWith("1 ")).findFirst().orElseThrow();
        assertEquals(4, line.split("n/a", -1).length, line);
        JsonNode card = program(NvmlScenes.UNSUPPORTED).run("gpu", "--json").json().at("/cards/1");
        for (String field : List.of("temperature_celsius", "power_milliwatts")) {
            assertTrue(card.at("/fast/" + field).isNull(), card.toString());
            assertEquals(
                    "NVML_ERROR_NOT_SUPPORTED",
                    card.at("/fast/unknown/" + field).asString(),
                    card.toString());
        }
        assertEquals("NVML_ERROR_NOT_SUPPORTED", card.at("/slow/unknown/fan_percent").asString());
    }

    @Test
    void gpu_lostCard_isExcludedBecauseItDoesNotAnswer() {
        String out = program(NvmlScenes.LOST_3090).run("gpu").out();
        assertTrue(out.contains("1 GPU 1: excluded: it does not tell what it is"), out);
        assertTrue(out.contains("NVML_ERROR_GPU_IS_LOST"), out);
    }

    @Test
    void gpu_driverOfAnotherVersion_saysSo() {
        CliProcess.Result result = program(NvmlScenes.VERSION_MISMATCH).run("gpu");
        assertEquals(0, result.exitCode());
        assertTrue(result.err().contains("NVML_ERROR_LIB_RM_VERSION_MISMATCH"), result.err());
    }

    @Test
    void audit_withoutAFile_saysThatNothingIsRecorded() {
        CliProcess.Result result = new CliProcess(folder).run("gpu", "audit");
        assertEquals(0, result.exitCode(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains(AuditFile.NAME), result.err());
        assertEquals("", new CliProcess(folder).run("gpu", "audit", "--json").out());
    }

    @Test
    void audit_withEntries_showsTheNewestLast() throws IOException {
        Path state = folder.resolve("state");
        AuditFile file = new AuditFile(state.resolve("nextgeneration"));
        for (int pid = 1; pid <= 3; pid++) {
            file.append(
                    new Proof(
                            Instant.parse("2026-11-24T12:00:00Z"),
                            Proof.Outcome.CPU,
                            pid,
                            "model-" + pid,
                            List.of(),
                            ""));
        }
        CliProcess program = new CliProcess(folder).with("XDG_STATE_HOME", state.toString());
        String table = program.run("gpu", "audit", "--last", "2").out();
        assertFalse(table.contains("model-1"), table);
        assertTrue(table.indexOf("model-2") < table.indexOf("model-3"), table);
        assertTrue(table.contains("on the processor"), table);
        List<String> lines = program.run("gpu", "audit", "--json").out().lines().toList();
        assertEquals(Files.readAllLines(file.path()), lines);
    }

    @Test
    void audit_impossibleCount_isAWrongCommandLine() {
        for (String last : List.of("0", "10001", "many")) {
            CliProcess.Result result = new CliProcess(folder).run("gpu", "audit", "--last", last);
            assertEquals(2, result.exitCode(), last);
        }
    }
}
