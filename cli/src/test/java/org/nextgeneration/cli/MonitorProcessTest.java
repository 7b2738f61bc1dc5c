package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code nextgen monitor} as a process, with a stand-in for NVIDIA's library. */
@Timeout(120)
class MonitorProcessTest {
    private static final int LINES_MAX = 40;

    @TempDir Path folder;

    private CliProcess program(String scene) {
        NvmlStub stub = NvmlStub.in(folder.resolve("nvml")).scene(scene);
        return new CliProcess(folder.resolve("home"))
                .with("LD_LIBRARY_PATH", stub.folder().toString())
                .with("XDG_STATE_HOME", folder.resolve("state").toString());
    }

    private JsonNode sample(String scene) {
        CliProcess.Result result = program(scene).run("monitor", "--once", "--json");
        assertEquals(0, result.exitCode(), result.err());
        return result.json();
    }

    private static void members(JsonNode object, String... names) {
        for (String name : names) {
            assertTrue(object.has(name), () -> name + " is not in " + object);
        }
    }

    @Test
    void onceJson_twoCards_hasEveryField() {
        JsonNode json = sample(NvmlScenes.twoCards("", "compute 1 500"));
        members(json, "time", "level", "cost_ms", "system", "policy", "cards", "faults");
        members(json, "models", "host", "thresholds");
        members(
                json.get("host"),
                "load",
                "processors",
                "memory_total_bytes",
                "memory_available_bytes");
        JsonNode card = json.at("/cards/1");
        members(card, "index", "name", "uuid", "bus", "memory_bytes", "compute_capability");
        members(card, "allowed", "verdict", "reason", "fast", "slow", "limits", "processes");
        members(card, "memory_split", "health");
        members(
                card.get("fast"),
                "memory",
                "utilization_percent",
                "memory_utilization_percent",
                "temperature_celsius",
                "power_milliwatts");
        members(
                card.at("/fast/memory"),
                "total_bytes",
                "used_bytes",
                "free_bytes",
                "reserved_bytes");
        members(
                card.get("slow"),
                "power_limit_milliwatts",
                "fan_percent",
                "graphics_clock_megahertz",
                "memory_clock_megahertz",
                "performance_state",
                "throttle_reasons",
                "pcie",
                "energy_millijoules");
        members(
                card.get("limits"),
                "slowdown_celsius",
                "shutdown_celsius",
                "operating_celsius_max",
                "memory_celsius_max",
                "power_limit_milliwatts_default",
                "power_limit_milliwatts_max",
                "memory_clock_megahertz_max",
                "memory_bus_bits",
                "memory_bytes_per_second",
                "pcie_max");
        members(
                card.get("memory_split"),
                "weight_bytes",
                "kv_bytes",
                "buffer_bytes",
                "other_bytes",
                "free_bytes");
        assertEquals(500L << 20, card.at("/processes/compute/0/memory_bytes").asLong());
        members(card.get("health"), "level", "alerts", "temperature_warning_celsius");
        assertEquals(93, card.at("/health/temperature_warning_celsius").asInt());
        assertEquals(95, card.at("/health/temperature_critical_celsius").asInt());
    }

    @Test
    void onceJson_hotFullAndSlowCard_hasItsAlerts() {
        JsonNode card =
                sample(
                                NvmlScenes.twoCards(
                                        "",
                                        "temperature 96\nmemory 24576 23900 312\nthrottle 0x40"))
                        .at("/cards/1");
        assertEquals("critical", card.at("/health/level").asString());
        List<String> kinds =
                card.at("/health/alerts").values().stream()
                        .map(alert -> alert.get("kind").asString())
                        .toList();
        assertEquals(List.of("temperature", "memory", "throttling"), kinds);
    }

    @Test
    void onceJson_lostCard_isCriticalAndHasNoValues() {
        JsonNode card = sample(NvmlScenes.LOST_3090).at("/cards/1");
        assertEquals("critical", card.at("/health/level").asString());
        assertEquals("card_lost", card.at("/health/alerts/0/kind").asString());
        assertTrue(card.at("/fast/temperature_celsius").isNull(), card.toString());
        assertEquals(
                "NVML_ERROR_GPU_IS_LOST", card.at("/fast/unknown/temperature_celsius").asString());
        assertTrue(card.get("memory_split").isNull(), card.toString());
    }

