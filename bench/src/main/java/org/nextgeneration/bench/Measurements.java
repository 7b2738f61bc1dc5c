package org.nextgeneration.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Values of one quantity, measured again and again.
 *
 * @param values in the order they were measured; at least one
 */
record Measurements(List<Double> values) {
    /** Copies the list. */
    Measurements {
        values = List.copyOf(values);
    }

    /** {@return measurements of these values} */
    static Measurements of(double... values) {
        return new Measurements(Arrays.stream(values).boxed().toList());
    }

    /** {@return the median} */
    double median() {
        return quantile(0.5);
    }

    /** {@return the value that a share of all values does not exceed} */
    double quantile(double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get((int) Math.round(share * (sorted.size() - 1)));
    }

    /** {@return median, least and greatest, in words} */
    String summary(String unit) {
        return String.format(
                Locale.ROOT,
                "median %.3f %s (least %.3f, greatest %.3f, %d runs)",
                median(),
                unit,
                quantile(0),
                quantile(1),
                values.size());
    }
}
