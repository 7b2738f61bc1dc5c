package org.nextgeneration.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * Which cards may be used. A card may be used if an allow rule speaks of it and no deny rule may; a
 * card that no rule speaks of may not, because a new card in the machine must not change what runs
 * where.
 *
 * @param allow cards that may be used
 * @param deny cards that may not, whatever the other list says
 * @param reserveBytes memory of an allowed card that is left to the desktop and other programs
 * @param cpuAllowed whether the processor may do the work where no card may or can
 */
public record GpuPolicy(
        List<GpuRule> allow, List<GpuRule> deny, long reserveBytes, boolean cpuAllowed) {
    /** It goes into variables where a comma, a quote or a space would mean something else. */
    private static final Pattern UUID = Pattern.compile("[A-Za-z0-9-]{1,95}");

    /** Rules of one list. */
    public static final int RULES_MAX = 64;

    private static final long GIBIBYTE = 1L << 30;
    private static final long DESKTOP_BYTES = GIBIBYTE / 2;

    /** The RTX 3090 on bus 1, never the RTX 5060 Ti. */
    public static final GpuPolicy BUILT_IN =
            new GpuPolicy(
                    List.of(
                            new GpuRule(
                                    Optional.of("RTX 3090"),
                                    Optional.empty(),
                                    Optional.of(
                                            new BusPattern(
                                                    OptionalInt.empty(), 1, OptionalInt.empty())),
                                    OptionalLong.of(20 * GIBIBYTE),
                                    Optional.empty())),
                    List.of(GpuRule.named("RTX 5060 Ti")),
                    DESKTOP_BYTES,
                    true);

    /** Copies the lists and rejects what no machine has. */
    public GpuPolicy {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
        if (allow.size() > RULES_MAX || deny.size() > RULES_MAX) {
            throw new IllegalArgumentException(
                    "rules about cards: found %d to allow and %d to deny, expected %d at most"
                            .formatted(allow.size(), deny.size(), RULES_MAX));
        }
        if (reserveBytes < 0) {
            throw new IllegalArgumentException(
                    "memory left to other programs: found %d bytes, expected 0 or more"
                            .formatted(reserveBytes));
        }
    }

    /** Judges cards. Pure: the same cards get the same verdicts. */
    public PolicyDecision decide(List<GpuCard> cards) {
        List<CardVerdict> verdicts = cards.stream().map(this::judge).toList();
        return new PolicyDecision(this, verdicts, problems(cards));
    }

    private CardVerdict judge(GpuCard card) {
        Optional<GpuRule> denies = first(deny, card);
        Optional<GpuRule> allows = first(allow, card);
        if (denies.isPresent()) {
            return new CardVerdict(card, new CardVerdict.DeniedByRule(denies.get()));
        }
        if (allows.isEmpty()) {
            return new CardVerdict(card, new CardVerdict.NoRule(nearest(card)));
        }
        // A card must not escape a rule that denies it by not saying what it is.
        Optional<String> doubt =
                deny.stream().flatMap(rule -> rule.doubt(card).stream()).findFirst();
        if (doubt.isPresent()) {
            return new CardVerdict(card, new CardVerdict.Unidentified(doubt.get()));
        }
        // Without it no mask can name the card, and no proof either.
        return switch (card.uuid()) {
            case Reading.Unknown<String>(String reason) ->
                    new CardVerdict(card, new CardVerdict.Unidentified(reason));
            case Reading.Known<String>(String uuid) when !UUID.matcher(uuid).matches() ->
                    new CardVerdict(card, new CardVerdict.Unidentified(uuid));
            case Reading.Known<String> _ ->
                    new CardVerdict(card, new CardVerdict.AllowedByRule(allows.get()));
        };
    }

    private static Optional<GpuRule> first(List<GpuRule> rules, GpuCard card) {
        return rules.stream().filter(rule -> rule.matches(card)).findFirst();
    }

    /** The allow rule that names this very product and fails on something else. */
    private Optional<CardVerdict.NearMiss> nearest(GpuCard card) {
        for (GpuRule rule : allow) {
            List<GpuRule.Criterion> failing = rule.failing(card);
            boolean named = rule.name().isPresent() || rule.uuid().isPresent();
            if (named
                    && !failing.contains(GpuRule.Criterion.NAME)
                    && !failing.contains(GpuRule.Criterion.UUID)) {
                return Optional.of(new CardVerdict.NearMiss(rule, failing));
            }
        }
        return Optional.empty();
    }

    private List<PolicyProblem> problems(List<GpuCard> cards) {
        List<PolicyProblem> problems = new ArrayList<>();
        for (GpuRule rule : allow) {
            if (deny.contains(rule)) {
                problems.add(new PolicyProblem.Contradiction(rule, rule, Optional.empty()));
            }
        }
        for (GpuCard card : cards) {
            Optional<GpuRule> allows = first(allow, card);
            Optional<GpuRule> denies = first(deny, card);
            if (allows.isPresent() && denies.isPresent() && !allows.equals(denies)) {
                problems.add(
                        new PolicyProblem.Contradiction(
                                allows.get(), denies.get(), Optional.of(card)));
            }
        }
        allow.stream()
                .filter(rule -> cards.stream().noneMatch(rule::matches))
                .forEach(rule -> problems.add(new PolicyProblem.AllowedCardMissing(rule)));
        deny.stream()
                .filter(rule -> cards.stream().noneMatch(rule::matches))
                .forEach(rule -> problems.add(new PolicyProblem.DenyRuleUnused(rule)));
        return problems;
    }
}
