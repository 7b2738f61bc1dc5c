package org.nextgeneration.cli.monitor;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.gpu.BusPattern;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.PolicyProblem;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.Sighting;

/** What the policy says, in words. Pure. */
public final class PolicyText {
    private final Messages messages;

    /** Speaks a language. */
    public PolicyText(Messages messages) {
        this.messages = messages;
    }

    /** {@return whether a card may be used, in a word} */
    public String verdict(CardVerdict verdict) {
        return messages.text(verdict.allowed() ? "gpu.allowed" : "gpu.denied");
    }

    /** {@return why a card may or may not be used} */
    public String reason(CardVerdict verdict) {
        return switch (verdict.reason()) {
            case CardVerdict.AllowedByRule(GpuRule rule) ->
                    messages.text("gpu.reason.allowed", rule);
            case CardVerdict.DeniedByRule(GpuRule rule) -> messages.text("gpu.reason.denied", rule);
            case CardVerdict.NoRule(Optional<CardVerdict.NearMiss> near) ->
                    near.map(miss -> nearMiss(verdict.card(), miss))
                            .orElseGet(() -> noRule(verdict.card()));
            case CardVerdict.Unidentified(String cause) ->
                    messages.text("gpu.reason.unidentified", cause);
        };
    }

    /** A card that says nothing of itself has no rule because it is lost, not because it is new. */
    private String noRule(GpuCard card) {
        return switch (card.name()) {
            case Reading.Known<String> _ -> messages.text("gpu.reason.no-rule");
            case Reading.Unknown<String>(String cause) -> messages.text("gpu.reason.silent", cause);
        };
    }

    private String nearMiss(GpuCard card, CardVerdict.NearMiss miss) {
        String missing =
                miss.failing().stream()
                        .map(criterion -> missing(card, miss.rule(), criterion))
                        .collect(joining("; "));
        return messages.text("gpu.reason.near-miss", miss.rule(), missing);
    }

    private String missing(GpuCard card, GpuRule rule, GpuRule.Criterion criterion) {
        return switch (criterion) {
            case NAME ->
                    messages.text("gpu.miss.name", told(card.name()), rule.name().orElseThrow());
            case UUID ->
                    messages.text("gpu.miss.uuid", told(card.uuid()), rule.uuid().orElseThrow());
            case BUS -> {
                BusPattern wanted = rule.bus().orElseThrow();
                yield messages.text(
                        "gpu.miss.bus", told(card.address().map(at -> bus(at, wanted))), wanted);
            }
            case MEMORY ->
                    messages.text(
                            "gpu.miss.memory",
                            told(card.memoryBytes().map(bytes -> Sizes.brief(bytes, messages))),
                            Sizes.brief(rule.memoryBytesMin().orElseThrow(), messages));
            case COMPUTE_CAPABILITY ->
                    messages.text(
                            "gpu.miss.compute",
                            told(card.computeCapability()),
                            rule.computeCapabilityMin().orElseThrow());
        };
    }

    /** As exact as the rule is. */
    private static String bus(PciAddress address, BusPattern wanted) {
        return wanted.device().isEmpty() ? Integer.toHexString(address.bus()) : address.toString();
    }

    /** {@return something that a rule or the policy's author should know} */
    public String problem(PolicyProblem problem) {
        return switch (problem) {
            case PolicyProblem.Contradiction(GpuRule allow, GpuRule deny, Optional<GpuCard> card) ->
                    card.map(
                                    both ->
                                            messages.text(
                                                    "gpu.problem.contradiction",
                                                    both.label(),
                                                    allow,
                                                    deny))
                            .orElseGet(() -> messages.text("gpu.problem.same-rule", allow));
            case PolicyProblem.AllowedCardMissing(GpuRule rule) ->
                    messages.text("gpu.problem.missing", rule);
            case PolicyProblem.DenyRuleUnused(GpuRule rule) ->
                    messages.text("gpu.problem.unused", rule);
        };
    }

    /** {@return where programs may compute, in a line} */
    public String summary(PolicyDecision decision) {
        List<GpuCard> allowed = decision.allowed();
        if (!allowed.isEmpty()) {
            return messages.text(
                    "env.cards",
                    allowed.stream()
                            .map(card -> "%s (%s)".formatted(card.label(), told(card.uuid())))
                            .collect(joining(", ")));
        }
        return messages.text(decision.policy().cpuAllowed() ? "env.cpu" : "env.nowhere");
    }

    /** {@return which process of a program was on which card, and why it may not be there} */
    public String violation(String program, Sighting sighting, PolicyDecision decision) {
        return messages.text(
                "exec.violation",
                program,
                sighting.process().pid(),
                sighting.card().label(),
                decision.on(sighting.card()).map(this::reason).orElse(""));
    }

    private String told(Reading<?> reading) {
        return reading.value()
                .map(value -> messages.shown(value))
                .orElseGet(() -> messages.text("gpu.unknown"));
    }
}
