package org.nextgeneration.engine;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.util.List;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Sighting;

/** Says in words what the rules about cards say. Pure. */
final class PolicyText {
    private PolicyText() {}

    /** {@return a card by its name and place, such as {@code RTX 5060 Ti (0000:02:00.0)}} */
    static String card(GpuCard card) {
        return "%s (%s)"
                .formatted(
                        card.label(),
                        card.address()
                                .value()
                                .map(PciAddress::toString)
                                .orElse("at an unknown address"));
    }

    /** {@return the cards of some sightings, each once} */
    static String cards(List<Sighting> sightings) {
        return sightings.stream()
                .map(sighting -> card(sighting.card()))
                .distinct()
                .collect(joining(" and "));
    }

    /** {@return why a card may not be used, and what to do about it, in sentences} */
    static String denial(GpuCard card, PolicyDecision decision) {
        return decision.on(card)
                .map(PolicyText::denial)
                .orElse("The driver did not list it when the rules were applied. Start again.");
    }

    /** {@return the same for a verdict} */
    static String denial(CardVerdict verdict) {
        return switch (verdict.reason()) {
            case CardVerdict.DeniedByRule(var rule) ->
                    "The rule %s in gpu.deny denies it. Remove the rule if it may be used."
                            .formatted(rule);
            case CardVerdict.NoRule(var near) ->
                    near.map(PolicyText::nearMiss).orElse("No rule in gpu.allow speaks of it.")
                            + " Change gpu.allow if it may be used.";
            case CardVerdict.Unidentified(String cause) ->
                    "The driver does not tell its identity (%s). Check the driver."
                            .formatted(cause);
            case CardVerdict.AllowedByRule(var rule) ->
                    "The rule %s in gpu.allow allows it.".formatted(rule);
        };
    }

    private static String nearMiss(CardVerdict.NearMiss miss) {
        return "The rule %s in gpu.allow names it; it differs in %s."
                .formatted(miss.rule(), miss.failing());
    }

    /** {@return why a load may not leave layers on the processor, and what to do about it} */
    static String layersStay(String model, int onCard, int layers) {
        return ("%s was not started: found %d of %d layers for the card, expected all, because"
                        + " gpu.cpu forbids the processor. Ask for all layers, or set gpu.cpu to"
                        + " allow.")
                .formatted(model, onCard, layers);
    }

    /** {@return why a build of the library is of no use, and what to do about it} */
    static String noWay(String model, Path build) {
        return ("%s was not started: found a build of libllama without CUDA and Vulkan in %s,"
                        + " expected one with either, because gpu.cpu forbids the processor."
                        + " Install one, or set gpu.cpu to allow.")
                .formatted(model, build);
    }

    /** {@return why nothing may run on this machine, and what to do about it} */
    static String nowhere(String model, PolicyDecision decision) {
        String found =
                decision.verdicts().stream()
                        .map(verdict -> card(verdict.card()) + ": " + denial(verdict))
                        .collect(joining(" "));
        return "%s was not started: found no graphics card that may be used, and gpu.cpu forbids"
                        .formatted(model)
                + " the processor. "
                + (found.isEmpty() ? "No card is there, or its driver cannot be read." : found)
                + " Or set gpu.cpu to allow.";
    }
}
