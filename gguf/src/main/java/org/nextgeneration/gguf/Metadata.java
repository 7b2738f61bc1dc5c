package org.nextgeneration.gguf;

import static org.nextgeneration.gguf.GgufFormatException.quoted;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The metadata of one file, in its order. Immutable; any thread.
 *
 * <p>Each typed accessor is empty if the key is absent and throws {@link GgufFormatException}
 * naming key, found and expected type if the value has another type.
 */
public final class Metadata {
    private final Path file;
    private final Map<String, GgufValue> values;
    private final Map<String, Long> offsetsBytes;

    private Metadata(Builder builder) {
        this.file = builder.file;
        this.values = Collections.unmodifiableMap(builder.values);
        this.offsetsBytes = builder.offsetsBytes;
    }

    /** Collects entries; used once. */
    static final class Builder {
        private final Path file;
        private final Map<String, GgufValue> values = new LinkedHashMap<>();
        private final Map<String, Long> offsetsBytes = new LinkedHashMap<>();

        Builder(Path file) {
            this.file = file;
        }

        /** {@return whether the key was new} */
        boolean put(String key, GgufValue value, long offsetBytes) {
            offsetsBytes.put(key, offsetBytes);
            return values.putIfAbsent(key, value) == null;
        }

        Metadata build() {
            return new Metadata(this);
        }
    }

    /** {@return all entries, in the order of the file; unmodifiable} */
    public Map<String, GgufValue> asMap() {
        return values;
    }

    /** {@return whether the key is there} */
    public boolean contains(String key) {
        return values.containsKey(key);
    }

    /** {@return the string} */
    public Optional<String> text(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Text(String text) -> Optional.of(text);
            case GgufValue other -> throw wrongType(key, other, "STRING");
        };
    }

    /** {@return the integer, of whatever width} */
    public OptionalLong whole(String key) {
        return switch (values.get(key)) {
            case null -> OptionalLong.empty();
            case GgufValue.Whole(GgufValueType _, long value) -> OptionalLong.of(value);
            case GgufValue other -> throw wrongType(key, other, "an integer");
        };
    }

    /** {@return the number, a float of either width or an integer} */
    public Optional<Double> real(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Real(GgufValueType _, double value) -> Optional.of(value);
            case GgufValue.Whole(GgufValueType _, long value) -> Optional.of((double) value);
            case GgufValue other -> throw wrongType(key, other, "a number");
        };
    }

    /** {@return the truth value} */
    public Optional<Boolean> flag(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Flag(boolean value) -> Optional.of(value);
            case GgufValue other -> throw wrongType(key, other, "BOOL");
        };
    }

    /** {@return the array of strings} */
    public Optional<GgufTexts> texts(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Texts(GgufTexts texts) -> Optional.of(texts);
            case GgufValue other -> throw wrongType(key, other, "ARRAY of STRING");
        };
    }

    /** {@return the array of numbers} */
    public Optional<GgufNumbers> numbers(String key) {
        return switch (values.get(key)) {
            case null -> Optional.empty();
            case GgufValue.Numbers(GgufNumbers numbers) -> Optional.of(numbers);
            case GgufValue other -> throw wrongType(key, other, "ARRAY of numbers");
        };
    }

    /** {@return a failure at this key's place, or at byte 0 if the key is absent} */
    GgufFormatException failure(String key, String found, String expected, String remedy) {
        return new GgufFormatException(
                file,
                offsetsBytes.getOrDefault(key, 0L),
                "%s as %s".formatted(found, quoted(key)),
                expected,
                remedy);
    }

    private GgufFormatException wrongType(String key, GgufValue found, String expected) {
        return failure(
                key,
                found.describeType(),
                expected,
                "Convert the model again with a current llama.cpp.");
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
