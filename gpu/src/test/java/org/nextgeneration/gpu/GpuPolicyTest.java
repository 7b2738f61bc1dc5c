package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GpuPolicyTest {
    private static final GpuRule ALLOW_3090 = GpuPolicy.BUILT_IN.allow().getFirst();
    private static final GpuRule DENY_5060 = GpuPolicy.BUILT_IN.deny().getFirst();

    private static GpuPolicy policy(List<GpuRule> allow, List<GpuRule> deny) {
        return new GpuPolicy(allow, deny, 0, true);
    }

    private static CardVerdict.Reason reason(GpuPolicy policy, GpuCard card) {
        return policy.decide(List.of(card)).verdicts().getFirst().reason();
    }

    @Test
    void decide_usersTwoCards_allowsTheOneAndDeniesTheOther() {
        PolicyDecision decision = GpuPolicy.BUILT_IN.decide(Cards.BOTH);
        assertEquals(List.of(Cards.RTX_3090), decision.allowed());
        assertEquals(List.of(Cards.RTX_5060_TI), decision.denied());
        assertEquals(
                new CardVerdict.DeniedByRule(DENY_5060), decision.verdicts().getFirst().reason());
        assertEquals(
                new CardVerdict.AllowedByRule(ALLOW_3090), decision.verdicts().getLast().reason());
        assertEquals(List.of(), decision.problems());
    }

    @Test
    void decide_driversOrderIsAnother_judgesTheSame() {
        PolicyDecision decision =
                GpuPolicy.BUILT_IN.decide(List.of(Cards.RTX_3090, Cards.RTX_5060_TI));
        assertEquals(List.of(Cards.RTX_3090), decision.allowed());
    }

    @Test
    void decide_noCard_allowsNoneAndNamesWhatIsMissing() {
        PolicyDecision decision = GpuPolicy.BUILT_IN.decide(List.of());
        assertEquals(List.of(), decision.allowed());
        assertTrue(decision.anythingAllowed(), "the processor");
        assertEquals(
                List.of(
                        new PolicyProblem.AllowedCardMissing(ALLOW_3090),
                        new PolicyProblem.DenyRuleUnused(DENY_5060)),
                decision.problems());
    }

    @Test
    void decide_processorDeniedAndNoCard_leavesNothing() {
        GpuPolicy strict = new GpuPolicy(List.of(ALLOW_3090), List.of(), 0, false);
        assertFalse(strict.decide(List.of(Cards.RTX_5060_TI)).anythingAllowed());
        assertTrue(strict.decide(Cards.BOTH).anythingAllowed());
    }

    @Test
    void decide_cardOnAnotherBus_isDeniedWithTheRuleThatNearlyNamesIt() {
        GpuCard moved = Cards.card(0, "NVIDIA GeForce RTX 3090", "GPU-1", 2, 24, 8, 6);
        assertEquals(
                new CardVerdict.NoRule(
                        Optional.of(
                                new CardVerdict.NearMiss(
                                        ALLOW_3090, List.of(GpuRule.Criterion.BUS)))),
                reason(GpuPolicy.BUILT_IN, moved));
    }

    @Test
    void decide_cardWithLessMemory_isDeniedWithTheRuleThatNearlyNamesIt() {
        GpuCard small = Cards.card(0, "NVIDIA GeForce RTX 3090", "GPU-1", 1, 12, 8, 6);
        assertEquals(
                new CardVerdict.NoRule(
                        Optional.of(
                                new CardVerdict.NearMiss(
                                        ALLOW_3090, List.of(GpuRule.Criterion.MEMORY)))),
                reason(GpuPolicy.BUILT_IN, small));
    }

    @Test
    void decide_cardThatNoRuleNames_isDenied() {
        GpuCard other = Cards.card(0, "NVIDIA GeForce RTX 4090", "GPU-1", 1, 24, 8, 9);
        assertEquals(new CardVerdict.NoRule(Optional.empty()), reason(GpuPolicy.BUILT_IN, other));
    }

    @Test
    void decide_lostCard_isDenied() {
        GpuPolicy byBus =
                policy(
                        List.of(
                                new GpuRule(
                                        Optional.empty(),
                                        Optional.empty(),
                                        BusPattern.parse("1"),
                                        OptionalLong.empty(),
                                        Optional.empty())),
                        List.of());
        assertInstanceOf(CardVerdict.NoRule.class, reason(byBus, Cards.lost(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GPU-1,GPU-2", "GPU-1 ", "GPU-\"1", "0\n1"})
    void decide_identifierThatWouldMeanSomethingElseInAVariable_isDenied(String uuid) {
        GpuCard odd = Cards.card(0, "NVIDIA GeForce RTX 3090", uuid, 1, 24, 8, 6);
        assertEquals(new CardVerdict.Unidentified(uuid), reason(GpuPolicy.BUILT_IN, odd));
    }

    @Test
    void decide_cardWithoutIdentifier_isDenied() {
        GpuCard card =
                new GpuCard(
                        0,
                        Cards.RTX_3090.name(),
                        Reading.unknown("NVML_ERROR_NO_PERMISSION"),
                        Cards.RTX_3090.address(),
                        Cards.RTX_3090.memoryBytes(),
                        Cards.RTX_3090.computeCapability());
        assertEquals(
                new CardVerdict.Unidentified("NVML_ERROR_NO_PERMISSION"),
                reason(GpuPolicy.BUILT_IN, card));
    }

    @Test
    void decide_cardThatDoesNotTellWhetherItIsTheDeniedOne_isDenied() {
        GpuCard silent =
                new GpuCard(
                        0,
                        Reading.unknown("NVML_ERROR_UNKNOWN"),
                        Cards.RTX_5060_TI.uuid(),
                        Cards.RTX_5060_TI.address(),
                        Cards.RTX_5060_TI.memoryBytes(),
                        Cards.RTX_5060_TI.computeCapability());
        GpuRule byUuid =
                new GpuRule(
                        Optional.empty(),
                        silent.uuid().value(),
                        Optional.empty(),
                        OptionalLong.empty(),
                        Optional.empty());
        assertEquals(
                new CardVerdict.Unidentified("NVML_ERROR_UNKNOWN"),
                reason(policy(List.of(byUuid), List.of(DENY_5060)), silent));
        // What it does tell is enough to know that it is another card.
        GpuRule onBusTwo =
                new GpuRule(
                        DENY_5060.name(),
                        Optional.empty(),
                        BusPattern.parse("2"),
                        OptionalLong.empty(),
                        Optional.empty());
        assertEquals(
                new CardVerdict.AllowedByRule(byUuid),
                reason(policy(List.of(byUuid), List.of(onBusTwo)), silent));
    }

    @Test
    void decide_twoRulesDisagreeAboutACard_deniesItAndSaysSo() {
        GpuRule all = GpuRule.named("*");
        PolicyDecision decision = policy(List.of(all), List.of(DENY_5060)).decide(Cards.BOTH);
        assertEquals(List.of(Cards.RTX_3090), decision.allowed());
        assertEquals(
                List.of(
                        new PolicyProblem.Contradiction(
                                all, DENY_5060, Optional.of(Cards.RTX_5060_TI))),
                decision.problems());
    }

    @Test
    void decide_sameRuleInBothLists_deniesAndSaysSoOnce() {
        PolicyDecision decision =
                policy(List.of(ALLOW_3090), List.of(ALLOW_3090)).decide(Cards.BOTH);
        assertEquals(List.of(), decision.allowed());
        assertEquals(
                List.of(new PolicyProblem.Contradiction(ALLOW_3090, ALLOW_3090, Optional.empty())),
                decision.problems());
    }

    @Test
    void at_addressOfACard_findsItsVerdict() {
        PolicyDecision decision = GpuPolicy.BUILT_IN.decide(Cards.BOTH);
        assertEquals(
                Optional.of(Cards.RTX_3090),
                decision.at(new PciAddress(0, 1, 0)).map(CardVerdict::card));
        assertEquals(Optional.empty(), decision.at(new PciAddress(1, 1, 0)));
    }

    @Test
    void policy_tooManyRulesOrNegativeReserve_isRefused() {
        List<GpuRule> many = Collections.nCopies(GpuPolicy.RULES_MAX + 1, ALLOW_3090);
        assertThrows(IllegalArgumentException.class, () -> policy(many, List.of()));
        assertThrows(
                IllegalArgumentException.class,
                () -> new GpuPolicy(List.of(), List.of(), -1, true));
    }
}
