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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.ModelDescription;
import org.nextgeneration.engine.ModelStatus;
import org.nextgeneration.engine.OpenedDevice;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SpeedCheck;

class EngineChecksTest {
    private static final long PID = 77;
    private static final PolicyDecision TWO_CARDS = Scene.twoCards().decision();
    private static final PolicyDecision NO_CARD = Scene.noCard().decision();

    @TempDir Path folder;

    private EngineFacts build(String... files) throws IOException {
        for (String file : files) {
            Files.createFile(folder.resolve(file));
        }
        return EngineFacts.gather(List.of(folder.resolve("absent"), folder));
    }

    @Test
    void build_forTheProcessorOnly_isWellUntilThereIsACard() throws IOException {
        EngineFacts facts =
                build("libllama.v0.5.0.so", "libggml-base.so", "libggml-cpu-haswell.so");
        Check well = EngineChecks.library(facts, NO_CARD);
        assertState(OK, well, "doctor.engine.library.cpu");
        assertTrue(words(well.found()).contains("0.5.0"));
        Check lame = EngineChecks.library(facts, TWO_CARDS);
        assertEquals(WARNING, lame.state());
        assertTrue(words(lame.expected().orElseThrow()).contains("RTX 3090"));
    }

    @Test
    void build_withCuda_namesIt() throws IOException {
        Check check =
                EngineChecks.library(
                        build("libllama.so", "libggml-cuda.so", "libggml-vulkan.so"), TWO_CARDS);
        assertState(OK, check, "doctor.engine.library.found");
        assertTrue(words(check.found()).contains("[cuda|vulkan]"), check::toString);
    }

