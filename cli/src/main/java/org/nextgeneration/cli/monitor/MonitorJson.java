package org.nextgeneration.cli.monitor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.gpu.XidEvent;

/** Samples of the monitor as JSON. Pure. */
public final class MonitorJson {
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private final CardJson cardJson;

    /** Speaks a language where words are for people. */
    public MonitorJson(Messages messages) {
        cardJson = new CardJson(messages);
    }

    /** {@return everything} */
    public Map<String, @Nullable Object> full(MonitorSample sample) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("time", sample.takenAt().toString());
        json.put("level", AlertText.id(sample.level()));
        json.put("cost_ms", JsonText.rounded(sample.costNanos() / NANOS_PER_MILLISECOND));
        json.put("system", cardJson.system(sample.system()));
        json.put("policy", cardJson.policy(sample.decision()));
        json.put("cards", sample.cards().stream().map(cardJson::status).toList());
        json.put("faults", sample.faults().stream().map(MonitorJson::fault).toList());
        json.put("models", sample.models().stream().map(MonitorJson::model).toList());
        json.put("host", host(sample.host()));
        json.put("thresholds", thresholds(sample.thresholds()));
        return json;
    }

    /** {@return what is worth keeping: some hundred bytes} */
    public Map<String, @Nullable Object> brief(MonitorSample sample) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("time", sample.takenAt().toString());
        json.put("level", AlertText.id(sample.level()));
        json.put("cards", sample.cards().stream().map(MonitorJson::briefCard).toList());
        json.put("faults", sample.faults().stream().map(MonitorJson::fault).toList());
        json.put("models", sample.models().stream().map(MonitorJson::briefModel).toList());
        json.put("load", sample.host().load().value().map(JsonText::rounded).orElse(null));
        json.put(
                "memory_available_bytes",
                sample.host().memoryAvailableBytes().value().orElse(null));
        return json;
    }

    private static Map<String, @Nullable Object> briefCard(CardStatus card) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("uuid", card.sample().card().uuid().value().orElse(null));
        json.put("name", card.sample().card().label());
        json.put("allowed", card.verdict().allowed());
        json.put(
                "used_bytes",
                card.sample()
                        .fast()
                        .memory()
                        .map(memory -> memory.usedBytes())
                        .value()
                        .orElse(null));
        json.put(
                "utilization_percent",
                card.sample().fast().utilizationPercent().value().orElse(null));
        json.put(
                "temperature_celsius",
                card.sample().fast().temperatureCelsius().value().orElse(null));
        json.put("power_milliwatts", card.sample().fast().powerMilliwatts().value().orElse(null));
        json.put("pids", card.processes().stream().map(CardProcess::pid).toList());
        json.put("alerts", card.health().alerts().stream().map(CardJson::alertKind).toList());
        return json;
    }

    private static Map<String, @Nullable Object> briefModel(LoadedModel model) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("pid", model.pid());
        json.put("name", model.name());
        json.put("activity", model.activity().map(MonitorJson::activity).orElse(null));
        return json;
    }

    private static Map<String, @Nullable Object> model(LoadedModel model) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("pid", model.pid());
        json.put("parent_pid", model.parentPid());
        json.put("name", model.name());
        json.put("engine", model.engine());
        json.put("device", model.device());
        json.put("quantization", model.quantization());
        json.put("context_tokens", model.contextTokens());
        json.put("resident_bytes", model.residentBytes() == 0 ? null : model.residentBytes());
        json.put("loaded_at", model.loadedAt().toString());
        json.put("devices", model.shares().stream().map(MonitorJson::share).toList());
        json.put("activity", model.activity().map(MonitorJson::activity).orElse(null));
        return json;
    }

    private static Map<String, @Nullable Object> share(LoadedModel.DeviceShare share) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", share.name());
        json.put("bus", share.address().map(PciAddress::toString).orElse(null));
        json.put("weight_bytes", share.weightBytes());
        json.put("kv_bytes", share.kvBytes());
        json.put("compute_bytes", share.computeBytes());
        return json;
    }

    private static Map<String, @Nullable Object> activity(LoadedModel.Activity activity) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("running", activity.running());
        json.put("waiting", activity.waiting());
        json.put("prompt_tokens", activity.promptTokens());
        json.put("completion_tokens", activity.completionTokens());
        json.put("tokens_per_s", JsonText.rounded(activity.tokensPerSecond()));
        json.put("updated_at", activity.updatedAt().toString());
        return json;
    }

    private static Map<String, Object> fault(XidEvent fault) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("index", fault.card().index());
        json.put("xid", fault.xid());
        json.put("time", fault.seenAt().toString());
        return json;
    }

    private static Map<String, @Nullable Object> host(HostStatus host) {
        return new ReadingsJson()
                .put("load", host.load(), JsonText::rounded)
                .put("processors", host.processors())
                .put("memory_total_bytes", host.memoryTotalBytes())
                .put("memory_available_bytes", host.memoryAvailableBytes())
                .object();
    }

    private static Map<String, @Nullable Object> thresholds(Thresholds thresholds) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("temperature_warning_celsius", number(thresholds.temperatureWarningCelsius()));
        json.put("temperature_critical_celsius", number(thresholds.temperatureCriticalCelsius()));
        json.put("memory_warning_percent", thresholds.memoryWarningPercent());
        json.put("memory_critical_percent", thresholds.memoryCriticalPercent());
        json.put("utilization_low_percent", thresholds.utilizationLowPercent());
        json.put("utilization_high_percent", thresholds.utilizationHighPercent());
        return json;
    }

    /** Empty where the card's own limit holds, which each card's health names. */
    private static @Nullable Integer number(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }
}
