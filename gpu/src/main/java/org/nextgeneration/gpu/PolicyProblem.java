package org.nextgeneration.gpu;

import java.util.Optional;

/** Something about the rules that their author should know. Closed: each kind has its advice. */
public sealed interface PolicyProblem {
    /**
     * One rule allows what another denies. The card is not used.
     *
     * @param allow the one
     * @param deny the other
     * @param card the card that both speak of; empty if the rules are the same
     */
    record Contradiction(GpuRule allow, GpuRule deny, Optional<GpuCard> card)
            implements PolicyProblem {}

    /**
     * No card is as the rule says: it is not there, or not as it was.
     *
     * @param rule the allow rule
     */
    record AllowedCardMissing(GpuRule rule) implements PolicyProblem {}

    /**
     * No card is as the rule says, so it denies nothing.
     *
     * @param rule the deny rule
     */
    record DenyRuleUnused(GpuRule rule) implements PolicyProblem {}
}
