package org.nextgeneration.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one entry of the user's configuration, read by type.
 *
 * <p>Every method throws {@link OverrideException} where the value has another type than asked for.
 */
public final class OverrideFields {
    private final List<String> path;
    private final Map<String, ?> values;

    private OverrideFields(List<String> path, Map<String, ?> values) {
        this.path = path;
        this.values = values;
    }

    /**
     * Takes the fields of one entry.
     *
     * @param path the keys that lead to the entry
     * @param values as a configuration gives them: strings, numbers, booleans, lists and maps
     * @param keys the fields that exist
     * @throws OverrideException if there is a field of another name; suggests the nearest
     */
    public static OverrideFields of(List<String> path, Map<String, ?> values, List<String> keys) {
        OverrideFields fields = new OverrideFields(List.copyOf(path), values);
        for (String key : values.keySet()) {
            if (!keys.contains(key)) {
                throw fields.wrong(
                        key,
                        "unknown key; "
                                + NearestName.of(key, keys)
                                        .map("did you mean \"%s\"?"::formatted)
                                        .orElse("expected one of " + String.join(", ", keys)));
            }
        }
        return fields;
    }

    /** {@return the keys that lead to the entry} */
    public List<String> path() {
        return path;
    }

    /** {@return whether the field is set} */
    public boolean has(String key) {
        return values.get(key) != null;
    }

    /** {@return the field as a text} */
    public Optional<String> text(String key) {
        @Nullable Object value = values.get(key);
        return switch (value) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw wrong(key, found(value) + ", expected a text");
        };
    }

    /** {@return the field as a text in both languages: one text for both, or a map of fr and en} */
    public Optional<Localized> localized(String key) {
        @Nullable Object value = values.get(key);
        if (value instanceof Map<?, ?> map
                && map.size() == 2
                && map.get("fr") instanceof String fr
                && map.get("en") instanceof String en) {
            return Optional.of(new Localized(fr, en));
        }
        if (value instanceof Map<?, ?>) {
            throw wrong(key, found(value) + ", expected a text, or fr and en with a text each");
        }
        return text(key).map(Localized::same);
    }

    /** {@return the field as a list of texts; one text is a list of one} */
    public Optional<List<String>> texts(String key) {
        @Nullable Object value = values.get(key);
        if (!(value instanceof List<?> list)) {
            return text(key).map(List::of);
        }
        List<String> texts = new ArrayList<>();
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw wrong(key, found(item) + " in the list, expected only texts");
            }
            texts.add(text);
        }
        return Optional.of(List.copyOf(texts));
    }

    /** {@return the field as a list of model names} */
    public Optional<List<ModelName>> names(String key) {
        try {
            return texts(key).map(texts -> texts.stream().map(ModelName::parse).toList());
        } catch (IllegalArgumentException e) {
            throw wrong(key, String.valueOf(e.getMessage()));
        }
    }

    /** {@return the field as a list of roles} */
    public Optional<List<Role>> roles(String key) {
        return texts(key).map(texts -> texts.stream().map(text -> role(key, text)).toList());
    }

    /** {@return the field as one role} */
    public Optional<Role> role(String key) {
        return text(key).map(text -> role(key, text));
    }

    /** {@return the field as a number} */
    public OptionalDouble number(String key) {
        @Nullable Object value = values.get(key);
        return switch (value) {
            case null -> OptionalDouble.empty();
            case Number number -> OptionalDouble.of(number.doubleValue());
            default -> throw wrong(key, found(value) + ", expected a number");
        };
    }

    /** {@return the field as a whole number} */
    public OptionalLong wholeNumber(String key) {
        OptionalDouble number = number(key);
        if (number.isEmpty()) {
            return OptionalLong.empty();
        }
        double value = number.getAsDouble();
        // Beyond 2^53 a double no longer tells neighbours apart, and no size or count is there.
        if (value != Math.rint(value) || Math.abs(value) > 1L << 53) {
            throw wrong(key, found(values.get(key)) + ", expected a whole number");
        }
        return OptionalLong.of((long) value);
    }

    /** {@return the field as a whole number that fits in an {@code int}} */
    public OptionalInt count(String key) {
        OptionalLong number = wholeNumber(key);
        if (number.isEmpty()) {
            return OptionalInt.empty();
        }
        long value = number.getAsLong();
        if (value != (int) value) {
            throw wrong(key, "found " + value + ", expected at most " + Integer.MAX_VALUE);
        }
        return OptionalInt.of((int) value);
    }

    private Role role(String key, String text) {
        return Role.parse(text)
                .orElseThrow(
                        () -> {
                            List<String> ids =
                                    List.of(Role.values()).stream().map(Role::id).toList();
                            return wrong(
                                    key,
                                    "found \"%s\", expected one of %s%s"
                                            .formatted(
                                                    text,
                                                    String.join(", ", ids),
                                                    NearestName.of(text, ids)
                                                            .map(
                                                                    "; did you mean \"%s\"?"
                                                                            ::formatted)
                                                            .orElse("")));
                        });
    }

    private OverrideException wrong(String key, String message) {
        List<String> full = new ArrayList<>(path);
        full.add(key);
        return new OverrideException(full, message);
    }

    private static String found(@Nullable Object value) {
        return switch (value) {
            case null -> "found nothing";
            case String text -> "found the text \"" + text + "\"";
            case List<?> _ -> "found a list";
            case Map<?, ?> _ -> "found a map";
            default -> "found " + value;
        };
    }
}
