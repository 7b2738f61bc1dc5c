package org.nextgeneration.cli.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.cli.terminal.LanguageChoice;
import org.nextgeneration.engine.KeptState;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.OverrideException;
import org.nextgeneration.store.Role;

/** Turns one file into a configuration, or into the list of everything that is wrong with it. */
final class ConfigurationReader {
    static final List<String> ROOT_KEYS =
            List.of(
                    "language",
                    "models",
                    "engine",
                    GpuSettings.GPU_KEY,
                    GpuSettings.MONITOR_KEY,
                    "state",
                    "catalogue",
                    "roles",
                    "assistants");
    private static final List<String> MODELS_KEYS = List.of("folder");
    private static final List<String> ENGINE_KEYS =
            List.of("llama", "threads", "context", "cache_type", "saved_state");
    private static final List<String> LLAMA_KEYS = List.of("home");
    private static final List<String> STATE_KEYS = List.of("folder");
    private static final List<String> ROLE_KEYS = Stream.of(Role.values()).map(Role::id).toList();
    private static final String NAME_KEY = "name";

    private final Path file;
    private final Path home;
    private final List<ConfigurationProblem> problems = new ArrayList<>();

    ConfigurationReader(Path file, Path home) {
        this.file = file;
        this.home = home;
    }

    Configuration read() {
        Section root = Section.root(file, YamlFile.read(file), problems).allow(ROOT_KEYS);
        Section models = root.section("models").allow(MODELS_KEYS);
        Section engine = root.section("engine").allow(ENGINE_KEYS);
        Section llama = engine.section("llama").allow(LLAMA_KEYS);
        Section state = root.section("state").allow(STATE_KEYS);
        Configuration configuration =
                new Configuration(
                        Optional.of(file),
                        optional(
                                root.parsed(
                                        "language",
                                        LanguageChoice::parse,
                                        "config.expected.one-of",
                                        "fr, en")),
                        optional(models.path("folder", home)),
                        optional(llama.path("home", home)),
                        engine.integer("threads", 0, LoadRequest.THREADS_MAX)
                                .orElse(Setting.builtIn(0)),
                        engine.integer("context", 0, LoadRequest.CONTEXT_TOKENS_MAX)
                                .orElse(Setting.builtIn(0)),
                        engine.parsed(
                                        "cache_type",
                                        CacheTypes::parse,
                                        "config.expected.one-of",
                                        CacheTypes.CHOICES)
                                .orElse(Setting.builtIn(KvCacheType.F16)),
                        engine.parsed(
                                        "saved_state",
                                        ByteSize::parse,
                                        "config.expected.size-or-zero",
                                        "")
                                .orElse(Setting.builtIn(KeptState.BYTES_MAX_UNASKED)),
                        GpuSettings.policy(root),
                        GpuSettings.thresholds(root),
                        optional(state.path("folder", home)),
                        overridden(
                                root,
                                "catalogue",
                                Catalogue.overrideKeys(),
                                Catalogue.builtIn(),
                                Catalogue.builtIn()::withOverrides),
                        roles(root.section("roles").allow(ROLE_KEYS)),
                        overridden(
                                root,
                                "assistants",
                                Assistants.overrideKeys(),
                                Assistants.builtIn(),
                                Assistants.builtIn()::withOverrides));
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparing(ConfigurationReader::place));
            throw new ConfigurationException(problems);
        }
        return configuration;
    }

    private static Place place(ConfigurationProblem problem) {
        return problem.place().orElse(new Place(1, 1));
    }

    private static <T> Setting<Optional<T>> optional(Optional<Setting<T>> written) {
        return written.map(setting -> new Setting<>(Optional.of(setting.value()), setting.source()))
                .orElseGet(() -> Setting.builtIn(Optional.empty()));
    }

    private Map<Role, Setting<ModelName>> roles(Section section) {
        Map<Role, Setting<ModelName>> roles = new LinkedHashMap<>();
        for (Role role : Role.values()) {
            section.parsed(role.id(), ModelName::tryParse, "config.expected.model-name", "")
                    .ifPresent(setting -> roles.put(role, setting));
        }
        return roles;
    }

    /** A list of entries with a name each, handed to the owner of the list, who checks them. */
    private <T> Setting<T> overridden(
            Section root,
            String key,
            List<String> fieldKeys,
            T builtIn,
            Function<Map<String, Map<String, Object>>, T> override) {
        List<String> keys = Stream.concat(Stream.of(NAME_KEY), fieldKeys.stream()).toList();
        Map<String, Map<String, Object>> fields = new LinkedHashMap<>();
        Map<String, Section> sections = new LinkedHashMap<>();
        for (Section entry : root.sections(key)) {
            entry.allow(keys);
            Optional<Setting<String>> name = entry.text(NAME_KEY);
            if (name.isEmpty()) {
                entry.report(entry.placeOf(List.of()), "config.problem.no-name", key);
            } else if (sections.put(name.get().value(), entry) != null) {
                entry.report(
                        entry.placeOf(List.of(NAME_KEY)),
                        "config.problem.duplicate-name",
                        key,
                        name.get().value());
            } else {
                fields.put(name.get().value(), entry.plain(fieldKeys));
            }
        }
        if (fields.isEmpty()) {
            return Setting.builtIn(builtIn);
        }
        return applied(root, key, builtIn, override, fields, sections);
    }

    /** What its owner refuses is reported and left out, until the rest is accepted. */
    private <T> Setting<T> applied(
            Section root,
            String key,
            T builtIn,
            Function<Map<String, Map<String, Object>>, T> override,
            Map<String, Map<String, Object>> fields,
            Map<String, Section> sections) {
        Place listPlace = root.placeOf(List.of(key));
        Set<String> entriesWithProblems = new HashSet<>();
        while (true) {
            try {
                return new Setting<>(override.apply(fields), new Source.Written(file, listPlace));
            } catch (OverrideException wrong) {
                List<String> path = wrong.path();
                String name = path.isEmpty() ? "" : path.getFirst();
                Section entry = sections.get(name);
                boolean first = entriesWithProblems.add(name);
                // An entry that lacks what was left out of it has only the problem reported before.
                if (path.size() > 1 || first) {
                    problems.add(
                            ConfigurationProblem.at(
                                    file,
                                    entry == null
                                            ? listPlace
                                            : entry.placeOf(path.subList(1, path.size())),
                                    "config.problem.entry",
                                    key,
                                    String.valueOf(wrong.getMessage())));
                }
                if (!leftOut(path, fields)) {
                    return Setting.builtIn(builtIn);
                }
            }
        }
    }

    /** {@return whether something was there to leave out; so the caller comes to an end} */
    private static boolean leftOut(List<String> path, Map<String, Map<String, Object>> fields) {
        Map<String, Object> entry = path.isEmpty() ? null : fields.get(path.getFirst());
        if (entry == null) {
            return false;
        }
        if (path.size() < 2 || entry.remove(path.get(1)) == null) {
            fields.remove(path.getFirst());
        }
        return true;
    }
}
