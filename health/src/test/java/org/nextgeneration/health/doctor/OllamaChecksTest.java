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

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gpu.GpuEnvironment;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.health.doctor.OllamaFacts.Environment;
import org.nextgeneration.health.doctor.OllamaFacts.FewLayers;
import org.nextgeneration.health.doctor.OllamaFacts.LoadedModel;
import org.nextgeneration.health.doctor.OllamaFacts.Running;
import org.nextgeneration.health.doctor.OllamaFacts.ServerProcess;

class OllamaChecksTest {
    private static final long PID = 900;

    private Scene scene = Scene.twoCards();
    private boolean here = true;
    private List<LoadedModel> loaded = List.of();
    private List<FewLayers> fewLayers = List.of();
    private Environment environment = masked();

    private static Environment masked() {
        Map<String, String> variables = new HashMap<>();
        GpuEnvironment.of(Scene.twoCards().decision(), GpuEnvironment.Reach.CUDA)
                .applyTo(variables);
        return new Environment.Seen(variables);
    }

    private List<Check> judge() {
        Running running =
                new Running(
                        OllamaAddress.USUAL,
                        here,
                        "0.33.0",
                        loaded,
                        fewLayers,
                        0,
                        List.of(new ServerProcess(PID, "ollama", environment)));
        var decision = scene.decision();
        Placement placement =
                Placement.of(
                        Set.of(PID),
                        decision.verdicts().stream()
                                .map(verdict -> scene.processes(verdict.card()))
                                .toList(),
                        decision);
        return OllamaChecks.of(running, decision, Optional.of(placement));
    }

    @Test
    void masksAndNothingLoaded_isWell() {
        judge().forEach(check -> assertEquals(OK, check.state(), check::toString));
    }

    @Test
    void loadedModel_partlyOnTheProcessor_isNamedWithItsShare() {
        loaded = List.of(new LoadedModel("big", 100, 75), new LoadedModel("small", 10, 10));
        Check spill = only(judge(), "ollama.spill");
        assertEquals(WARNING, spill.state());
        assertTrue(words(spill.found()).contains("[big|25]"), spill::toString);
        assertTrue(!words(spill.found()).contains("small"), spill::toString);
    }

    @Test
    void loadedModel_onAMachineWithoutACard_isNoFault() {
        scene = Scene.noCard();
        loaded = List.of(new LoadedModel("big", 100, 0));
        assertEquals(OK, only(judge(), "ollama.spill").state());
        assertEquals(NOT_APPLICABLE, only(judge(), "ollama.card").state());
        assertEquals(NOT_APPLICABLE, only(judge(), "ollama.environment").state());
    }

    @Test
    void loadedModels_wholly_areWell() {
        loaded = List.of(new LoadedModel("small", 10, 10));
        assertState(OK, only(judge(), "ollama.spill"), "doctor.ollama.all-on-card");
    }

    @Test
    void process_onTheExcludedCard_fails() {
        scene.draws(Scene.RTX_5060_TI, PID, "ollama");
        Check card = only(judge(), "ollama.card");
        assertState(FAILED, card, "doctor.ollama.denied-card");
        assertTrue(words(card.found()).contains("RTX 5060 Ti (900)"), card::toString);
        assertTrue(card.fix().isPresent());
    }

    @Test
    void process_onTheAllowedCard_isWell() {
        scene.computes(Scene.RTX_3090, PID, "ollama");
        assertState(OK, only(judge(), "ollama.card"), "doctor.ollama.allowed-card");
    }

    @Test
    void server_withoutMasks_leaks() {
        environment = new Environment.Seen(Map.of("CUDA_VISIBLE_DEVICES", "1"));
        Check check = only(judge(), "ollama.environment");
        assertEquals(WARNING, check.state());
        String found = words(check.found());
        assertTrue(found.contains("CUDA_VISIBLE_DEVICES=1"), found);
        assertTrue(found.contains("OLLAMA_VULKAN"), found);
    }

    @Test
    void server_ofAnotherUser_saysThatItCouldNotLook() {
        environment = new Environment.Hidden();
        assertState(WARNING, only(judge(), "ollama.environment"), "doctor.ollama.hidden");
    }

    @Test
    void server_onAnotherMachine_isJudgedByItsAnswersOnly() {
        here = false;
        loaded = List.of(new LoadedModel("big", 100, 50));
        assertEquals(WARNING, only(judge(), "ollama.spill").state());
        assertState(NOT_APPLICABLE, only(judge(), "ollama.card"), "doctor.ollama.elsewhere");
        assertEquals(NOT_APPLICABLE, only(judge(), "ollama.environment").state());
    }

    @Test
    void numGpuOfOne_isExplained() {
        fewLayers = List.of(new FewLayers("slow:latest", 1));
        Check check = only(judge(), "ollama.num_gpu");
        assertState(WARNING, check, "doctor.ollama.num-gpu.found");
        assertTrue(
                words(check.fix().orElseThrow())
                        .contains("ollama create slow:latest -f Modelfile"));
    }

    @Test
    void otherAnswers_eachHaveTheirWords() {
        var decision = Scene.noCard().decision();
        Map<OllamaFacts, Check.State> states =
                Map.of(
                        new OllamaFacts.NotAsked(), NOT_APPLICABLE,
                        new OllamaFacts.Absent(OllamaAddress.USUAL), NOT_APPLICABLE,
                        new OllamaFacts.BadAddress("x y"), WARNING,
                        new OllamaFacts.OutOfReach(OllamaAddress.USUAL, OllamaAddress.Reach.PUBLIC),
                                WARNING,
                        new OllamaFacts.Strange(OllamaAddress.USUAL, Text.of("k")), WARNING);
        states.forEach(
                (facts, state) -> {
                    List<Check> checks = OllamaChecks.of(facts, decision, Optional.empty());
                    assertEquals(5, checks.size(), facts::toString);
                    assertEquals(state, only(checks, "ollama.server").state(), facts::toString);
                });
    }

    @Test
    void environ_inLinuxForm_isParsed() {
        assertEquals(
                Map.of("A", "1", "B", "x=y", "C", ""),
                OllamaProcesses.parse("A=1\0B=x=y\0C=\0broken\0".getBytes(StandardCharsets.UTF_8)));
    }
}
