package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.health.doctor.Check.State.FAILED;
import static org.nextgeneration.health.doctor.Check.State.NOT_APPLICABLE;
import static org.nextgeneration.health.doctor.Check.State.OK;
import static org.nextgeneration.health.doctor.Check.State.WARNING;
import static org.nextgeneration.health.doctor.Judged.all;
import static org.nextgeneration.health.doctor.Judged.assertState;
import static org.nextgeneration.health.doctor.Judged.only;
import static org.nextgeneration.health.doctor.Judged.words;
import static org.nextgeneration.health.doctor.Scene.RTX_3090;
import static org.nextgeneration.health.doctor.Scene.RTX_5060_TI;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.SourceFailure;

class CardChecksTest {
    private static List<Check> judge(Scene scene) {
        return CardChecks.of(scene.facts());
    }

    @Test
    void twoCards_builtInPolicy_areToldByNameAndWhy() {
        List<Check> checks = judge(Scene.twoCards());
        assertState(OK, only(checks, "gpu.source"), "doctor.gpu.source.nvml");
        List<Check> cards = all(checks, "gpu.card");
        assertState(OK, cards.getFirst(), "doctor.gpu.card.allowed");
        assertTrue(words(cards.getFirst().found()).contains("RTX 3090 (0000:01:00.0)"));
        assertState(OK, cards.getLast(), "doctor.gpu.card.denied");
        assertState(OK, only(checks, "gpu.policy"), "doctor.gpu.policy.kept");
        assertState(OK, only(checks, "gpu.names"), "doctor.gpu.names.distinct");
        assertState(OK, only(checks, "gpu.cuda"), "doctor.gpu.cuda.found");
    }

    @Test
    void noDriver_processorAllowed_isOneWarningEach() {
        List<Check> checks = judge(Scene.noCard());
        assertState(WARNING, only(checks, "gpu.source"), "doctor.gpu.source.none-cpu");
        assertState(WARNING, only(checks, "gpu.policy"), "doctor.gpu.policy.no-card");
        assertEquals(NOT_APPLICABLE, only(checks, "gpu.names").state());
        assertEquals(NOT_APPLICABLE, only(checks, "gpu.cuda").state());
    }

    @Test
    void noDriver_processorDenied_fails() {
        Scene scene = Scene.noCard().policy(List.of(GpuRule.named("A")), List.of(), false);
        assertState(FAILED, only(judge(scene), "gpu.source"), "doctor.gpu.source.none-nothing");
        assertEquals(FAILED, only(judge(scene), "gpu.policy").state());
    }

    @Test
    void noDriver_noRuleWantsACard_isWell() {
        List<Check> checks = judge(Scene.noCard().policy(List.of(), List.of(), true));
        assertEquals(OK, only(checks, "gpu.source").state());
        assertEquals(OK, only(checks, "gpu.policy").state());
    }

    @ParameterizedTest
    @CsvSource({
        "DRIVER_UPDATED, doctor.gpu.source.fix-mismatch",
        "DRIVER_NOT_LOADED, doctor.gpu.source.fix-not-loaded",
        "LIBRARY_MISSING, doctor.gpu.source.fix"
    })
    void failureOfTheDriver_decidesTheFix(SourceFailure.Kind kind, String fixKey) {
        Scene scene = Scene.noCard();
        scene.failures = List.of(SourceFailure.of(kind, "the driver's words"));
        Check source = only(judge(scene), "gpu.source");
        assertEquals(fixKey, source.fix().orElseThrow().key());
        String words = words(source.found());
        assertTrue(words.contains("gpu.failure." + kind.name().toLowerCase(Locale.ROOT)), words);
        assertTrue(words.contains("the driver's words"), words);
    }

    @Test
    void nvidiaSmi_asTheSource_isAWarning() {
        Scene scene = Scene.twoCards();
        scene.origin = GpuSystem.Origin.NVIDIA_SMI;
        assertState(WARNING, only(judge(scene), "gpu.source"), "doctor.gpu.source.smi");
    }

    @Test
    void rightCard_onAnotherBus_getsTheRuleToWrite() {
        Scene scene =
                Scene.of(
                        Scene.card(0, "NVIDIA GeForce RTX 3090", "GPU-1", 2, 24L << 30, 8, 6),
                        RTX_5060_TI);
        List<Check> checks = judge(scene);
        Check card = all(checks, "gpu.card").getFirst();
        assertState(WARNING, card, "doctor.gpu.card.near-miss");
        assertTrue(words(card.found()).contains("criterion.bus"));
        String rule = "gpu: {allow: [{name: RTX 3090, bus: 2, memory_min: 20 GiB}]}";
        assertTrue(words(card.fix().orElseThrow()).contains(rule), card::toString);
        Check policy = only(checks, "gpu.policy");
        assertState(FAILED, policy, "doctor.gpu.policy.missing");
        assertTrue(words(policy.fix().orElseThrow()).contains(rule), policy::toString);
    }

