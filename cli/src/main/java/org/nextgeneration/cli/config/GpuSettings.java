package org.nextgeneration.cli.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.nextgeneration.gpu.BusPattern;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.Thresholds;

/** Reads what the configuration says about graphics cards: {@code gpu} and {@code monitor}. */
final class GpuSettings {
    static final String GPU_KEY = "gpu";
    static final String MONITOR_KEY = "monitor";

    private static final List<String> GPU_KEYS = List.of("allow", "deny", "reserve", "cpu");
    private static final List<String> RULE_KEYS =
            List.of("name", "uuid", "bus", "memory_min", "compute_min");
    private static final List<String> MONITOR_KEYS =
            List.of(
                    "temperature_warning",
                    "temperature_critical",
                    "memory_warning",
                    "memory_critical",
                    "utilization_low",
                    "utilization_high");
    private static final int CELSIUS_MIN = 1;
    private static final int CELSIUS_MAX = 150;

    private GpuSettings() {}

    /** {@return the rules; a list that the file has takes the place of the built-in one} */
    static Setting<GpuPolicy> policy(Section root) {
        if (!root.has(GPU_KEY)) {
            return Setting.builtIn(GpuPolicy.BUILT_IN);
        }
        Section gpu = root.section(GPU_KEY).allow(GPU_KEYS);
        GpuPolicy usual = GpuPolicy.BUILT_IN;
        GpuPolicy policy =
                new GpuPolicy(
                        rules(gpu, "allow", usual.allow()),
                        rules(gpu, "deny", usual.deny()),
                        gpu.parsed("reserve", ByteSize::parse, "config.expected.size-or-zero", "")
                                .map(Setting::value)
                                .orElse(usual.reserveBytes()),
                        gpu.parsed(
                                        "cpu",
                                        GpuSettings::allowOrDeny,
                                        "config.expected.one-of",
                                        "allow, deny")
                                .map(Setting::value)
                                .orElse(usual.cpuAllowed()));
        return root.readBelow(GPU_KEY, policy);
    }

    private static Optional<Boolean> allowOrDeny(String text) {
        return switch (text) {
            case "allow" -> Optional.of(true);
            case "deny" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static List<GpuRule> rules(Section gpu, String key, List<GpuRule> usual) {
        if (!gpu.has(key)) {
            return usual;
        }
        List<GpuRule> rules = new ArrayList<>();
        for (Section entry : gpu.sections(key)) {
            rule(entry.allow(RULE_KEYS), key).ifPresent(rules::add);
        }
        if (rules.size() > GpuPolicy.RULES_MAX) {
            gpu.report(
                    gpu.placeOf(List.of(key)),
                    "config.problem.too-many-rules",
                    key,
                    rules.size(),
                    GpuPolicy.RULES_MAX);
            return usual;
        }
        return rules;
    }

    private static Optional<GpuRule> rule(Section entry, String key) {
        Optional<String> name = entry.text("name").map(Setting::value);
        Optional<String> uuid = entry.text("uuid").map(Setting::value);
        Optional<BusPattern> bus =
                entry.parsed("bus", BusPattern::parse, "config.expected.bus", "")
                        .map(Setting::value);
        OptionalLong memory =
                entry.parsed("memory_min", ByteSize::parse, "config.expected.size", "")
                        .map(setting -> OptionalLong.of(setting.value()))
                        .orElseGet(OptionalLong::empty);
        Optional<ComputeCapability> compute =
                entry.parsed(
                                "compute_min",
                                ComputeCapability::parse,
                                "config.expected.compute-capability",
                                "")
                        .map(Setting::value);
        if (entry.empty()) {
            entry.report(
                    entry.placeOf(List.of()),
                    "config.problem.empty-rule",
                    key,
                    String.join(", ", RULE_KEYS));
            return Optional.empty();
        }
        try {
            return Optional.of(new GpuRule(name, uuid, bus, memory, compute));
        } catch (IllegalArgumentException unusable) {
            // Each criterion that is wrong was reported; a name that is too long was not.
            name.filter(text -> text.length() > GpuRule.NAME_LENGTH_MAX)
                    .ifPresent(
                            text ->
                                    entry.report(
                                            entry.placeOf(List.of("name")),
                                            "config.problem.long-name",
                                            text.length(),
                                            GpuRule.NAME_LENGTH_MAX));
            return Optional.empty();
        }
    }

    /** {@return the thresholds, those that the file has over the built-in ones} */
    static Setting<Thresholds> thresholds(Section root) {
        if (!root.has(MONITOR_KEY)) {
            return Setting.builtIn(Thresholds.BUILT_IN);
        }
        Section monitor = root.section(MONITOR_KEY).allow(MONITOR_KEYS);
        Thresholds usual = Thresholds.BUILT_IN;
        Thresholds thresholds =
                new Thresholds(
                        celsius(monitor, "temperature_warning"),
                        celsius(monitor, "temperature_critical"),
                        percent(monitor, "memory_warning", usual.memoryWarningPercent()),
                        percent(monitor, "memory_critical", usual.memoryCriticalPercent()),
                        percent(monitor, "utilization_low", usual.utilizationLowPercent()),
                        percent(monitor, "utilization_high", usual.utilizationHighPercent()));
        ordered(
                monitor,
                "memory_warning",
                thresholds.memoryWarningPercent(),
                "memory_critical",
                thresholds.memoryCriticalPercent());
        ordered(
                monitor,
                "utilization_low",
                thresholds.utilizationLowPercent(),
                "utilization_high",
                thresholds.utilizationHighPercent());
        if (thresholds.temperatureWarningCelsius().isPresent()
                && thresholds.temperatureCriticalCelsius().isPresent()) {
            ordered(
                    monitor,
                    "temperature_warning",
                    thresholds.temperatureWarningCelsius().getAsInt(),
                    "temperature_critical",
                    thresholds.temperatureCriticalCelsius().getAsInt());
        }
        return root.readBelow(MONITOR_KEY, thresholds);
    }

    private static OptionalInt celsius(Section monitor, String key) {
        return monitor.integer(key, CELSIUS_MIN, CELSIUS_MAX)
                .map(setting -> OptionalInt.of(setting.value()))
                .orElseGet(OptionalInt::empty);
    }

    private static int percent(Section monitor, String key, int usual) {
        return monitor.integer(key, 0, 100).map(Setting::value).orElse(usual);
    }

    private static void ordered(Section monitor, String lowKey, int low, String highKey, int high) {
        if (low > high) {
            monitor.report(
                    monitor.placeOf(List.of(monitor.has(highKey) ? highKey : lowKey)),
                    "config.problem.not-ordered",
                    lowKey,
                    low,
                    highKey,
                    high);
        }
    }
}
