package org.nextgeneration.cli.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The samples of the last minutes. Immutable.
 *
 * @param samples oldest first, at most {@link #SAMPLES_MAX}
 * @param dropped how many there were before them
 */
public record MonitorHistory(List<MonitorSample> samples, long dropped) {
    /** Samples that are kept, and shown by a chart of any width. */
    public static final int SAMPLES_MAX = 180;

    /** Nothing yet. */
    public static final MonitorHistory EMPTY = new MonitorHistory(List.of(), 0);

    /** Copies the list. */
    public MonitorHistory {
        samples = List.copyOf(samples);
    }

    /** {@return the history with another sample} */
    public MonitorHistory plus(MonitorSample sample) {
        int surplus = Math.max(0, samples.size() + 1 - SAMPLES_MAX);
        List<MonitorSample> kept = new ArrayList<>(samples.subList(surplus, samples.size()));
        kept.add(sample);
        return new MonitorHistory(kept, dropped + surplus);
    }

    /** {@return the newest sample} There must be one. */
    MonitorSample newest() {
        return samples.getLast();
    }

    /**
     * {@return a value for each column, oldest first} A column stands for the same number of
     * samples each, and for the same ones as time goes on; it shows the highest, so that a peak is
     * not lost.
     *
     * @param columns how many at most
     * @param value of a sample, from 0 to 1, or not a number where it is unknown
     */
    List<OptionalDouble> columns(int columns, ToDoubleFunction<MonitorSample> value) {
        if (columns <= 0) {
            return List.of();
        }
        int perColumn = Math.ceilDiv(SAMPLES_MAX, Math.min(columns, SAMPLES_MAX));
        List<OptionalDouble> values = new ArrayList<>();
        long group = -1;
        for (int i = 0; i < samples.size(); i++) {
            long next = (dropped + i) / perColumn;
            if (next != group) {
                values.add(OptionalDouble.empty());
                group = next;
            }
            double found = value.applyAsDouble(samples.get(i));
            if (!Double.isNaN(found)) {
                double highest = Math.max(values.getLast().orElse(found), found);
                values.set(values.size() - 1, OptionalDouble.of(highest));
            }
        }
        return values.subList(Math.max(0, values.size() - columns), values.size());
    }
}
