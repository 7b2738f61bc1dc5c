package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.gpu.GpuEnvironment;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Sighting;
import org.nextgeneration.health.doctor.OllamaFacts.Environment;
import org.nextgeneration.health.doctor.OllamaFacts.FewLayers;
import org.nextgeneration.health.doctor.OllamaFacts.LoadedModel;
import org.nextgeneration.health.doctor.OllamaFacts.Running;
import org.nextgeneration.health.doctor.OllamaFacts.ServerProcess;

/** Judges an Ollama: nothing here needs one, but where there is one it must keep to the rules. */
final class OllamaChecks {
    static final String SERVER = "ollama.server";
    static final String SPILL = "ollama.spill";
    static final String CARD = "ollama.card";
    static final String ENVIRONMENT = "ollama.environment";
    static final String NUM_GPU = "ollama.num_gpu";

    private static final long PERCENT = 100;

    private OllamaChecks() {}

    /**
     * Judges. Pure.
     *
     * @param placement where the driver sees Ollama's processes; empty if there are none
     */
    static List<Check> of(
            OllamaFacts facts, PolicyDecision decision, Optional<Placement> placement) {
        return switch (facts) {
            case OllamaFacts.NotAsked() -> without(notApplicable(Text.of("doctor.not-asked")));
            case OllamaFacts.BadAddress(String value) ->
                    without(
                            Check.warning(
                                    SERVER,
                                    SYSTEM,
                                    Text.of("doctor.ollama.bad-address", value),
                                    Text.of("doctor.ollama.expected-address"),
                                    Text.verbatim("unset OLLAMA_HOST")));
            case OllamaFacts.OutOfReach out ->
                    without(
                            Check.warning(
                                    SERVER,
                                    SYSTEM,
                                    Text.of(
                                            out.reach() == OllamaAddress.Reach.PUBLIC
                                                    ? "doctor.ollama.public"
                                                    : "doctor.ollama.unknown-host",
                                            out.address().toString()),
                                    Text.of("doctor.ollama.expected-address"),
                                    Text.verbatim("unset OLLAMA_HOST")));
            case OllamaFacts.Absent(OllamaAddress address) ->
                    without(notApplicable(Text.of("doctor.ollama.absent", address.toString())));
            case OllamaFacts.Strange(OllamaAddress address, Text what) ->
                    without(
                            Check.warning(
                                    SERVER,
                                    SYSTEM,
                                    Text.of("doctor.ollama.strange", address.toString(), what),
                                    Text.of("doctor.ollama.expected-answer"),
                                    Text.of("doctor.ollama.fix-strange")));
            case Running running -> running(running, decision, placement);
        };
    }

    private static Check notApplicable(Text found) {
        return Check.notApplicable(SERVER, SYSTEM, found);
    }

    /** Without a server that answers the other checks have nothing to look at. */
    private static List<Check> without(Check server) {
        Text none =
                server.state() == Check.State.NOT_APPLICABLE
                        ? server.found()
                        : Text.of("doctor.ollama.unanswered");
        List<Check> checks = new ArrayList<>();
        checks.add(server);
        for (String id : List.of(SPILL, CARD, ENVIRONMENT, NUM_GPU)) {
            checks.add(Check.notApplicable(id, SYSTEM, none));
        }
        return checks;
    }

    private static List<Check> running(
            Running facts, PolicyDecision decision, Optional<Placement> placement) {
        return List.of(
                Check.ok(
                        SERVER,
                        SYSTEM,
                        Text.of(
                                "doctor.ollama.found",
                                facts.version(),
                                facts.address().toString())),
                spill(facts, decision),
                card(facts, decision, placement),
                environment(facts, decision),
                numGpu(facts));
    }

    private static Check spill(Running facts, PolicyDecision decision) {
        if (facts.loaded().isEmpty()) {
            return Check.ok(SPILL, SYSTEM, Text.of("doctor.ollama.nothing-loaded"));
        }
        List<LoadedModel> spilled =
                facts.loaded().stream()
                        .filter(model -> model.cardBytes() < model.sizeBytes())
                        .toList();
        if (spilled.isEmpty()) {
            return Check.ok(
                    SPILL, SYSTEM, Text.of("doctor.ollama.all-on-card", facts.loaded().size()));
        }
        Text found =
                Text.of(
                        "doctor.ollama.spill",
                        new Text.Enumeration(spilled.stream().map(OllamaChecks::share).toList()));
        // Of another machine's cards nothing is known; of this one's, that there is none to use.
        return facts.here() && decision.allowed().isEmpty()
                ? Check.ok(SPILL, SYSTEM, found)
                : Check.warning(
                        SPILL,
                        SYSTEM,
                        found,
                        Text.of("doctor.ollama.expected-no-spill"),
                        Text.of("doctor.ollama.fix-spill"));
    }

    private static Text share(LoadedModel model) {
        long onCard = Math.clamp(model.cardBytes(), 0L, model.sizeBytes());
        long percent =
                Math.round((double) (model.sizeBytes() - onCard) * PERCENT / model.sizeBytes());
        return Text.of("doctor.ollama.share", model.name(), percent);
    }

