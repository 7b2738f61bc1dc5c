package org.nextgeneration.cli.monitor;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.CardLimits;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PcieLink;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SlowReadings;

/** Cards and policy as JSON; see {@link ReadingsJson} for what is unknown. Pure. */
public final class CardJson {
    private final PolicyText policyText;
    private final AlertText alertText;
    private final SourceText sourceText;

    /** Speaks a language where words are for people. */
    public CardJson(Messages messages) {
        policyText = new PolicyText(messages);
        alertText = new AlertText(messages);
        sourceText = new SourceText(messages);
    }

    /** {@return how the cards are read} */
    public Map<String, @Nullable Object> system(GpuSystem system) {
        return new ReadingsJson()
                .put("origin", AlertText.id(system.origin()))
                .put("driver_version", system.driverVersion())
                .put("cuda_version", system.cudaVersion())
                .put("failures", system.failures().stream().map(sourceText::json).toList())
                .object();
    }

    /** {@return what holds for every card} */
    public Map<String, @Nullable Object> policy(PolicyDecision decision) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("cpu_allowed", decision.policy().cpuAllowed());
        json.put("anything_allowed", decision.anythingAllowed());
        json.put("reserve_bytes", decision.policy().reserveBytes());
        json.put("problems", decision.problems().stream().map(policyText::problem).toList());
        return json;
    }

    /** {@return which card it is, and whether it may be used} */
    public Map<String, @Nullable Object> card(CardVerdict verdict) {
        GpuCard card = verdict.card();
        return new ReadingsJson()
                .put("index", card.index())
                .put("name", card.name())
                .put("uuid", card.uuid())
                .put("bus", card.address(), Object::toString)
                .put("memory_bytes", card.memoryBytes())
                .put("compute_capability", card.computeCapability(), Object::toString)
                .put("allowed", verdict.allowed())
                .put("verdict", kind(verdict.reason()))
                .put("reason", policyText.reason(verdict))
                .object();
    }

    private static String kind(CardVerdict.Reason reason) {
        return switch (reason) {
            case CardVerdict.AllowedByRule _ -> "allowed_by_rule";
            case CardVerdict.DeniedByRule _ -> "denied_by_rule";
            case CardVerdict.NoRule _ -> "no_rule";
            case CardVerdict.Unidentified _ -> "unidentified";
        };
    }

    /** {@return which card it is, and everything that it said} */
    public Map<String, @Nullable Object> readings(CardVerdict verdict, CardSample sample) {
        Map<String, @Nullable Object> json = card(verdict);
        json.put("fast", fast(sample.fast()));
        json.put("slow", slow(sample.slow()));
        json.put("limits", limits(sample.limits()));
        return json;
    }

    /** {@return a card of a sample of the monitor} */
    Map<String, @Nullable Object> status(CardStatus card) {
        Map<String, @Nullable Object> json = readings(card.verdict(), card.sample());
        json.put(
                "processes",
                new ReadingsJson()
                        .put("compute", card.sample().processes().compute(), CardJson::processes)
                        .put("graphics", card.sample().processes().graphics(), CardJson::processes)
                        .put("named", card.processes().stream().map(CardJson::named).toList())
                        .object());
        json.put("memory_split", split(card));
        json.put("health", health(card.health()));
        return json;
    }

    private static Map<String, @Nullable Object> fast(FastReadings fast) {
        return new ReadingsJson()
                .put("memory", fast.memory(), CardJson::memory)
                .put("utilization_percent", fast.utilizationPercent())
                .put("memory_utilization_percent", fast.memoryUtilizationPercent())
                .put("temperature_celsius", fast.temperatureCelsius())
                .put("power_milliwatts", fast.powerMilliwatts())
                .object();
    }

    private static Map<String, @Nullable Object> memory(MemoryUse memory) {
        return new ReadingsJson()
                .put("total_bytes", memory.totalBytes())
                .put("used_bytes", memory.usedBytes())
                .put("free_bytes", memory.freeBytes())
                .put("reserved_bytes", memory.reservedBytes())
                .object();
    }

    private static Map<String, @Nullable Object> slow(SlowReadings slow) {
        return new ReadingsJson()
                .put("power_limit_milliwatts", slow.powerLimitMilliwatts())
                .put("fan_percent", slow.fanPercent())
                .put("graphics_clock_megahertz", slow.graphicsClockMegahertz())
                .put("memory_clock_megahertz", slow.memoryClockMegahertz())
                .put("performance_state", slow.performanceState())
                .put(
                        "throttle_reasons",
                        slow.throttleReasons(),
                        reasons -> reasons.stream().map(AlertText::id).sorted().toList())
                .put("pcie", slow.pcie(), CardJson::link)
                .put("energy_millijoules", slow.energyMillijoules())
                .object();
    }

    private static Map<String, @Nullable Object> limits(CardLimits limits) {
        return new ReadingsJson()
                .put("slowdown_celsius", limits.slowdownCelsius())
                .put("shutdown_celsius", limits.shutdownCelsius())
                .put("operating_celsius_max", limits.operatingCelsiusMax())
                .put("memory_celsius_max", limits.memoryCelsiusMax())
                .put("power_limit_milliwatts_default", limits.powerLimitMilliwattsDefault())
                .put("power_limit_milliwatts_max", limits.powerLimitMilliwattsMax())
                .put("memory_clock_megahertz_max", limits.memoryClockMegahertzMax())
                .put("memory_bus_bits", limits.memoryBusBits())
                .put("memory_bytes_per_second", limits.memoryBytesPerSecond())
                .put("pcie_max", limits.pcieMax(), CardJson::link)
                .object();
    }

    private static Map<String, Object> link(PcieLink link) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("generation", link.generation());
        json.put("lanes", link.lanes());
        return json;
    }

    private static List<Map<String, @Nullable Object>> processes(List<GpuProcess> processes) {
        return processes.stream()
                .map(
                        process ->
                                new ReadingsJson()
                                        .put("pid", process.pid())
                                        .put("memory_bytes", process.memoryBytes())
                                        .object())
                .toList();
    }

    private static Map<String, @Nullable Object> named(CardProcess process) {
        return new ReadingsJson()
                .put("pid", process.pid())
                .put("name", process.name().orElse(null))
                .put("model", process.ours().orElse(null))
                .put("compute", process.computes())
                .put("graphics", process.draws())
                .put("memory_bytes", process.memoryBytes())
                .object();
    }

    private static @Nullable Map<String, @Nullable Object> split(CardStatus card) {
        if (card.sample().fast().memory() instanceof Reading.Unknown) {
            return null;
        }
        MemorySplit split = card.split();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("weight_bytes", split.weightBytes());
        json.put("kv_bytes", split.kvBytes());
        json.put("buffer_bytes", split.bufferBytes());
        json.put("other_bytes", split.otherBytes());
        json.put("free_bytes", split.freeBytes());
        return json;
    }

    private Map<String, @Nullable Object> health(CardHealth health) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("level", AlertText.id(health.level()));
        json.put("temperature_warning_celsius", health.temperatureWarningCelsius());
        json.put("temperature_critical_celsius", health.temperatureCriticalCelsius());
        json.put("alerts", health.alerts().stream().map(this::alert).toList());
        return json;
    }

    private Map<String, Object> alert(CardHealth.Alert alert) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", alertKind(alert));
        json.put("level", AlertText.id(alert.level()));
        json.put("text", alertText.text(alert));
        return json;
    }

    /** {@return a name for programs} */
    static String alertKind(CardHealth.Alert alert) {
        return switch (alert) {
            case CardHealth.Temperature _ -> "temperature";
            case CardHealth.Memory _ -> "memory";
            case CardHealth.UtilizationLow _ -> "utilization_low";
            case CardHealth.UtilizationHigh _ -> "utilization_high";
            case CardHealth.Throttling _ -> "throttling";
            case CardHealth.CardLost _ -> "card_lost";
            case CardHealth.Fault _ -> "fault";
        };
    }
}