    @Test
    void severalBuilds_theOneThatTheEngineTakes() throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        Files.createFile(plain.resolve("libllama.v0.5.0.so"));
        Path vulkan = Files.createDirectory(folder.resolve("vulkan"));
        Files.createFile(vulkan.resolve("libllama.vulkan.v0.5.0.so"));
        Files.createFile(vulkan.resolve("libggml-vulkan.so"));
        EngineFacts facts = EngineFacts.gather(List.of(plain, vulkan));
        assertState(OK, EngineChecks.library(facts, TWO_CARDS), "doctor.engine.library.found");
        assertState(OK, EngineChecks.library(facts, NO_CARD), "doctor.engine.library.cpu");
        assertTrue(words(EngineChecks.library(facts, TWO_CARDS).found()).contains("0.5.0"));
    }

    @Test
    void placement_buildReachesCardsAndOpenedNone_asksForTheReason() {
        Check check =
                only(
                        EngineChecks.inference(
                                answered(16, new Placement.Nowhere()), TWO_CARDS, true),
                        "engine.placement");
        assertState(WARNING, check, "doctor.engine.placement.cpu");
        assertTrue(words(check.fix().orElseThrow()).contains("doctor.engine.placement.fix-card"));
    }

    @Test
    void noBuild_failsAndSaysWhereItLooked() throws IOException {
        Check check = EngineChecks.library(build("readme.txt"), NO_CARD);
        assertState(FAILED, check, "doctor.engine.library.none");
        assertTrue(words(check.found()).contains(folder.toString()));
        assertState(
                FAILED,
                EngineChecks.library(EngineFacts.gather(List.of()), NO_CARD),
                "doctor.engine.library.nowhere");
    }

    private static Inference answered(int tokens, Placement placement) {
        ModelDescription model =
                new ModelDescription(
                        "demo",
                        "embedded",
                        "CPU",
                        List.of(),
                        "llama",
                        "F16",
                        1,
                        1,
                        1,
                        256,
                        1,
                        1,
                        5);
        return new Inference.Answered(
                new ModelStatus(model, PID, 70 << 20, Instant.EPOCH, 1, 0),
                new GenerationResult(
                        GenerationResult.Finish.LENGTH, 4, 0, tokens, 0, 1, 1_000_000_000, 1),
                placement,
                Optional.empty());
    }

    private static Inference.Answered onCard(SpeedCheck speed) {
        Inference.Answered plain = (Inference.Answered) answered(16, new Placement.Nowhere());
        ModelDescription model = plain.status().model();
        ModelDescription opened =
                new ModelDescription(
                        model.name(),
                        model.engine(),
                        "CUDA0",
                        List.of(
                                new OpenedDevice(
                                        "CUDA0",
                                        "NVIDIA GeForce RTX 3090",
                                        OpenedDevice.Kind.GPU,
                                        Optional.empty(),
                                        1,
                                        1,
                                        1)),
                        model.architecture(),
                        model.quantization(),
                        1,
                        1,
                        1,
                        256,
                        1,
                        1,
                        5);
        return new Inference.Answered(
                new ModelStatus(opened, PID, 70 << 20, Instant.EPOCH, 1, 0),
                plain.result(),
                plain.placement(),
                Optional.of(speed));
    }

    private static Check onCard(SpeedCheck speed, String id) {
        return only(EngineChecks.inference(onCard(speed), TWO_CARDS, false), id);
    }

    @Test
    void speed_ofACard_isJudged() {
        SpeedCheck well = new SpeedCheck(200, 130, 0.6, List.of());
        assertState(OK, onCard(well, "engine.speed"), "doctor.engine.speed.found");
        SpeedCheck slow =
                new SpeedCheck(200, 130, 0.05, List.of(SpeedCheck.Cause.PARTLY_ON_PROCESSOR));
        Check check = onCard(slow, "engine.speed");
        assertState(WARNING, check, "doctor.engine.speed.slow");
        assertTrue(words(check.found()).contains("note.slow-partly-on-processor"));
        assertEquals(
                NOT_APPLICABLE,
                only(
                                EngineChecks.inference(
                                        answered(16, new Placement.Nowhere()), NO_CARD, false),
                                "engine.speed")
                        .state());
    }

    @Test
    void placement_openedCardThatTheDriverDoesNotShow_isAWarning() {
        assertState(
                WARNING,
                onCard(new SpeedCheck(200, 130, 0.6, List.of()), "engine.placement"),
                "doctor.engine.placement.not-listed");
    }

    private static Check placement(Scene scene) {
        PolicyDecision decision = scene.decision();
        List<CardProcesses> seen =
                decision.verdicts().stream()
                        .map(verdict -> scene.processes(verdict.card()))
                        .toList();
        return only(
                EngineChecks.inference(
                        answered(16, Placement.of(Set.of(PID), seen, decision)), decision, false),
                "engine.placement");
    }

    @Test
    void answer_ofSomeTokens_isWell() {
        Check check =
                only(
                        EngineChecks.inference(
                                answered(16, new Placement.Nowhere()), NO_CARD, false),
                        "engine.inference");
        assertState(OK, check, "doctor.engine.inference.found");
        assertTrue(words(check.found()).contains("Decimal[value=15.0]"), check::toString);
    }

    @Test
    void answer_ofNothing_fails() {
        assertEquals(
                FAILED,
                only(
                                EngineChecks.inference(
                                        answered(0, new Placement.Nowhere()), NO_CARD, false),
                                "engine.inference")
                        .state());
    }

    @Test
    void failure_isToldInTheEnginesWords() {
        List<Check> checks =
                EngineChecks.inference(new Inference.Failed("no library there"), NO_CARD, false);
        assertTrue(words(only(checks, "engine.inference").found()).contains("no library there"));
        assertEquals(FAILED, only(checks, "engine.inference").state());
        assertEquals(NOT_APPLICABLE, only(checks, "engine.placement").state());
    }

    @Test
    void withoutAModel_thereIsNothingToTry() {
        EngineChecks.inference(new Inference.NoModel(), NO_CARD, false)
                .forEach(check -> assertEquals(NOT_APPLICABLE, check.state()));
    }

    @Test
    void placement_onEachKindOfCard_isJudged() {
        assertState(
                OK,
                placement(Scene.twoCards().computes(Scene.RTX_3090, PID, "java")),
                "doctor.engine.placement.allowed");
        assertState(
                FAILED,
                placement(Scene.twoCards().computes(Scene.RTX_5060_TI, PID, "java")),
                "doctor.engine.placement.denied");
        assertState(WARNING, placement(Scene.twoCards()), "doctor.engine.placement.cpu");
        assertState(OK, placement(Scene.noCard()), "doctor.engine.placement.cpu");
        assertState(
                FAILED,
                placement(Scene.noCard().policy(List.of(), List.of(), false)),
                "doctor.engine.placement.cpu-denied");
    }

    @Test
    void placement_thatTheDriverHides_isAWarning() {
        Placement hidden =
                Placement.of(
                        Set.of(PID),
                        List.of(
                                new CardProcesses(
                                        Scene.RTX_3090,
                                        Reading.unknown("NVML_ERROR_NO_PERMISSION"),
                                        Reading.of(List.of()))),
                        TWO_CARDS);
        assertState(
                WARNING,
                only(
                        EngineChecks.inference(answered(1, hidden), TWO_CARDS, false),
                        "engine.placement"),
                "doctor.engine.placement.unknown");
    }
}
