package org.nextgeneration.health.doctor;

import static java.util.Locale.ROOT;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toSet;
import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SourceFailure;
import org.nextgeneration.health.doctor.GpuFacts.CardFacts;

/** Judges how the cards are read, which they are, and whether the driver can run them. Pure. */
final class CardChecks {
    static final String SOURCE = "gpu.source";
    static final String CARD = "gpu.card";
    static final String NAMES = "gpu.names";
    static final String CUDA = "gpu.cuda";

    /** What every check about a card says where there is none. */
    static final Text NO_CARD = Text.of("doctor.gpu.no-card");

    /** What checks about allowed cards say where no card is allowed. */
    static final Text NONE_ALLOWED = Text.of("doctor.gpu.none-allowed");

    private CardChecks() {}

    static List<Check> of(GpuFacts facts) {
        List<Check> checks = new ArrayList<>();
        checks.add(source(facts));
        facts.cards().forEach(card -> checks.add(card(card, facts)));
        checks.addAll(PolicyChecks.of(facts.decision()));
        checks.add(names(facts));
        checks.addAll(cuda(facts));
        return checks;
    }

    private static Check source(GpuFacts facts) {
        GpuSystem system = facts.system();
        Text drivers =
                Text.of(
                        "doctor.gpu.driver",
                        told(system.driverVersion()),
                        told(system.cudaVersion()));
        return switch (system.origin()) {
            case NVML -> Check.ok(SOURCE, SYSTEM, Text.of("doctor.gpu.source.nvml", drivers));
            case NVIDIA_SMI ->
                    Check.warning(
                            SOURCE,
                            SYSTEM,
                            Text.of("doctor.gpu.source.smi", drivers, failures(system)),
                            Text.of("doctor.gpu.source.expected"),
                            fixOfDriver(system));
            case NONE -> none(facts);
        };
    }

    private static Check none(GpuFacts facts) {
        boolean noneWanted = facts.decision().policy().allow().isEmpty();
        boolean mayUseProcessor = facts.decision().policy().cpuAllowed();
        Text found =
                Text.of(
                        mayUseProcessor
                                ? "doctor.gpu.source.none-cpu"
                                : "doctor.gpu.source.none-nothing",
                        failures(facts.system()));
        if (noneWanted && mayUseProcessor) {
            return Check.ok(SOURCE, SYSTEM, found);
        }
        Text expected = Text.of("doctor.gpu.source.expected");
        Text fix = fixOfDriver(facts.system());
        return mayUseProcessor
                ? Check.warning(SOURCE, SYSTEM, found, expected, fix)
                : Check.failed(SOURCE, SYSTEM, found, expected, fix);
    }

    private static Text fixOfDriver(GpuSystem system) {
        Set<SourceFailure.Kind> kinds =
                system.failures().stream().map(SourceFailure::kind).collect(toSet());
        if (kinds.contains(SourceFailure.Kind.DRIVER_UPDATED)) {
            return Text.of("doctor.gpu.source.fix-mismatch");
        }
        return Text.of(
                kinds.contains(SourceFailure.Kind.DRIVER_NOT_LOADED)
                        ? "doctor.gpu.source.fix-not-loaded"
                        : "doctor.gpu.source.fix");
    }

    private static Object failures(GpuSystem system) {
        return system.failures().isEmpty()
                ? Text.of("doctor.gpu.source.no-notes")
                : new Text.Enumeration(
                        system.failures().stream().map(CardChecks::failure).toList());
    }

    private static Text failure(SourceFailure failure) {
        return Text.of(
                "gpu.failure." + failure.kind().name().toLowerCase(ROOT),
                String.join(", ", failure.details()));
    }

    private static Check card(CardFacts card, GpuFacts facts) {
        String label = card.label();
        return switch (card.verdict().reason()) {
            case CardVerdict.AllowedByRule(GpuRule rule) ->
                    Check.ok(
                            CARD,
                            SYSTEM,
                            Text.of("doctor.gpu.card.allowed", label, rule.toString()));
            case CardVerdict.DeniedByRule(GpuRule rule) ->
                    Check.ok(
                            CARD,
                            SYSTEM,
                            Text.of("doctor.gpu.card.denied", label, rule.toString()));
            case CardVerdict.Unidentified(String cause) ->
                    Check.failed(
                            CARD,
                            SYSTEM,
                            Text.of("doctor.gpu.card.unidentified", label, cause),
                            Text.of("doctor.gpu.card.expected-identity"),
                            Text.of("doctor.gpu.fix-lost"));
            case CardVerdict.NoRule(Optional<CardVerdict.NearMiss> miss) ->
                    miss.isPresent()
                            ? nearMiss(card, label, miss.get(), facts.decision().policy())
                            : noRule(card.card(), label);
        };
    }

    private static Check nearMiss(
            CardFacts card, String label, CardVerdict.NearMiss miss, GpuPolicy policy) {
        List<Text> failing =
                miss.failing().stream()
                        .map(
                                criterion ->
                                        Text.of(
                                                "doctor.gpu.criterion."
                                                        + criterion.name().toLowerCase(ROOT)))
                        .toList();
        return Check.warning(
                CARD,
                SYSTEM,
                Text.of("doctor.gpu.card.near-miss", label, new Text.Enumeration(failing)),
                Text.of("doctor.gpu.card.expected-rule", miss.rule().toString()),
                allowLine(policy, miss.rule(), RuleAdvice.fitting(miss, card.card())));
    }

