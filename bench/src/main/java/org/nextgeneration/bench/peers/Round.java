package org.nextgeneration.bench.peers;

import java.util.Map;
import java.util.Optional;

/**
 * One peer under one load, once.
 *
 * @param load name of the load
 * @param peer name of the peer
 * @param number which round, from 0
 * @param outcome what came out
 * @param before the machine right before, where it tells
 * @param othersBefore others' share of the processors in the moment before it began
 * @param othersDuring others' share of the processors while it ran
 */
record Round(
        String load,
        String peer,
        int number,
        Outcome outcome,
        Optional<MachineState> before,
        Optional<Double> othersBefore,
        Optional<Double> othersDuring) {
    /** What came out of a round. */
    sealed interface Outcome {}

    /** It ran. */
    record Measured(Map<Metric, Double> values) implements Outcome {
        /** Copies the map. */
        public Measured {
            values = Map.copyOf(values);
        }
    }

    /** It could not, and why. */
    record Unable(String reason) implements Outcome {}

    /** {@return whether others took so much of the machine that the numbers are doubtful} */
    boolean isDoubtful() {
        return isMeasured() && othersDuring.orElse(0.0) > MachineState.BUSY_SHARE_MAX;
    }

    /** {@return whether it ran} */
    boolean isMeasured() {
        return outcome instanceof Measured;
    }

    /** {@return what was measured of a quantity, if it was} */
    Optional<Double> value(Metric metric) {
        return outcome instanceof Measured(Map<Metric, Double> values)
                ? Optional.ofNullable(values.get(metric))
                : Optional.empty();
    }
}
