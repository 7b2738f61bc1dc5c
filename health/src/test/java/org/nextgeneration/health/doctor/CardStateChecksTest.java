package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.health.doctor.Check.State.FAILED;
import static org.nextgeneration.health.doctor.Check.State.NOT_APPLICABLE;
import static org.nextgeneration.health.doctor.Check.State.OK;
import static org.nextgeneration.health.doctor.Check.State.WARNING;
import static org.nextgeneration.health.doctor.Judged.assertState;
import static org.nextgeneration.health.doctor.Judged.only;
import static org.nextgeneration.health.doctor.Judged.words;
import static org.nextgeneration.health.doctor.Scene.GIBIBYTE;
import static org.nextgeneration.health.doctor.Scene.RTX_3090;
import static org.nextgeneration.health.doctor.Scene.RTX_5060_TI;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.ThrottleReason;

class CardStateChecksTest {
    private static Check state(Scene scene) {
        return only(CardStateChecks.of(scene.facts()), "gpu.state");
    }

    private static Check memory(Scene scene) {
        return only(CardStateChecks.of(scene.facts()), "gpu.memory");
    }

    private static Check use(Scene scene) {
        return only(DeniedUseChecks.of(scene.facts()), "gpu.denied_use");
    }

    @ParameterizedTest
    @CsvSource({"45, OK", "74, OK", "75, WARNING", "84, WARNING", "85, FAILED", "99, FAILED"})
    void temperature_ofTheAllowedCard_isJudgedByTheUsualLimits(int celsius, Check.State expected) {
        Scene scene = Scene.twoCards();
        scene.celsius = Reading.of(celsius);
        assertEquals(expected, state(scene).state());
    }

    @Test
    void temperature_belowTheCardsOwnLimit_doesNotFail() {
        Scene scene = Scene.twoCards();
        scene.celsius = Reading.of(86);
        scene.slowdownCelsius = Reading.of(95);
        assertEquals(WARNING, state(scene).state());
    }

    @Test
    void throttling_byHeat_isAWarningAndByThePowerLimitIsNone() {
        Scene scene = Scene.twoCards();
        scene.throttled = Set.of(ThrottleReason.POWER_CAP, ThrottleReason.IDLE);
        assertEquals(OK, state(scene).state());
        scene.throttled = Set.of(ThrottleReason.HARDWARE_THERMAL);
        assertState(WARNING, state(scene), "doctor.gpu.state.slowed");
    }

    @Test
    void silentCard_fails() {
        Scene scene = Scene.twoCards();
        scene.celsius = Reading.unknown("NVML_ERROR_GPU_IS_LOST");
        scene.memory = Reading.unknown("NVML_ERROR_GPU_IS_LOST");
        assertState(FAILED, state(scene), "doctor.gpu.state.silent");
        assertState(WARNING, memory(scene), "doctor.gpu.memory.unknown");
        assertTrue(words(memory(scene).found()).contains("NVML_ERROR_GPU_IS_LOST"));
    }

    @Test
    void temperature_notSupported_isNotZero() {
        Scene scene = Scene.twoCards();
        scene.celsius = Reading.unknown("NVML_ERROR_NOT_SUPPORTED");
        assertEquals(OK, state(scene).state());
        assertTrue(words(state(scene).found()).contains("doctor.not-told"));
    }

    @Test
    void memory_heldByOthers_isAWarningThatNamesThem() {
        Scene scene = Scene.twoCards().computes(RTX_3090, 7, "blender");
        scene.memory =
                Reading.of(
                        new MemoryUse(24 * GIBIBYTE, 21 * GIBIBYTE, 3 * GIBIBYTE, Reading.of(0L)));
        assertEquals(WARNING, memory(scene).state());
        assertTrue(words(memory(scene).found()).contains("blender (7)"));
    }

    @Test
    void memory_ofTheCard_isToldWithoutTheReserve() {
        String found = words(memory(Scene.twoCards()).found());
        long room = 24 * GIBIBYTE - GIBIBYTE / 2;
        assertTrue(found.contains("Bytes[count=%1$d]|Bytes[count=%1$d]".formatted(room)), found);
    }

    @Test
    void memory_heldByOurOwnWorker_isWell() {
        Scene scene = Scene.twoCards().computes(RTX_3090, 7, "java");
        scene.ours.add(7L);
        scene.memory = Reading.of(new MemoryUse(GIBIBYTE, GIBIBYTE, 0, Reading.of(0L)));
        assertEquals(OK, memory(scene).state());
    }

    @Test
    void noAllowedCard_hasNoState() {
        assertEquals(NOT_APPLICABLE, state(Scene.of(RTX_5060_TI)).state());
        assertEquals(NOT_APPLICABLE, memory(Scene.noCard()).state());
        assertEquals(NOT_APPLICABLE, use(Scene.noCard()).state());
    }

    @Test
    void excludedCard_withTheDesktopOnly_isWell() {
        Scene scene = Scene.twoCards().draws(RTX_5060_TI, 5, "Xorg");
        assertState(OK, use(scene), "doctor.gpu.denied-use.nobody");
    }

    @Test
    void excludedCard_withAComputingProcess_failsAndNamesIt() {
        Check use = use(Scene.twoCards().computes(RTX_5060_TI, 4242, "python3"));
        assertState(FAILED, use, "doctor.gpu.denied-use.found");
        assertTrue(words(use.found()).contains("python3 (4242)"));
        assertTrue(words(use.fix().orElseThrow()).contains("4242"));
    }

    @Test
    void excludedCard_withADesktopProgramOnBothLists_isWell() {
        Scene scene =
                Scene.twoCards()
                        .computes(RTX_5060_TI, 5, "explorer.exe")
                        .draws(RTX_5060_TI, 5, "explorer.exe");
        assertEquals(OK, use(scene).state());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ollama", "Ollama.exe", "llama-server", "LM Studio.exe"})
    void excludedCard_withAModelRunnerThatDraws_fails(String program) {
        assertEquals(FAILED, use(Scene.twoCards().draws(RTX_5060_TI, 5, program)).state());
    }

    @Test
    void excludedCard_withOurWorkerThatDraws_fails() {
        Scene scene = Scene.twoCards().draws(RTX_5060_TI, 5, "java");
        scene.ours.add(5L);
        assertEquals(FAILED, use(scene).state());
    }

    @Test
    void cardWithoutARule_isNotExcluded() {
        Scene scene = Scene.of(RTX_3090).policy(List.of(), List.of(), true);
        assertState(NOT_APPLICABLE, use(scene), "doctor.gpu.none-denied");
    }
}
