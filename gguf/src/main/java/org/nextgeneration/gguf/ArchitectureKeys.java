package org.nextgeneration.gguf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Reads the keys that start with the architecture's name, each within its range.
 *
 * @param metadata the file's metadata
 * @param architecture the prefix, without the dot
 */
record ArchitectureKeys(Metadata metadata, String architecture) {
    private static final String REMEDY =
            "The model is damaged or of a kind that no engine here knows: download another file.";

    boolean contains(String name) {
        return metadata.contains(key(name));
    }

    int required(String name, int min, int max) {
        if (!contains(name)) {
            throw failure(name, "nothing", "%d to %d".formatted(min, max));
        }
        return optional(name, min, max, min);
    }

    int optional(String name, int min, int max, int otherwise) {
        if (!contains(name)) {
            return otherwise;
        }
        return checked(name, metadata.whole(key(name)).orElseThrow(), min, max);
    }

    /** {@return one number per layer: the file has one for all, or an array of as many} */
    Optional<List<Integer>> perLayer(String name, int layers, int max) {
        if (!(metadata.asMap().get(key(name)) instanceof GgufValue.Numbers(GgufNumbers numbers))) {
            return contains(name)
                    ? Optional.of(Collections.nCopies(layers, optional(name, 0, max, 0)))
                    : Optional.empty();
        }
        if (numbers.size() != layers || numbers.elementType().isReal()) {
            throw failure(name, numbers.toString(), "%d integers".formatted(layers));
        }
        List<Integer> values = new ArrayList<>(layers);
        for (int layer = 0; layer < layers; layer++) {
            values.add(checked(name, numbers.whole(layer), 0, max));
        }
        return Optional.of(values);
    }

    /** {@return the array of integers or truth values; empty if there is none, or no array} */
    Optional<GgufNumbers> numbers(String name) {
        return metadata.asMap().get(key(name)) instanceof GgufValue.Numbers(GgufNumbers numbers)
                        && !numbers.elementType().isReal()
                ? Optional.of(numbers)
                : Optional.empty();
    }

    /** {@return a number of 0 or more} */
    double real(String name, double otherwise) {
        double value = metadata.real(key(name)).orElse(otherwise);
        if (!Double.isFinite(value) || value < 0) {
            throw failure(name, Double.toString(value), "a number of 0 or more");
        }
        return value;
    }

    GgufFormatException failure(String name, String found, String expected) {
        return metadata.failure(key(name), found, expected, REMEDY);
    }

    private int checked(String name, long value, int min, int max) {
        if (value < min || value > max) {
            throw failure(name, Long.toString(value), "%d to %d".formatted(min, max));
        }
        return (int) value;
    }

    private String key(String name) {
        return architecture + "." + name;
    }
}
