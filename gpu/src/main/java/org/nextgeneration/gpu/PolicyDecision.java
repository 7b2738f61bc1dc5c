package org.nextgeneration.gpu;

import java.util.List;
import java.util.Optional;

/**
 * The policy applied to the cards of a machine.
 *
 * @param policy the policy
 * @param verdicts one for each card, in the cards' order
 * @param problems what the author of the rules should know
 */
public record PolicyDecision(
        GpuPolicy policy, List<CardVerdict> verdicts, List<PolicyProblem> problems) {
    /** Copies the lists. */
    public PolicyDecision {
        verdicts = List.copyOf(verdicts);
        problems = List.copyOf(problems);
    }

    /** {@return the cards that may be used} */
    public List<GpuCard> allowed() {
        return verdicts.stream().filter(CardVerdict::allowed).map(CardVerdict::card).toList();
    }

    /** {@return the cards that may not be used} */
    public List<GpuCard> denied() {
        return verdicts.stream()
                .filter(verdict -> !verdict.allowed())
                .map(CardVerdict::card)
                .toList();
    }

    /** {@return whether work may be done at all: on a card, or on the processor} */
    public boolean anythingAllowed() {
        return policy.cpuAllowed() || !allowed().isEmpty();
    }

    /** {@return the verdict on a card, if it was judged} */
    public Optional<CardVerdict> on(GpuCard card) {
        return verdicts.stream().filter(verdict -> verdict.card().equals(card)).findFirst();
    }

    /** {@return the card at an address, if there is one} */
    public Optional<CardVerdict> at(PciAddress address) {
        return verdicts.stream()
                .filter(
                        verdict ->
                                verdict.card()
                                        .address()
                                        .value()
                                        .filter(address::equals)
                                        .isPresent())
                .findFirst();
    }
}
