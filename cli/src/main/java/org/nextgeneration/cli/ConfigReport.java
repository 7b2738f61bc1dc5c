package org.nextgeneration.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.cli.config.Configuration;
import org.nextgeneration.cli.config.Setting;
import org.nextgeneration.cli.config.Source;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.Role;
import org.nextgeneration.store.StoreRoots;

/** The values that hold, each with its source. */
final class ConfigReport {
    private final Session session;
    private final boolean json;

    ConfigReport(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    private record Row(String key, Object value, Source source) {}

    ExitCode show() {
        Configuration configuration = session.configuration();
        List<Row> rows = rows(configuration);
        Optional<Path> file = configuration.file();
        if (json) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            object.put("file", file.map(Path::toString).orElse(null));
            object.put("settings", rows.stream().map(this::object).toList());
            session.screen().line(JsonText.of(object));
            return ExitCode.DONE;
        }
        session.screen()
                .note(
                        file.map(found -> session.text("config.file", found))
                                .orElseGet(() -> session.text("config.no-file")));
        Table table =
                new Table(
                        session.text("column.key"),
                        session.text("column.value"),
                        session.text("column.source"));
        for (Row row : rows) {
            table.row(
                    row.key(),
                    row.value() instanceof List<?> names
                            ? String.join(", ", names.stream().map(String::valueOf).toList())
                            : row.value().toString(),
                    row.source().text(session.messages()));
        }
        table.lines().forEach(session.screen()::line);
        return ExitCode.DONE;
    }

    private List<Row> rows(Configuration configuration) {
        List<Row> rows = new ArrayList<>();
        Setting<Optional<Language>> language = configuration.language();
        rows.add(
                new Row(
                        "language",
                        language.value().orElse(session.language()).code(),
                        language.source()));
        rows.add(modelsFolder(configuration));
        rows.add(
                new Row(
                        "engine.llama.home",
                        configuration.llamaHome().value().map(Path::toString).orElse(""),
                        configuration.llamaHome().source()));
        rows.add(row("engine.threads", configuration.threads()));
        rows.add(row("engine.context", configuration.contextTokens()));
        rows.add(
                new Row(
                        "engine.cache_type",
                        configuration.cacheType().value().id(),
                        configuration.cacheType().source()));
        rows.add(
                new Row(
                        "engine.saved_state",
                        bytes(configuration.savedStateBytes().value()),
                        configuration.savedStateBytes().source()));
        rows.addAll(gpuRows(configuration));
        rows.add(
                new Row(
                        "state.folder",
                        session.stateFolder().toString(),
                        configuration.stateFolder().source()));
        rows.add(
                new Row(
                        "catalogue",
                        configuration.catalogue().value().entries().stream()
                                .map(entry -> SelectionJson.shortName(entry.name()))
                                .toList(),
                        configuration.catalogue().source()));
        for (Role role : Role.values()) {
            Setting<?> model = configuration.roles().get(role);
            if (model != null) {
                rows.add(new Row("roles." + role.id(), model.value().toString(), model.source()));
            }
        }
        rows.add(
                new Row(
                        "assistants",
                        configuration.assistants().value().all().stream()
                                .map(Assistant::name)
                                .toList(),
                        configuration.assistants().source()));
        return rows;
    }

    private Row modelsFolder(Configuration configuration) {
        boolean fromEnvironment =
                !session.surroundings()
                        .environment()
                        .getOrDefault(StoreRoots.VARIABLE, "")
                        .isBlank();
        return new Row(
                "models.folder",
                session.store().roots().getFirst().folder().toString(),
                fromEnvironment
                        ? new Source.Environment(StoreRoots.VARIABLE)
                        : configuration.modelsFolder().source());
    }

    private List<Row> gpuRows(Configuration configuration) {
        GpuPolicy policy = configuration.gpuPolicy().value();
        Source policySource = configuration.gpuPolicy().source();
        Thresholds thresholds = configuration.thresholds().value();
        Source monitorSource = configuration.thresholds().source();
        return List.of(
                new Row("gpu.allow", texts(policy.allow()), policySource),
                new Row("gpu.deny", texts(policy.deny()), policySource),
                new Row("gpu.reserve", bytes(policy.reserveBytes()), policySource),
                new Row("gpu.cpu", policy.cpuAllowed() ? "allow" : "deny", policySource),
                new Row(
                        "monitor.temperature_warning",
                        celsius(thresholds.temperatureWarningCelsius()),
                        monitorSource),
                new Row(
                        "monitor.temperature_critical",
                        celsius(thresholds.temperatureCriticalCelsius()),
                        monitorSource),
                new Row("monitor.memory_warning", thresholds.memoryWarningPercent(), monitorSource),
                new Row(
                        "monitor.memory_critical",
                        thresholds.memoryCriticalPercent(),
                        monitorSource),
                new Row(
                        "monitor.utilization_low",
                        thresholds.utilizationLowPercent(),
                        monitorSource),
                new Row(
                        "monitor.utilization_high",
                        thresholds.utilizationHighPercent(),
                        monitorSource));
    }

    /** {@return a size as people read it; for programs, the number of bytes} */
    private Object bytes(long bytes) {
        return json ? bytes : Sizes.gibibytes(bytes, session.messages());
    }

    private static List<String> texts(List<GpuRule> rules) {
        return rules.stream().map(GpuRule::toString).toList();
    }

    /** {@return empty where the card's own limit holds} */
    private static Object celsius(OptionalInt set) {
        return set.isPresent() ? set.getAsInt() : "";
    }

    private static Row row(String key, Setting<Integer> setting) {
        return new Row(key, setting.value(), setting.source());
    }

    private Map<String, Object> object(Row row) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("key", row.key());
        object.put("value", row.value());
        object.put(
                "source",
                switch (row.source()) {
                    case Source.BuiltIn _ -> "default";
                    case Source.Written _, Source.Environment _ ->
                            row.source().text(session.messages());
                });
        return object;
    }
}