    @Test
    void onceJson_windowsDriver_doesNotCallAProcesssMemoryNothing() {
        JsonNode process = sample(NvmlScenes.WDDM).at("/cards/0/processes/named");
        JsonNode unknown =
                process.values().stream()
                        .filter(one -> one.get("pid").asLong() == 4_711)
                        .findFirst()
                        .orElseThrow();
        assertTrue(unknown.get("memory_bytes").isNull(), unknown.toString());
        assertTrue(unknown.at("/unknown/memory_bytes").isString(), unknown.toString());
    }

    @Test
    void once_cardThatTellsLittle_showsNoZeros() {
        String out = program(NvmlScenes.UNSUPPORTED).run("monitor", "--once").out();
        String card = out.substring(out.indexOf("RTX 3090"), out.indexOf("MODELS"));
        assertTrue(card.contains("fan n/a"), card);
        assertFalse(card.contains("0 °C"), card);
        assertTrue(out.contains("The driver does not list") || out.contains("2111"), out);
    }

    @Test
    void once_withoutCards_saysWhatRunsAndLogsNothing() throws IOException {
        CliProcess.Result result =
                new CliProcess(folder)
                        .with("XDG_STATE_HOME", folder.resolve("state").toString())
                        .run("monitor", "--once");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("Models run on the processor."), result.out());
        assertFalse(Files.exists(folder.resolve("state")));
    }

    @Test
    void json_streamed_isALineASampleUntilInterrupted() throws Exception {
        Process process = program(NvmlScenes.TWO_CARDS).start("monitor", "--json");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            JsonNode first = JsonMapper.shared().readTree(out.readLine());
            JsonNode second = JsonMapper.shared().readTree(out.readLine());
            assertTrue(first.get("time").asString().compareTo(second.get("time").asString()) < 0);
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
        assertEquals(130, process.exitValue());
        try (Stream<Path> files = Files.walk(folder.resolve("state"))) {
            Path log =
                    files.filter(file -> file.toString().endsWith(".jsonl"))
                            .findFirst()
                            .orElseThrow();
            JsonNode line = JsonMapper.shared().readTree(Files.readAllLines(log).getFirst());
            assertEquals("RTX 3090", line.at("/cards/1/name").asString());
        }
    }

    @Test
    void json_faultReported_staysAnAlertInLaterSamples() throws Exception {
        Process process =
                program(NvmlScenes.TWO_CARDS + "xid 1 79\n")
                        .start("monitor", "--json", "--no-log", "--interval", "0.5");
        int withFault = 0;
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (int line = 0; line < LINES_MAX && withFault < 2; line++) {
                JsonNode card = JsonMapper.shared().readTree(out.readLine()).at("/cards/1");
                boolean told =
                        card.at("/health/alerts").values().stream()
                                .anyMatch(alert -> alert.get("kind").asString().equals("fault"));
                withFault += told ? 1 : 0;
            }
        } finally {
            process.destroy();
        }
        assertEquals(2, withFault);
    }

    @Test
    void text_readerGone_endsWithoutAFailure() throws Exception {
        Process process =
                program(NvmlScenes.TWO_CARDS).start("monitor", "--no-log", "--interval", "0.5");
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            assertTrue(out.readLine().contains("NextGeneration"));
        }
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        assertFalse(Files.exists(folder.resolve("state")), "--no-log");
    }

    @Test
    void interval_thatIsNone_isAWrongCommandLine() {
        for (String interval : List.of("0.1", "0.49", "-1", "NaN", "3601", "soon")) {
            CliProcess.Result result =
                    new CliProcess(folder).run("monitor", "--once", "--interval", interval);
            assertEquals(2, result.exitCode(), interval);
            assertTrue(result.err().contains("--interval"), result.err());
        }
    }
}
