package org.nextgeneration.health.doctor;

import static java.util.Locale.ROOT;
import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.health.doctor.GpuFacts.CardFacts;

/** Judges who computes on cards that the person has excluded. Pure. */
final class DeniedUseChecks {
    static final String DENIED_USE = "gpu.denied_use";

    /** Programs that run models, by how their names begin. */
    private static final List<String> MODEL_RUNNERS =
            List.of("ollama", "llama-", "llama_", "lmstudio", "lm studio", "koboldcpp", "vllm");

    private DeniedUseChecks() {}

    static List<Check> of(GpuFacts facts) {
        if (facts.cards().isEmpty()) {
            return List.of(Check.notApplicable(DENIED_USE, SYSTEM, CardChecks.NO_CARD));
        }
        List<CardFacts> excluded =
                facts.cards().stream()
                        .filter(card -> card.verdict().reason() instanceof CardVerdict.DeniedByRule)
                        .toList();
        if (excluded.isEmpty()) {
            return List.of(
                    Check.notApplicable(DENIED_USE, SYSTEM, Text.of("doctor.gpu.none-denied")));
        }
        List<Check> checks = new ArrayList<>();
        for (CardFacts card : excluded) {
            checks.add(use(card, facts));
        }
        return checks;
    }

    private static Check use(CardFacts card, GpuFacts facts) {
        if (card.processes().compute().value().isEmpty()) {
            return Check.warning(
                    DENIED_USE,
                    SYSTEM,
                    Text.of(
                            "doctor.gpu.denied-use.unknown",
                            card.label(),
                            CardChecks.told(card.processes().compute())),
                    Text.of("doctor.gpu.denied-use.expected"),
                    Text.verbatim("nvidia-smi"));
        }
        Set<Long> drawing =
                card.processes().graphics().value().orElse(List.of()).stream()
                        .map(GpuProcess::pid)
                        .collect(Collectors.toSet());
        List<Long> computing =
                card.processes().all().stream()
                        .filter(process -> computes(process, drawing, facts))
                        .map(GpuProcess::pid)
                        .distinct()
                        .toList();
        if (computing.isEmpty()) {
            return Check.ok(
                    DENIED_USE, SYSTEM, Text.of("doctor.gpu.denied-use.nobody", card.label()));
        }
        return Check.failed(
                DENIED_USE,
                SYSTEM,
                Text.of(
                        "doctor.gpu.denied-use.found",
                        card.label(),
                        new Text.Enumeration(computing.stream().map(facts::program).toList())),
                Text.of("doctor.gpu.denied-use.expected"),
                Text.of("doctor.gpu.denied-use.fix", computing.getFirst()));
    }

    /**
     * The desktop's own programs are on both lists on Windows, and on the list of those that draw
     * on Linux; a program that runs models is at fault on any list, because Vulkan counts as
     * drawing.
     */
    private static boolean computes(GpuProcess process, Set<Long> drawing, GpuFacts facts) {
        String program = facts.programs().getOrDefault(process.pid(), "").toLowerCase(ROOT);
        boolean runsModels =
                facts.ours().contains(process.pid())
                        || MODEL_RUNNERS.stream().anyMatch(program::startsWith);
        return runsModels
                || (process.use() == GpuProcess.Use.COMPUTE && !drawing.contains(process.pid()));
    }
}
