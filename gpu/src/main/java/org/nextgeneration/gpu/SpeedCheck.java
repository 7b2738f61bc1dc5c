package org.nextgeneration.gpu;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a model decodes as fast as its card allows, and if not, why probably.
 *
 * @param limitTokensPerSecond what the card's memory allows at most, for this model
 * @param expectedTokensPerSecond what such a card usually reaches
 * @param share of the limit that was reached, 0 to 1
 * @param causes why it is far below what is expected, likeliest first; empty where it is not
 */
public record SpeedCheck(
        double limitTokensPerSecond,
        double expectedTokensPerSecond,
        double share,
        List<Cause> causes) {
    /** Why a model is slow. */
    public enum Cause {
        /** The processor computes, although a card could. */
        ON_PROCESSOR,
        /** Some of the weights are in the machine's memory. */
        PARTLY_ON_PROCESSOR,
        /** It runs on another card than the allowed one. */
        OTHER_CARD,
        /** The power limit. */
        POWER_LIMIT,
        /** Heat. */
        HEAT,
        /** The link to the card is narrower or slower than it could be. */
        PCIE_LINK,
        /** Other programs use the card. */
        OTHER_PROGRAMS,
        /** None that we can see. */
        UNKNOWN
    }

    /** Copies the list. */
    public SpeedCheck {
        causes = List.copyOf(causes);
    }

    /**
     * What is known when a model has answered.
     *
     * @param tokensPerSecond measured
     * @param bytesPerToken weights that are read for one token
     * @param bytesPerSecond what the card's memory gives
     * @param weightBytes of the model in all
     * @param cardWeightBytes of those, on the card; empty where the engine does not tell
     * @param onCard whether the engine opened a card
     * @param onOtherCard whether it was seen on a card that may not be used
     * @param slow the card's dear readings, taken while it answered or right after
     * @param limits the card's own limits
     * @param otherPrograms programs besides the model that compute on the card
     */
    public record Facts(
            double tokensPerSecond,
            long bytesPerToken,
            long bytesPerSecond,
            long weightBytes,
            Optional<Long> cardWeightBytes,
            boolean onCard,
            boolean onOtherCard,
            SlowReadings slow,
            CardLimits limits,
            int otherPrograms) {}

    /** Of the limit, what good kernels reach. Measured on several cards and models. */
    private static final double USUAL_EFFICIENCY = 0.7;

    /** Time of a token that does not depend on the weights: kernel starts, sampling. */
    private static final double USUAL_OVERHEAD_SECONDS = 0.0015;

    /** Below this part of what is expected something is wrong. */
    private static final double ALARM_BELOW = 0.5;

    private static final double WHOLE = 0.98;
    private static final double POWER_LIMIT_LOW = 0.6;

    private static final Set<ThrottleReason> HEAT =
            EnumSet.of(
                    ThrottleReason.SOFTWARE_THERMAL,
                    ThrottleReason.HARDWARE_THERMAL,
                    ThrottleReason.HARDWARE_SLOWDOWN);

    private static final Set<ThrottleReason> POWER =
            EnumSet.of(ThrottleReason.POWER_CAP, ThrottleReason.POWER_BRAKE);

    /** {@return whether it is far slower than it should be} */
    public boolean alarm() {
        return !causes.isEmpty();
    }

    /**
     * Checks. Pure.
     *
     * @return empty where nothing was measured
     */
    public static Optional<SpeedCheck> of(Facts facts) {
        if (!(facts.tokensPerSecond() > 0)
                || facts.bytesPerToken() <= 0
                || facts.bytesPerSecond() <= 0) {
            return Optional.empty();
        }
        double limit = (double) facts.bytesPerSecond() / facts.bytesPerToken();
        double expected = 1 / (1 / (limit * USUAL_EFFICIENCY) + USUAL_OVERHEAD_SECONDS);
        boolean slow = facts.tokensPerSecond() < expected * ALARM_BELOW;
        return Optional.of(
                new SpeedCheck(
                        limit,
                        expected,
                        facts.tokensPerSecond() / limit,
                        slow ? causes(facts) : List.of()));
    }

    private static List<Cause> causes(Facts facts) {
        EnumSet<Cause> causes = EnumSet.noneOf(Cause.class);
        if (!facts.onCard()) {
            causes.add(Cause.ON_PROCESSOR);
        } else if (facts.cardWeightBytes()
                .filter(bytes -> bytes < facts.weightBytes() * WHOLE)
                .isPresent()) {
            causes.add(Cause.PARTLY_ON_PROCESSOR);
        }
        if (facts.onOtherCard()) {
            causes.add(Cause.OTHER_CARD);
        }
        Set<ThrottleReason> throttling = facts.slow().throttleReasons().value().orElse(Set.of());
        if (throttling.stream().anyMatch(POWER::contains) || lowered(facts)) {
            causes.add(Cause.POWER_LIMIT);
        }
        if (throttling.stream().anyMatch(HEAT::contains)) {
            causes.add(Cause.HEAT);
        }
        if (narrowed(facts)) {
            causes.add(Cause.PCIE_LINK);
        }
        if (facts.otherPrograms() > 0) {
            causes.add(Cause.OTHER_PROGRAMS);
        }
        if (causes.isEmpty()) {
            causes.add(Cause.UNKNOWN);
        }
        return List.copyOf(causes);
    }

    private static boolean lowered(Facts facts) {
        Optional<Integer> inForce = facts.slow().powerLimitMilliwatts().value();
        Optional<Integer> usual = facts.limits().powerLimitMilliwattsDefault().value();
        return inForce.isPresent()
                && usual.isPresent()
                && inForce.get() < usual.get() * POWER_LIMIT_LOW;
    }

    /** The generation falls when the card rests; the lanes do not. */
    private static boolean narrowed(Facts facts) {
        Optional<PcieLink> now = facts.slow().pcie().value();
        Optional<PcieLink> most = facts.limits().pcieMax().value();
        return now.isPresent() && most.isPresent() && now.get().lanes() < most.get().lanes();
    }
}
