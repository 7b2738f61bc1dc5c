package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.engine.OpenedDevice;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Sighting;
import org.nextgeneration.gpu.SpeedCheck;

/** Judges the embedded engine: its library, and what a real answer showed. Pure. */
final class EngineChecks {
    static final String LIBRARY = "engine.library";
    static final String INFERENCE = "engine.inference";
    static final String PLACEMENT = "engine.placement";
    static final String SPEED = "engine.speed";

    private static final String TRY = "nextgen ask --verbose --model nextgen-demo Bonjour";
    private static final double PERCENT = 100.0;
    private static final String FETCH = "node llama/natives/install.mjs vulkan";
    private static final String CONFIGURED = "engine: {llama: {home: /path/to/llama.cpp}}";

    private EngineChecks() {}

    static Check library(EngineFacts facts, PolicyDecision decision) {
        Optional<EngineFacts.Build> taken = facts.taken(!decision.allowed().isEmpty());
        if (taken.isEmpty()) {
            return Check.failed(
                    LIBRARY,
                    SYSTEM,
                    facts.searched().isEmpty()
                            ? Text.of("doctor.engine.library.nowhere")
                            : Text.of(
                                    "doctor.engine.library.none",
                                    new Text.Enumeration(
                                            facts.searched().stream()
                                                    .map(Path::toString)
                                                    .toList())),
                    Text.of("doctor.engine.library.expected"),
                    Text.of("doctor.engine.library.fix", CONFIGURED));
        }
        EngineFacts.Build build = taken.get();
        List<String> backEnds = build.cardBackEnds();
        Object version =
                build.version().<Object>map(known -> known).orElse(Text.of("doctor.not-told"));
        if (backEnds.isEmpty()) {
            Text found = Text.of("doctor.engine.library.cpu", version, build.folder().toString());
            return decision.allowed().isEmpty()
                    ? Check.ok(LIBRARY, SYSTEM, found)
                    : Check.warning(
                            LIBRARY,
                            SYSTEM,
                            found,
                            Text.of(
                                    "doctor.engine.library.expected-card",
                                    decision.allowed().getFirst().label()),
                            cardBuild());
        }
        return Check.ok(
                LIBRARY,
                SYSTEM,
                Text.of(
                        "doctor.engine.library.found",
                        version,
                        new Text.Enumeration(backEnds),
                        build.folder().toString()));
    }

    /** How to get a build that reaches the card: ours, or one of the person's own. */
    private static Text cardBuild() {
        return Text.of("doctor.engine.library.fix-card", FETCH, CONFIGURED);
    }

    /**
     * Judges a real answer.
     *
     * @param reachesCards whether the build has a back end for cards
     */
    static List<Check> inference(
            Inference inference, PolicyDecision decision, boolean reachesCards) {
        return switch (inference) {
            case Inference.NoModel() -> notTried(Text.of("doctor.engine.no-model"));
            case Inference.Failed(String message) ->
                    List.of(failed(message), unseen(PLACEMENT), unseen(SPEED));
            case Inference.Answered answered ->
                    List.of(
                            answered(answered),
                            placement(answered, decision, reachesCards),
                            speed(answered));
        };
    }

    /** {@return the checks of an answer that was not made} */
    static List<Check> notTried(Text why) {
        return List.of(
                Check.notApplicable(INFERENCE, SYSTEM, why),
                Check.notApplicable(PLACEMENT, SYSTEM, why),
                Check.notApplicable(SPEED, SYSTEM, why));
    }

    private static Check failed(String message) {
        return Check.failed(
                INFERENCE,
                SYSTEM,
                Text.of("doctor.engine.inference.failed", message),
                Text.of("doctor.engine.inference.expected"),
                Text.verbatim(TRY));
    }

    private static Check unseen(String id) {
        return Check.notApplicable(id, SYSTEM, Text.of("doctor.engine.placement.no-process"));
    }

    private static Check answered(Inference.Answered answered) {
        return answered.result().completionTokens() == 0
                ? failed("0 tokens")
                : Check.ok(
                        INFERENCE,
                        SYSTEM,
                        Text.of(
                                "doctor.engine.inference.found",
                                answered.status().model().name(),
                                answered.status().model().device(),
                                answered.result().completionTokens(),
                                new Text.Decimal(answered.result().tokensPerSecond()),
                                new Text.Bytes(answered.status().residentBytes())));
    }

