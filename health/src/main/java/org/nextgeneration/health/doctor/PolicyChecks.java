package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.PolicyProblem;

/** Judges the rules about cards against the cards that there are. Pure. */
final class PolicyChecks {
    static final String POLICY = "gpu.policy";

    private PolicyChecks() {}

    static List<Check> of(PolicyDecision decision) {
        List<Check> checks = new ArrayList<>();
        for (PolicyProblem problem : decision.problems()) {
            switch (problem) {
                case PolicyProblem.Contradiction contradiction ->
                        checks.add(contradiction(contradiction));
                case PolicyProblem.AllowedCardMissing(GpuRule rule) -> {
                    if (!decision.verdicts().isEmpty()) {
                        checks.add(missing(rule, decision));
                    }
                }
                case PolicyProblem.DenyRuleUnused(GpuRule rule) -> {
                    if (!decision.verdicts().isEmpty()) {
                        checks.add(unused(rule));
                    }
                }
            }
        }
        // Where there is no card at all, that is one thing to say, and not one for each rule.
        if (decision.verdicts().isEmpty() && !decision.policy().allow().isEmpty()) {
            checks.add(noCard(decision.policy()));
        }
        if (checks.isEmpty()) {
            checks.add(kept(decision));
        }
        return checks;
    }

    private static Check kept(PolicyDecision decision) {
        return Check.ok(
                POLICY,
                SYSTEM,
                Text.of(
                        "doctor.gpu.policy.kept",
                        decision.allowed().size(),
                        decision.denied().size(),
                        processor(decision.policy())));
    }

    private static Text processor(GpuPolicy policy) {
        return Text.of(policy.cpuAllowed() ? "doctor.gpu.cpu-allowed" : "doctor.gpu.cpu-denied");
    }

    private static Check contradiction(PolicyProblem.Contradiction problem) {
        Optional<GpuCard> card = problem.card();
        Text found =
                card.isPresent()
                        ? Text.of(
                                "doctor.gpu.policy.contradiction",
                                card.get().label(),
                                problem.allow().toString(),
                                problem.deny().toString())
                        : Text.of("doctor.gpu.policy.same", problem.allow().toString());
        return Check.failed(
                POLICY,
                SYSTEM,
                found,
                Text.of("doctor.gpu.policy.expected-one"),
                Text.of(
                        "doctor.gpu.policy.fix-contradiction",
                        problem.allow().toString(),
                        problem.deny().toString()));
    }

    private static Check missing(GpuRule rule, PolicyDecision decision) {
        Text found = Text.of("doctor.gpu.policy.missing", rule.toString(), cards(decision));
        Text expected = Text.of("doctor.gpu.policy.expected-card");
        Text fix =
                decision.verdicts().stream()
                        .flatMap(verdict -> nearly(verdict, rule, decision.policy()).stream())
                        .findFirst()
                        .orElse(Text.of("doctor.gpu.policy.fix-missing"));
        // With another card allowed, work still goes where the person wants it.
        return decision.allowed().isEmpty()
                ? Check.failed(POLICY, SYSTEM, found, expected, fix)
                : Check.warning(POLICY, SYSTEM, found, expected, fix);
    }

    private static Optional<Text> nearly(CardVerdict verdict, GpuRule rule, GpuPolicy policy) {
        return verdict.reason() instanceof CardVerdict.NoRule(Optional<CardVerdict.NearMiss> miss)
                ? miss.filter(near -> near.rule().equals(rule))
                        .map(
                                near ->
                                        CardChecks.allowLine(
                                                policy,
                                                rule,
                                                RuleAdvice.fitting(near, verdict.card())))
                : Optional.empty();
    }

    private static Text.Enumeration cards(PolicyDecision decision) {
        return new Text.Enumeration(
                decision.verdicts().stream().map(verdict -> verdict.card().label()).toList());
    }

    private static Check unused(GpuRule rule) {
        return Check.warning(
                POLICY,
                SYSTEM,
                Text.of("doctor.gpu.policy.unused", rule.toString()),
                Text.of("doctor.gpu.policy.expected-card"),
                Text.of("doctor.gpu.policy.fix-unused"));
    }

    private static Check noCard(GpuPolicy policy) {
        Text found =
                Text.of(
                        "doctor.gpu.policy.no-card",
                        new Text.Enumeration(
                                policy.allow().stream().map(GpuRule::toString).toList()),
                        processor(policy));
        Text expected = Text.of("doctor.gpu.policy.expected-any");
        Text fix = Text.of("doctor.gpu.policy.fix-no-card");
        return policy.cpuAllowed()
                ? Check.warning(POLICY, SYSTEM, found, expected, fix)
                : Check.failed(POLICY, SYSTEM, found, expected, fix);
    }
}
