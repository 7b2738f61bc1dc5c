package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nextgeneration.engine.OpenedDevice.Kind;
import org.nextgeneration.engine.PlacementRule.Finding;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Sighting;

class PlacementRuleTest {
    private static final OpenedDevice CPU = TestCards.opened("CPU", Kind.CPU, Optional.empty());
    private static final OpenedDevice ALLOWED =
            TestCards.opened("CUDA0", Kind.GPU, Optional.of(TestCards.BUS_1));
    private static final OpenedDevice DENIED =
            TestCards.opened("Vulkan1", Kind.GPU, Optional.of(TestCards.BUS_2));
    private static final OpenedDevice NAMELESS =
            TestCards.opened("CUDA0", Kind.GPU, Optional.empty());
    private static final Sighting ON_3090 = TestCards.sighting(TestCards.RTX_3090, 7, 100);
    private static final Sighting ON_5060 = TestCards.sighting(TestCards.RTX_5060_TI, 7, 100);
    private static final Placement NOWHERE = new Placement.Nowhere();
    private static final Placement SEEN_ALLOWED =
            new Placement.Allowed(List.of(ON_3090), List.of());
    private static final Placement SEEN_DENIED = new Placement.Denied(List.of(ON_5060));
    private static final Placement UNKNOWN =
            new Placement.Unknown(TestCards.RTX_3090, "NVML_ERROR_NO_PERMISSION");
    private static final PolicyDecision NO_CPU =
            TestCards.decide(false, TestCards.RTX_3090, TestCards.RTX_5060_TI);

    private static Finding judge(OpenedDevice device, Placement placement) {
        return PlacementRule.judge(List.of(device, CPU), placement, TestCards.TWO_CARDS);
    }

    private static String violation(Finding finding) {
        return assertInstanceOf(Finding.Violation.class, finding).reason();
    }

    @Test
    void judge_cardOpenAndSeenThere_isProved() {
        assertEquals(new Finding.Proved(List.of(ON_3090), ""), judge(ALLOWED, SEEN_ALLOWED));
    }

    @Test
    void judge_seenThereButAnotherCardIsNotListed_isProvedWithThatSaid() {
        Placement partly = new Placement.Allowed(List.of(ON_3090), List.of(TestCards.RTX_5060_TI));
        assertEquals(
                new Finding.Proved(
                        List.of(ON_3090),
                        "The driver does not list the processes of RTX 5060 Ti (0000:02:00.0)."),
                judge(ALLOWED, partly));
    }

    @Test
    void judge_seenOnDeniedCard_isViolationWhateverTheEngineSays() {
        for (OpenedDevice device : List.of(ALLOWED, NAMELESS, CPU, DENIED)) {
            Finding finding = judge(device, SEEN_DENIED);
            assertEquals(
                    new Finding.Violation(
                            List.of(ON_5060),
                            "The driver sees it on RTX 5060 Ti (0000:02:00.0), which may not be"
                                    + " used. The rule {name: RTX 5060 Ti} in gpu.deny denies it."
                                    + " Remove the rule if it may be used."),
                    finding);
        }
    }

    @Test
    void judge_deniedCardOpen_isViolationThoughTheDriverDoesNotSeeIt() {
        for (Placement placement : List.of(NOWHERE, UNKNOWN, SEEN_ALLOWED)) {
            String reason = violation(judge(DENIED, placement));
            assertTrue(reason.startsWith("The engine has opened Vulkan1"), reason);
            assertTrue(reason.contains("at 0000:02:00.0, which may not be used"), reason);
            assertTrue(reason.contains("{name: RTX 5060 Ti} in gpu.deny"), reason);
        }
    }

    @Test
    void judge_cardThatTheDriverDoesNotListOpen_isViolation() {
        PolicyDecision only3090 = TestCards.decide(true, TestCards.RTX_3090);
        String reason = violation(PlacementRule.judge(List.of(DENIED, CPU), NOWHERE, only3090));
        assertTrue(reason.endsWith("The driver lists no card there."), reason);
    }

