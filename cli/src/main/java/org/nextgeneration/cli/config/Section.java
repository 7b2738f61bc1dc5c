package org.nextgeneration.cli.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.nextgeneration.store.NearestName;

/**
 * The keys below one key, read one by one. What is wrong is added to a list and counts as absent,
 * so that one look at the file finds everything.
 */
final class Section {
    private static final int SHOWN_LENGTH_MAX = 80;

    private final Path file;
    private final String prefix;
    private final YamlValue.Mapping mapping;
    private final List<ConfigurationProblem> problems;

    private Section(
            Path file,
            String prefix,
            YamlValue.Mapping mapping,
            List<ConfigurationProblem> problems) {
        this.file = file;
        this.prefix = prefix;
        this.mapping = mapping;
        this.problems = problems;
    }

    static Section root(
            Path file, YamlValue.Mapping document, List<ConfigurationProblem> problems) {
        return new Section(file, "", document, problems);
    }

    /** Reports every key that is not one of these, with the nearest that is. */
    Section allow(List<String> keys) {
        mapping.entries()
                .forEach(
                        (key, entry) -> {
                            if (!keys.contains(key)) {
                                reportUnknown(key, entry.keyPlace(), keys);
                            }
                        });
        return this;
    }

    private void reportUnknown(String key, Place place, List<String> keys) {
        Optional<String> nearest = NearestName.of(key, keys);
        if (nearest.isPresent()) {
            report(
                    place,
                    "config.problem.unknown-key-nearest",
                    shortened(prefix + key),
                    prefix + nearest.get());
        } else {
            report(
                    place,
                    "config.problem.unknown-key",
                    shortened(prefix + key),
                    String.join(", ", keys));
        }
    }

    /** {@return whether the file has no key here, known or not} */
    boolean empty() {
        return mapping.entries().isEmpty();
    }

    /** {@return whether the file has this key, with whatever value} */
    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /** {@return a value that was read from below a key that the file has} */
    <T> Setting<T> readBelow(String key, T value) {
        return new Setting<>(value, new Source.Written(file, placeOf(List.of(key))));
    }

    void report(Place place, String messageKey, Object... arguments) {
        problems.add(ConfigurationProblem.at(file, place, messageKey, arguments));
    }

    /** {@return the section below a key, empty where the file has none} */
    Section section(String key) {
        YamlValue.Mapping below = new YamlValue.Mapping(Map.of(), mapping.place());
        YamlValue.Entry entry = mapping.entries().get(key);
        if (entry != null) {
            switch (entry.value()) {
                case YamlValue.Mapping found -> below = found;
                case YamlValue.Scalar scalar when scalar.value() == null -> {}
                case YamlValue other -> wrongType(key, other, "config.expected.mapping");
            }
        }
        return new Section(file, prefix + key + ".", below, problems);
    }

    /** {@return the elements below a key, each a section; not mappings are reported} */
    List<Section> sections(String key) {
        YamlValue.Entry entry = mapping.entries().get(key);
        if (entry == null || entry.value().plain() == null) {
            return List.of();
        }
        if (!(entry.value() instanceof YamlValue.Sequence sequence)) {
            wrongType(key, entry.value(), "config.expected.list");
            return List.of();
        }
        return sequence.values().stream()
                .flatMap(
                        element -> {
                            if (element instanceof YamlValue.Mapping found) {
                                return Stream.of(
                                        new Section(file, prefix + key + ".", found, problems));
                            }
                            wrongType(key, element, "config.expected.mapping");
                            return Stream.empty();
                        })
                .toList();
    }

    Optional<Setting<String>> text(String key) {
        YamlValue.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.value() instanceof YamlValue.Scalar(var value, var text, _)
                && value != null
                && !text.isBlank()) {
            return Optional.of(written(text, entry));
        }
        wrongType(key, entry.value(), "config.expected.text");
        return Optional.empty();
    }

    Optional<Setting<Integer>> integer(String key, int min, int max) {
        YamlValue.Entry entry = mapping.entries().get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (entry.value() instanceof YamlValue.Scalar(Long value, _, _)
                && value >= min
                && value <= max) {
            return Optional.of(written(value.intValue(), entry));
        }
        wrongType(key, entry.value(), "config.expected.integer", min, max);
        return Optional.empty();
    }

    /** {@return a path; relative ones count from the file's folder, ~ is the home folder} */
    Optional<Setting<Path>> path(String key, Path home) {
        return text(key)
                .flatMap(
                        setting -> {
                            try {
                                return Optional.of(
                                        new Setting<>(
                                                resolved(setting.value(), home), setting.source()));
                            } catch (InvalidPathException _) {
                                reportWrong(key, setting.value(), "config.expected.path");
                                return Optional.empty();
                            }
                        });
    }

    private Path resolved(String text, Path home) {
        if (text.equals("~")) {
            return home;
        }
        if (text.startsWith("~/") || text.startsWith("~\\")) {
            return home.resolve(text.substring(2));
        }
        return file.toAbsolutePath().resolveSibling(text).normalize();
    }

    /** {@return the value read by a function; a text that it does not know is reported} */
    <T> Optional<Setting<T>> parsed(
            String key, Function<String, Optional<T>> parse, String expectedKey, String choices) {
        return text(key)
                .flatMap(
                        setting -> {
                            Optional<T> value = parse.apply(setting.value());
                            if (value.isEmpty()) {
                                reportWrong(key, setting.value(), expectedKey, choices);
                            }
                            return value.map(known -> new Setting<>(known, setting.source()));
                        });
    }

    /**
     * {@return what these keys hold, those that are there, as plain maps, lists and values; a key
     * without a value is reported}
     */
    Map<String, Object> plain(List<String> keys) {
        Map<String, Object> plain = new LinkedHashMap<>();
        for (String key : keys) {
            YamlValue.Entry entry = mapping.entries().get(key);
            if (entry == null) {
                continue;
            }
            Object value = entry.value().plain();
            if (value == null) {
                wrongType(key, entry.value(), "config.expected.value");
            } else {
                plain.put(key, value);
            }
        }
        return plain;
    }

    /** {@return where the value at the end of a path of keys is, or the last one that is there} */
    Place placeOf(List<String> path) {
        YamlValue at = mapping;
        Place place = mapping.place();
        for (String key : path) {
            if (!(at instanceof YamlValue.Mapping here) || !here.entries().containsKey(key)) {
                return place;
            }
            YamlValue.Entry entry = here.entries().get(key);
            place = entry.keyPlace();
            at = entry.value();
        }
        return place;
    }

    private <T> Setting<T> written(T value, YamlValue.Entry entry) {
        return new Setting<>(value, new Source.Written(file, entry.keyPlace()));
    }

    private void reportWrong(String key, String found, String expectedKey, Object... arguments) {
        YamlValue.Entry entry = mapping.entries().get(key);
        Place place = entry == null ? mapping.place() : entry.value().place();
        report(
                place,
                "config.problem.wrong-value",
                prefix + key,
                shortened("\"" + found + "\""),
                new ConfigurationProblem.Expected(expectedKey, List.of(arguments)));
    }

    private void wrongType(String key, YamlValue found, String expectedKey, Object... arguments) {
        report(
                found.place(),
                "config.problem.wrong-value",
                prefix + key,
                shortened(found.kind()),
                new ConfigurationProblem.Expected(expectedKey, List.of(arguments)));
    }

    private static String shortened(String text) {
        return text.length() <= SHOWN_LENGTH_MAX ? text : text.substring(0, SHOWN_LENGTH_MAX) + "…";
    }
}
