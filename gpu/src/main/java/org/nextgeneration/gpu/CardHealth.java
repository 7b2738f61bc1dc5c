package org.nextgeneration.gpu;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How a card is, judged from one sample. Pure: the same sample gets the same health.
 *
 * @param level the worst level of its alerts
 * @param alerts what is worth a word, the worst first
 * @param temperatureWarningCelsius the limit that was used
 * @param temperatureCriticalCelsius the limit that was used
 */
public record CardHealth(
        Level level,
        List<Alert> alerts,
        int temperatureWarningCelsius,
        int temperatureCriticalCelsius) {
    /** What NVML answers about a card that has fallen off the bus. */
    public static final String LOST = "NVML_ERROR_GPU_IS_LOST";

    /** Between warning and critical where the card names only one of its limits, in °C. */
    static final int TEMPERATURE_GAP_CELSIUS = 10;

    /** What a card says beyond these is no limit of a chip but a mistake, in °C. */
    static final int LIMIT_CELSIUS_MIN = 40;

    static final int LIMIT_CELSIUS_MAX = 150;

    /** Slower for a reason that a person can do something about; the power limit is no such one. */
    public static final Set<ThrottleReason> HARMFUL =
            Collections.unmodifiableSet(
                    EnumSet.of(
                            ThrottleReason.HARDWARE_SLOWDOWN,
                            ThrottleReason.SOFTWARE_THERMAL,
                            ThrottleReason.HARDWARE_THERMAL,
                            ThrottleReason.POWER_BRAKE));

    /**
     * Faults of a program, not of the card. Source: NVIDIA's XID catalogue (13 and 31 are bad
     * accesses, 43 and 45 a program that was stopped).
     */
    private static final Set<Long> PROGRAM_FAULTS = Set.of(13L, 31L, 43L, 45L);

    /** How bad it is; in this order. */
    public enum Level {
        /** Nothing to do. */
        OK,
        /** Worth a look. */
        WARNING,
        /** Something must be done. */
        CRITICAL
    }

    /** Something worth a word. */
    public sealed interface Alert {
        /** {@return how bad it is; OK for what is only said} */
        Level level();
    }

    /**
     * The chip is hot.
     *
     * @param level warning or critical
     * @param celsius as measured
     * @param limitCelsius the limit that it reached
     */
    public record Temperature(Level level, int celsius, int limitCelsius) implements Alert {}

    /**
     * The memory is nearly full.
     *
     * @param level warning or critical
     * @param percent of all of it that is used
     * @param limitPercent the limit that it reached
     */
    public record Memory(Level level, int percent, int limitPercent) implements Alert {}

    /**
     * A program waits on the card and it does nothing. Only said.
     *
     * @param percent as measured
     * @param limitPercent the limit that it is below
     */
    public record UtilizationLow(int percent, int limitPercent) implements Alert {
        @Override
        public Level level() {
            return Level.OK;
        }
    }

    /**
     * The card has no room for more work.
     *
     * @param percent as measured
     * @param limitPercent the limit that it is above
     */
    public record UtilizationHigh(int percent, int limitPercent) implements Alert {
        @Override
        public Level level() {
            return Level.WARNING;
        }
    }

    /**
     * The card runs slower than it could. The power limit alone is only said, because a card under
     * full load is meant to reach it; heat and a weak supply are not meant.
     *
     * @param reasons why, heat and power only
     */
    public record Throttling(Set<ThrottleReason> reasons) implements Alert {
        /** Copies the set. */
        public Throttling {
            reasons = Collections.unmodifiableSet(EnumSet.copyOf(reasons));
        }

        @Override
        public Level level() {
            return Collections.disjoint(reasons, HARMFUL) ? Level.OK : Level.WARNING;
        }
    }

    /** The card has fallen off the bus. The machine must be started again. */
    public record CardLost() implements Alert {
        @Override
        public Level level() {
            return Level.CRITICAL;
        }
    }

    /**
     * The driver reported a fault.
     *
     * @param xid its kind
     */
    public record Fault(long xid) implements Alert {
        @Override
        public Level level() {
            return PROGRAM_FAULTS.contains(xid) ? Level.WARNING : Level.CRITICAL;
        }
    }

    /** Copies the list. */
    public CardHealth {
        alerts = List.copyOf(alerts);
    }

    /** {@return the health of a card about which no fault was reported} */
    public static CardHealth of(CardSample sample, Thresholds thresholds) {
        return of(sample, List.of(), thresholds);
    }

    /**
     * Judges a card.
     *
     * @param sample the card
     * @param faults what the driver reported, about any card
     * @param thresholds from where on it is worth a word
     */
    public static CardHealth of(CardSample sample, List<XidEvent> faults, Thresholds thresholds) {
        int warningCelsius = warningCelsius(sample.limits(), thresholds);
        int criticalCelsius = criticalCelsius(sample.limits(), thresholds);
        List<Alert> alerts = new ArrayList<>();
        if (isLost(sample)) {
            alerts.add(new CardLost());
        }
        faults.stream()
                .filter(fault -> fault.card().index() == sample.card().index())
                .forEach(fault -> alerts.add(new Fault(fault.xid())));
        temperature(sample, warningCelsius, criticalCelsius).ifPresent(alerts::add);
        memory(sample, thresholds).ifPresent(alerts::add);
        throttling(sample).ifPresent(alerts::add);
        utilization(sample, thresholds).ifPresent(alerts::add);
        // Stable: what is equally bad stays in the order above.
        alerts.sort((left, right) -> right.level().compareTo(left.level()));
        Level level = alerts.isEmpty() ? Level.OK : alerts.getFirst().level();
        return new CardHealth(level, alerts, warningCelsius, criticalCelsius);
    }

    /** The person's, else the card's, else derived from the card's other one, else the built-in. */
    private static int warningCelsius(CardLimits limits, Thresholds thresholds) {
        if (thresholds.temperatureWarningCelsius().isPresent()) {
            return thresholds.temperatureWarningCelsius().getAsInt();
        }
        OptionalInt own = limit(limits.operatingCelsiusMax());
        OptionalInt slowdown = limit(limits.slowdownCelsius());
        if (own.isPresent()) {
            return own.getAsInt();
        }
        return slowdown.isPresent()
                ? slowdown.getAsInt() - TEMPERATURE_GAP_CELSIUS
                : Thresholds.TEMPERATURE_WARNING_CELSIUS;
    }

    /** As for the warning; a derived limit stays below the one at which the card switches off. */
    private static int criticalCelsius(CardLimits limits, Thresholds thresholds) {
        if (thresholds.temperatureCriticalCelsius().isPresent()) {
            return thresholds.temperatureCriticalCelsius().getAsInt();
        }
        OptionalInt own = limit(limits.slowdownCelsius());
        OptionalInt operating = limit(limits.operatingCelsiusMax());
        if (own.isPresent()) {
            return own.getAsInt();
        }
        return operating.isPresent()
                ? Math.min(
                        operating.getAsInt() + TEMPERATURE_GAP_CELSIUS,
                        limit(limits.shutdownCelsius()).orElse(LIMIT_CELSIUS_MAX) - 1)
                : Thresholds.TEMPERATURE_CRITICAL_CELSIUS;
    }

    private static OptionalInt limit(Reading<Integer> reading) {
        return reading.value()
                .filter(celsius -> celsius >= LIMIT_CELSIUS_MIN && celsius <= LIMIT_CELSIUS_MAX)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    private static boolean isLost(CardSample sample) {
        FastReadings fast = sample.fast();
        return Stream.of(
                        fast.memory(),
                        fast.utilizationPercent(),
                        fast.memoryUtilizationPercent(),
                        fast.temperatureCelsius(),
                        fast.powerMilliwatts())
                .anyMatch(
                        reading ->
                                reading instanceof Reading.Unknown<?>(String reason)
                                        && reason.equals(LOST));
    }

    private static Optional<Alert> temperature(CardSample sample, int warning, int critical) {
        return sample.fast()
                .temperatureCelsius()
                .value()
                .filter(celsius -> celsius >= Math.min(warning, critical))
                .map(
                        celsius ->
                                celsius >= critical
                                        ? new Temperature(Level.CRITICAL, celsius, critical)
                                        : new Temperature(Level.WARNING, celsius, warning));
    }

    private static Optional<Alert> memory(CardSample sample, Thresholds thresholds) {
        Optional<MemoryUse> memory =
                sample.fast().memory().value().filter(use -> use.totalBytes() > 0);
        if (memory.isEmpty()) {
            return Optional.empty();
        }
        double percent = 100.0 * memory.get().usedBytes() / memory.get().totalBytes();
        if (percent >= thresholds.memoryCriticalPercent()) {
            return Optional.of(
                    new Memory(Level.CRITICAL, (int) percent, thresholds.memoryCriticalPercent()));
        }
        return percent >= thresholds.memoryWarningPercent()
                ? Optional.of(
                        new Memory(Level.WARNING, (int) percent, thresholds.memoryWarningPercent()))
                : Optional.empty();
    }

    private static Optional<Alert> throttling(CardSample sample) {
        Set<ThrottleReason> reasons = EnumSet.noneOf(ThrottleReason.class);
        sample.slow().throttleReasons().value().ifPresent(reasons::addAll);
        reasons.removeIf(reason -> !HARMFUL.contains(reason) && reason != ThrottleReason.POWER_CAP);
        return reasons.isEmpty() ? Optional.empty() : Optional.of(new Throttling(reasons));
    }

    private static Optional<Alert> utilization(CardSample sample, Thresholds thresholds) {
        Optional<Integer> percent = sample.fast().utilizationPercent().value();
        if (percent.isEmpty()) {
            return Optional.empty();
        }
        if (percent.get() > thresholds.utilizationHighPercent()) {
            return Optional.of(
                    new UtilizationHigh(percent.get(), thresholds.utilizationHighPercent()));
        }
        // A card that nobody uses is meant to rest.
        boolean waiting =
                sample.processes().compute().value().filter(list -> !list.isEmpty()).isPresent();
        return waiting && percent.get() < thresholds.utilizationLowPercent()
                ? Optional.of(new UtilizationLow(percent.get(), thresholds.utilizationLowPercent()))
                : Optional.empty();
    }
}