    @Test
    void judge_cardOpenAndNoneAllowed_isViolation() {
        PolicyDecision only5060 = TestCards.decide(true, TestCards.RTX_5060_TI);
        assertTrue(
                violation(PlacementRule.judge(List.of(DENIED), NOWHERE, only5060))
                        .contains("and no card may be used. The rule {name: RTX 5060 Ti}"));
        assertTrue(
                violation(PlacementRule.judge(List.of(NAMELESS), NOWHERE, only5060))
                        .contains("Name the card in gpu.allow"));
    }

    @Test
    void judge_integratedGraphicsOpen_isViolation() {
        OpenedDevice integrated =
                TestCards.opened("Vulkan0", Kind.OTHER, Optional.of(TestCards.BUS_1));
        String reason = violation(judge(integrated, SEEN_ALLOWED));
        assertTrue(reason.contains("expected graphics cards with memory of their own"), reason);
    }

    @Test
    void judge_cardOpenAndNotSeen_isUnproven() {
        for (OpenedDevice device : List.of(ALLOWED, NAMELESS)) {
            String nowhere =
                    assertInstanceOf(Finding.Unproven.class, judge(device, NOWHERE)).reason();
            assertTrue(nowhere.contains("container or WSL"), nowhere);
            String unknown =
                    assertInstanceOf(Finding.Unproven.class, judge(device, UNKNOWN)).reason();
            assertTrue(unknown.contains("RTX 3090 (0000:01:00.0)"), unknown);
            assertTrue(unknown.contains("NVML_ERROR_NO_PERMISSION"), unknown);
        }
    }

    @Test
    void judge_namelessCardSeenOnAllowedOne_isProved() {
        assertEquals(new Finding.Proved(List.of(ON_3090), ""), judge(NAMELESS, SEEN_ALLOWED));
    }

    @Test
    void judge_processorAndNoCardAllowed_isOnProcessor() {
        PolicyDecision none = TestCards.decide(true);
        assertEquals(new Finding.OnProcessor(""), PlacementRule.judge(List.of(CPU), NOWHERE, none));
    }

    @Test
    void judge_processorAlthoughACardIsAllowed_saysSo() {
        String detail = assertInstanceOf(Finding.OnProcessor.class, judge(CPU, NOWHERE)).detail();
        assertTrue(
                detail.startsWith("On the processor although RTX 3090 (0000:01:00.0) may be used"),
                detail);
        String unlisted = assertInstanceOf(Finding.OnProcessor.class, judge(CPU, UNKNOWN)).detail();
        assertTrue(unlisted.endsWith(": NVML_ERROR_NO_PERMISSION."), unlisted);
    }

    @Test
    void judge_processorIsForbidden_isViolation() {
        for (Placement placement : List.of(NOWHERE, UNKNOWN, SEEN_ALLOWED)) {
            String reason = violation(PlacementRule.judge(List.of(CPU), placement, NO_CPU));
            assertTrue(reason.contains("gpu.cpu forbids"), reason);
        }
    }

    @Test
    void judge_processorForbiddenAndCardOpen_isProved() {
        assertEquals(
                new Finding.Proved(List.of(ON_3090), ""),
                PlacementRule.judge(List.of(ALLOWED, CPU), SEEN_ALLOWED, NO_CPU));
    }

    @Test
    void judge_noCardOpenedButSeenOnAllowedOne_isProvedWithThatSaid() {
        assertEquals(
                new Finding.Proved(List.of(ON_3090), "The engine has opened no card."),
                judge(CPU, SEEN_ALLOWED));
    }

    @Test
    void nowhere_cardsThatMayNotBeUsed_eachWithItsReason() {
        String text =
                PolicyText.nowhere(
                        "tiny", TestCards.decide(false, TestCards.RTX_5060_TI, TestCards.MOVED));
        assertTrue(text.startsWith("tiny was not started: "), text);
        assertTrue(text.contains("RTX 5060 Ti (0000:02:00.0): The rule {name: RTX 5060"), text);
        assertTrue(text.contains("RTX 3090 (0000:02:00.0): The rule {name: RTX 3090, "), text);
        assertTrue(text.contains("in gpu.allow names it; it differs in [BUS]."), text);
        assertTrue(text.endsWith("set gpu.cpu to allow."), text);
        String none = PolicyText.nowhere("tiny", TestCards.decide(false));
        assertTrue(none.contains("No card is there, or its driver cannot be read."), none);
    }
}