    @Test
    void smallerCard_ofTheRightName_getsARuleWithItsMemory() {
        Scene scene =
                Scene.of(Scene.card(0, "NVIDIA GeForce RTX 3090", "GPU-1", 1, 12L << 30, 8, 6))
                        .policy(Scene.noCard().policy.allow(), List.of(), true);
        Check card = only(judge(scene), "gpu.card");
        assertTrue(words(card.fix().orElseThrow()).contains("memory_min: 12 GiB"), card::toString);
    }

    @Test
    void lostCard_inTheList_failsWithAFix() {
        Check card = only(judge(Scene.of(Scene.lost(0))), "gpu.card");
        assertState(FAILED, card, "doctor.gpu.card.silent");
        assertTrue(words(card.found()).contains("NVML_ERROR_GPU_IS_LOST"));
    }

    @Test
    void strangeCard_withoutARule_isNotUsedAndWell() {
        List<Check> checks =
                judge(
                        Scene.of(
                                RTX_3090,
                                RTX_5060_TI,
                                Scene.card(2, "NVIDIA T400", "GPU-t", 9, 4L << 30, 7, 5)));
        assertState(OK, all(checks, "gpu.card").getLast(), "doctor.gpu.card.no-rule");
    }

    @Test
    void contradiction_betweenTwoRules_fails() {
        Scene scene =
                Scene.twoCards()
                        .policy(
                                List.of(GpuRule.named("RTX *")),
                                List.of(GpuRule.named("RTX 5060 Ti")),
                                true);
        Check policy = only(judge(scene), "gpu.policy");
        assertState(FAILED, policy, "doctor.gpu.policy.contradiction");
        assertTrue(words(policy.found()).contains("RTX 5060 Ti"));
    }

    @Test
    void sameRule_inBothLists_failsEvenWithoutACard() {
        GpuRule rule = GpuRule.named("RTX 3090");
        Scene scene = Scene.noCard().policy(List.of(rule), List.of(rule), true);
        assertState(FAILED, all(judge(scene), "gpu.policy").getFirst(), "doctor.gpu.policy.same");
    }

    @Test
    void missingAllowedCard_besideAnotherAllowed_isAWarning() {
        Scene scene =
                Scene.of(RTX_3090)
                        .policy(
                                List.of(GpuRule.named("RTX 3090"), GpuRule.named("RTX 4090")),
                                List.of(),
                                true);
        assertState(WARNING, only(judge(scene), "gpu.policy"), "doctor.gpu.policy.missing");
    }

    @Test
    void denyRule_thatExcludesNothing_isNamed() {
        Check policy = only(judge(Scene.of(RTX_3090)), "gpu.policy");
        assertState(WARNING, policy, "doctor.gpu.policy.unused");
        assertTrue(words(policy.found()).contains("RTX 5060 Ti"));
    }

    @Test
    void twins_allowedByNameAlone_getARuleByUuid() {
        Scene scene =
                Scene.of(
                                RTX_3090,
                                Scene.card(
                                        1, "NVIDIA GeForce RTX 3090", "GPU-b", 5, 24L << 30, 8, 6))
                        .policy(List.of(GpuRule.named("RTX 3090")), List.of(), true);
        Check names = only(judge(scene), "gpu.names");
        assertState(WARNING, names, "doctor.gpu.names.twins");
        assertTrue(words(names.fix().orElseThrow()).contains("uuid: GPU-3090"), names::toString);
        Scene apart =
                Scene.of(
                                RTX_3090,
                                Scene.card(
                                        1, "NVIDIA GeForce RTX 3090", "GPU-b", 5, 24L << 30, 8, 6))
                        .policy(List.of(Scene.onBus("RTX 3090", 1)), List.of(), true);
        assertEquals(OK, only(judge(apart), "gpu.names").state());
    }

    @ParameterizedTest
    @CsvSource({
        "7, 0, 9.0",
        "7, 5, 10.0",
        "8, 0, 11.0",
        "8, 6, 11.1",
        "8, 7, 11.1",
        "8, 9, 11.8",
        "9, 0, 11.8",
        "10, 0, 12.8",
        "12, 0, 12.8",
        "12, 1, 12.9"
    })
    void leastCuda_ofEachCapability_isInTheTable(int major, int minor, String least) {
        ComputeCapability capability = new ComputeCapability(major, minor);
        assertEquals(Optional.of(least), CudaSupport.least(capability));
        assertEquals(Optional.of(true), CudaSupport.runs(least, capability));
        assertEquals(Optional.of(false), CudaSupport.runs("8.0", capability));
        assertEquals(Optional.empty(), CudaSupport.runs("?", capability));
    }

    @Test
    void oldDriver_forTheAllowedCard_fails() {
        Scene scene = Scene.twoCards();
        scene.cuda = "11.0";
        Check cuda = only(judge(scene), "gpu.cuda");
        assertEquals(FAILED, cuda.state());
        assertTrue(words(cuda.expected().orElseThrow()).contains("11.1"));
        scene.cuda = "unheard of";
        assertState(WARNING, only(judge(scene), "gpu.cuda"), "doctor.gpu.cuda.unknown");
    }
}
