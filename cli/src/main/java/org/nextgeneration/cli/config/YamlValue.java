package org.nextgeneration.cli.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of the configuration file, with its place. */
sealed interface YamlValue {
    /** {@return where it begins} */
    Place place();

    /** {@return what it is, for a message that expected something else} */
    String kind();

    /** {@return the same as plain maps, lists, texts, numbers and truth values} */
    @Nullable Object plain();

    /**
     * A single value.
     *
     * @param value a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, or null
     * @param text as it is written
     */
    record Scalar(@Nullable Object value, String text, Place place) implements YamlValue {
        @Override
        public String kind() {
            return switch (value) {
                case null -> "null";
                case String _ -> "\"" + text + "\"";
                default -> text;
            };
        }

        @Override
        public @Nullable Object plain() {
            return value;
        }
    }

    /** Keys and values, in the file's order. */
    record Mapping(Map<String, Entry> entries, Place place) implements YamlValue {
        @Override
        public String kind() {
            return "{…}";
        }

        @Override
        public Object plain() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            entries.forEach((key, entry) -> map.put(key, entry.value().plain()));
            return map;
        }
    }

    /** Values in order. */
    record Sequence(List<YamlValue> values, Place place) implements YamlValue {
        @Override
        public String kind() {
            return "[…]";
        }

        @Override
        public Object plain() {
            return values.stream().map(YamlValue::plain).toList();
        }
    }

    /**
     * One key of a mapping.
     *
     * @param keyPlace where the key is written
     */
    record Entry(Place keyPlace, YamlValue value) {}
}