    /** A card that says nothing of itself has no rule because it is lost, not because it is new. */
    private static Check noRule(GpuCard card, String label) {
        if (card.name() instanceof Reading.Unknown<String>(String reason)) {
            return Check.failed(
                    CARD,
                    SYSTEM,
                    Text.of("doctor.gpu.card.silent", label, reason),
                    Text.of("doctor.gpu.card.expected-identity"),
                    Text.of("doctor.gpu.fix-lost"));
        }
        return Check.ok(CARD, SYSTEM, Text.of("doctor.gpu.card.no-rule", label));
    }

    /** {@return the line of the configuration in which one rule has taken another's place} */
    static Text allowLine(GpuPolicy policy, GpuRule old, GpuRule instead) {
        String rules =
                policy.allow().stream()
                        .map(rule -> (rule.equals(old) ? instead : rule).toString())
                        .collect(joining(", "));
        return Text.of("doctor.fix-configuration", "gpu: {allow: [%s]}".formatted(rules));
    }

    private static Check names(GpuFacts facts) {
        if (facts.cards().isEmpty()) {
            return Check.notApplicable(NAMES, SYSTEM, NO_CARD);
        }
        Map<String, List<CardFacts>> byName = new LinkedHashMap<>();
        for (CardFacts card : facts.cards()) {
            card.card()
                    .name()
                    .value()
                    .ifPresent(
                            name -> byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(card));
        }
        for (List<CardFacts> twins : byName.values()) {
            if (twins.size() > 1 && twins.stream().anyMatch(CardChecks::judgedByNameAlone)) {
                return twins(twins, facts.decision().policy());
            }
        }
        return Check.ok(NAMES, SYSTEM, Text.of("doctor.gpu.names.distinct"));
    }

    private static boolean judgedByNameAlone(CardFacts card) {
        return switch (card.verdict().reason()) {
            case CardVerdict.AllowedByRule(GpuRule rule) -> !RuleAdvice.tellsTwinsApart(rule);
            case CardVerdict.DeniedByRule(GpuRule rule) -> !RuleAdvice.tellsTwinsApart(rule);
            case CardVerdict.NoRule _, CardVerdict.Unidentified _ -> false;
        };
    }

    private static Check twins(List<CardFacts> twins, GpuPolicy policy) {
        GpuCard first = twins.getFirst().card();
        GpuRule instead = RuleAdvice.byIdentity(first);
        GpuRule old =
                policy.allow().stream()
                        .filter(rule -> rule.matches(first))
                        .findFirst()
                        .orElse(instead);
        return Check.warning(
                NAMES,
                SYSTEM,
                Text.of(
                        "doctor.gpu.names.twins",
                        new Text.Enumeration(twins.stream().map(CardFacts::label).toList())),
                Text.of("doctor.gpu.names.expected"),
                allowLine(policy, old, instead));
    }

    private static List<Check> cuda(GpuFacts facts) {
        if (facts.allowed().isEmpty()) {
            return List.of(
                    Check.notApplicable(
                            CUDA, SYSTEM, facts.cards().isEmpty() ? NO_CARD : NONE_ALLOWED));
        }
        return facts.allowed().stream().map(card -> cuda(facts.system(), card)).toList();
    }

    private static Check cuda(GpuSystem system, CardFacts card) {
        Optional<ComputeCapability> capability = card.card().computeCapability().value();
        Optional<String> driver = system.cudaVersion().value();
        Optional<Boolean> runs =
                capability.flatMap(has -> driver.flatMap(cuda -> CudaSupport.runs(cuda, has)));
        if (runs.isEmpty()) {
            return Check.warning(
                    CUDA,
                    SYSTEM,
                    Text.of(
                            "doctor.gpu.cuda.unknown",
                            card.label(),
                            told(card.card().computeCapability()),
                            told(system.cudaVersion())),
                    Text.of("doctor.gpu.cuda.expected-known"),
                    Text.verbatim(
                            "nvidia-smi --query-gpu=name,compute_cap,driver_version --format=csv"));
        }
        String least = CudaSupport.least(capability.orElseThrow()).orElseThrow();
        Text found =
                Text.of(
                        "doctor.gpu.cuda.found",
                        card.label(),
                        capability.orElseThrow().toString(),
                        driver.orElseThrow());
        return runs.get()
                ? Check.ok(CUDA, SYSTEM, found)
                : Check.failed(
                        CUDA,
                        SYSTEM,
                        found,
                        Text.of("doctor.gpu.cuda.expected", least),
                        Text.of("doctor.gpu.cuda.fix", least));
    }

    /** {@return the answer, or the driver's word for why there is none} */
    static Object told(Reading<?> reading) {
        return switch (reading) {
            case Reading.Known<?>(Object value) -> value.toString();
            case Reading.Unknown<?>(String reason) -> Text.of("doctor.unknown", reason);
        };
    }
}