    private static Check card(
            Running facts, PolicyDecision decision, Optional<Placement> placement) {
        if (!facts.here()) {
            return Check.notApplicable(CARD, SYSTEM, Text.of("doctor.ollama.elsewhere"));
        }
        if (decision.verdicts().isEmpty()) {
            return Check.notApplicable(CARD, SYSTEM, CardChecks.NO_CARD);
        }
        if (facts.processes().isEmpty() || placement.isEmpty()) {
            return Check.warning(
                    CARD,
                    SYSTEM,
                    Text.of("doctor.ollama.no-process"),
                    Text.of("doctor.ollama.expected-card"),
                    Text.verbatim("nvidia-smi"));
        }
        return switch (placement.get()) {
            case Placement.Denied(List<Sighting> sightings) ->
                    Check.failed(
                            CARD,
                            SYSTEM,
                            Text.of("doctor.ollama.denied-card", sightings(sightings)),
                            Text.of("doctor.ollama.expected-card"),
                            Text.of("doctor.ollama.fix-restart"));
            case Placement.Allowed allowed ->
                    Check.ok(
                            CARD,
                            SYSTEM,
                            Text.of("doctor.ollama.allowed-card", sightings(allowed.sightings())));
            case Placement.Nowhere() -> Check.ok(CARD, SYSTEM, Text.of("doctor.ollama.on-no-card"));
            case Placement.Unknown unknown ->
                    Check.warning(
                            CARD,
                            SYSTEM,
                            Text.of(
                                    "doctor.engine.placement.unknown",
                                    unknown.card().label(),
                                    unknown.reason()),
                            Text.of("doctor.ollama.expected-card"),
                            Text.verbatim("nvidia-smi"));
        };
    }

    private static Text.Enumeration sightings(List<Sighting> sightings) {
        return new Text.Enumeration(
                sightings.stream()
                        .map(
                                sighting ->
                                        "%s (%d)"
                                                .formatted(
                                                        sighting.card().label(),
                                                        sighting.process().pid()))
                        .distinct()
                        .toList());
    }

    private static Check environment(Running facts, PolicyDecision decision) {
        if (!facts.here()) {
            return Check.notApplicable(ENVIRONMENT, SYSTEM, Text.of("doctor.ollama.elsewhere"));
        }
        if (decision.denied().isEmpty()) {
            return Check.notApplicable(
                    ENVIRONMENT,
                    SYSTEM,
                    decision.verdicts().isEmpty()
                            ? CardChecks.NO_CARD
                            : Text.of("doctor.gpu.none-denied"));
        }
        GpuEnvironment wanted = GpuEnvironment.of(decision, GpuEnvironment.Reach.CUDA);
        List<Text> faults = new ArrayList<>();
        boolean hidden = facts.processes().isEmpty();
        for (ServerProcess process : facts.processes()) {
            switch (process.environment()) {
                case Environment.Seen(var variables) -> {
                    faults.addAll(MaskChecks.cudaFaults(variables, wanted, true));
                    faults.addAll(MaskChecks.vulkanFaults(variables, true));
                }
                case Environment.Hidden() -> hidden = true;
            }
        }
        if (!faults.isEmpty()) {
            return Check.warning(
                    ENVIRONMENT,
                    SYSTEM,
                    Text.of(
                            "doctor.ollama.leak",
                            new Text.Lines(faults.stream().distinct().toList())),
                    Text.of("doctor.ollama.expected-environment"),
                    Text.of("doctor.ollama.fix-restart"));
        }
        return hidden
                ? Check.warning(
                        ENVIRONMENT,
                        SYSTEM,
                        Text.of("doctor.ollama.hidden"),
                        Text.of("doctor.ollama.expected-environment"),
                        Text.of("doctor.ollama.fix-hidden"))
                : Check.ok(ENVIRONMENT, SYSTEM, Text.of("doctor.ollama.masked"));
    }

    private static Check numGpu(Running facts) {
        if (facts.oneLayer().isEmpty()) {
            return facts.modelsUnseen() > 0
                    ? Check.ok(
                            NUM_GPU,
                            SYSTEM,
                            Text.of("doctor.ollama.num-gpu.well-so-far", facts.modelsUnseen()))
                    : Check.ok(NUM_GPU, SYSTEM, Text.of("doctor.ollama.num-gpu.well"));
        }
        FewLayers first = facts.oneLayer().getFirst();
        return Check.warning(
                NUM_GPU,
                SYSTEM,
                Text.of(
                        "doctor.ollama.num-gpu.found",
                        new Text.Enumeration(
                                facts.oneLayer().stream()
                                        .map(
                                                model ->
                                                        "%s (num_gpu %d)"
                                                                .formatted(
                                                                        model.name(),
                                                                        model.layers()))
                                        .toList())),
                Text.of("doctor.ollama.num-gpu.expected"),
                Text.verbatim(
                        ("ollama show --modelfile %1$s | grep -v num_gpu > Modelfile"
                                        + " && ollama create %1$s -f Modelfile")
                                .formatted(first.name())));
    }
}
