package org.nextgeneration.gpu;

import java.util.List;
import java.util.Optional;

/**
 * Whether a card may be used, and why.
 *
 * @param card the card
 * @param reason why
 */
public record CardVerdict(GpuCard card, Reason reason) {
    /** Why. Each but the first keeps the card from being used. */
    public sealed interface Reason {}

    /**
     * A rule allows it, and none denies it.
     *
     * @param rule the rule
     */
    public record AllowedByRule(GpuRule rule) implements Reason {}

    /**
     * The person does not want it used. It says nothing about what the card could do.
     *
     * @param rule the rule
     */
    public record DeniedByRule(GpuRule rule) implements Reason {}

    /**
     * No rule speaks of it.
     *
     * @param nearMiss the rule that nearly does, if there is one
     */
    public record NoRule(Optional<NearMiss> nearMiss) implements Reason {}

    /**
     * A rule allows it, but it does not tell its identity: nothing could be made to keep to it, or
     * it may be the very card that another rule denies.
     *
     * @param cause what the driver said
     */
    public record Unidentified(String cause) implements Reason {}

    /**
     * A rule that names this product and asks for something else besides.
     *
     * @param rule the rule
     * @param failing what is not as it says
     */
    public record NearMiss(GpuRule rule, List<GpuRule.Criterion> failing) {
        /** Copies the list. */
        public NearMiss {
            failing = List.copyOf(failing);
        }
    }

    /** {@return whether it may be used} */
    public boolean allowed() {
        return reason instanceof AllowedByRule;
    }
}