    private static Check placement(
            Inference.Answered answered, PolicyDecision decision, boolean reachesCards) {
        long pid = answered.status().pid();
        return switch (answered.placement()) {
            case Placement.Denied(List<Sighting> sightings) ->
                    Check.failed(
                            PLACEMENT,
                            SYSTEM,
                            Text.of("doctor.engine.placement.denied", pid, cards(sightings)),
                            Text.of("doctor.engine.placement.expected"),
                            Text.verbatim("nextgen gpu"));
            case Placement.Allowed allowed ->
                    Check.ok(
                            PLACEMENT,
                            SYSTEM,
                            Text.of(
                                    "doctor.engine.placement.allowed",
                                    pid,
                                    cards(allowed.sightings())));
            case Placement.Nowhere() -> nowhere(answered, decision, reachesCards);
            case Placement.Unknown unknown ->
                    Check.warning(
                            PLACEMENT,
                            SYSTEM,
                            Text.of(
                                    "doctor.engine.placement.unknown",
                                    unknown.card().label(),
                                    unknown.reason()),
                            Text.of("doctor.engine.placement.expected-seen"),
                            Text.verbatim("nvidia-smi"));
        };
    }

    private static Check nowhere(
            Inference.Answered answered, PolicyDecision decision, boolean reachesCards) {
        long pid = answered.status().pid();
        Optional<OpenedDevice> card = answered.status().model().cards().stream().findFirst();
        if (card.isPresent()) {
            return Check.warning(
                    PLACEMENT,
                    SYSTEM,
                    Text.of("doctor.engine.placement.not-listed", card.get().name(), pid),
                    Text.of("doctor.engine.placement.expected-seen"),
                    Text.verbatim("nvidia-smi"));
        }
        if (!decision.policy().cpuAllowed()) {
            return Check.failed(
                    PLACEMENT,
                    SYSTEM,
                    Text.of("doctor.engine.placement.cpu-denied", pid),
                    Text.of("doctor.engine.placement.expected"),
                    Text.of("doctor.fix-configuration", "gpu: {cpu: allow}"));
        }
        Text found = Text.of("doctor.engine.placement.cpu", pid);
        if (decision.allowed().isEmpty()) {
            return Check.ok(PLACEMENT, SYSTEM, found);
        }
        String name = decision.allowed().getFirst().label();
        return reachesCards
                ? Check.warning(
                        PLACEMENT,
                        SYSTEM,
                        found,
                        Text.of("doctor.engine.placement.expected-card", name),
                        Text.of("doctor.engine.placement.fix-card", TRY))
                : Check.warning(
                        PLACEMENT,
                        SYSTEM,
                        found,
                        Text.of("doctor.engine.library.expected-card", name),
                        cardBuild());
    }

    /** Decoding reads every weight for every token, so the card's memory is the limit. */
    private static Check speed(Inference.Answered answered) {
        if (answered.speed().isEmpty()) {
            return Check.notApplicable(SPEED, SYSTEM, Text.of("doctor.engine.speed.no-card"));
        }
        SpeedCheck speed = answered.speed().get();
        Text.Decimal measured = new Text.Decimal(answered.result().tokensPerSecond());
        Text.Decimal expected = new Text.Decimal(speed.expectedTokensPerSecond());
        if (!speed.alarm()) {
            return Check.ok(
                    SPEED,
                    SYSTEM,
                    Text.of(
                            "doctor.engine.speed.found",
                            measured,
                            new Text.Decimal(speed.share() * PERCENT)));
        }
        return Check.warning(
                SPEED,
                SYSTEM,
                Text.of("doctor.engine.speed.slow", measured, cause(speed.causes().getFirst())),
                Text.of("doctor.engine.speed.expected", expected),
                Text.verbatim("nextgen monitor"));
    }

    private static Text cause(SpeedCheck.Cause cause) {
        return switch (cause) {
            case ON_PROCESSOR -> Text.of("note.slow-on-processor");
            case PARTLY_ON_PROCESSOR -> Text.of("note.slow-partly-on-processor");
            case OTHER_CARD -> Text.of("note.slow-other-card");
            case POWER_LIMIT -> Text.of("note.slow-power-limit");
            case HEAT -> Text.of("note.slow-heat");
            case PCIE_LINK -> Text.of("note.slow-pcie-link");
            case OTHER_PROGRAMS -> Text.of("note.slow-other-programs");
            case UNKNOWN -> Text.of("note.slow-unknown");
        };
    }

    private static Text.Enumeration cards(List<Sighting> sightings) {
        return new Text.Enumeration(
                sightings.stream().map(sighting -> sighting.card().label()).distinct().toList());
    }
}
