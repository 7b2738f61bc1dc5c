package org.nextgeneration.bench.peers;

import java.util.List;
import java.util.Locale;

/**
 * Values of one quantity.
 *
 * @param values at least one, from least to greatest
 */
record Spread(List<Double> values) {
    /** Sorts a copy. */
    Spread {
        values = values.stream().sorted().toList();
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values: found none, expected at least one");
        }
    }

    /** {@return these times, in milliseconds} */
    static Spread ofNanos(List<Long> nanos) {
        return new Spread(nanos.stream().map(each -> each / 1e6).toList());
    }

    /** {@return the median; between the two in the middle where there are two} */
    double median() {
        int half = values.size() / 2;
        return values.size() % 2 == 1
                ? values.get(half)
                : (values.get(half - 1) + values.get(half)) / 2;
    }

    /** {@return the value that a share of all values, 0 to 1, does not exceed} */
    double quantile(double share) {
        return values.get((int) Math.round(share * (values.size() - 1)));
    }

    double least() {
        return values.getFirst();
    }

    double greatest() {
        return values.getLast();
    }

    /** {@return median, least and greatest in short, such as {@code 1.02 (0.98–1.05)}} */
    String text(int decimals) {
        String number = "%." + decimals + "f";
        return String.format(
                Locale.ROOT,
                number + " (" + number + "–" + number + ")",
                median(),
                least(),
                greatest());
    }
}
