package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.SYSTEM;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.gpu.ThrottleReason;
import org.nextgeneration.health.doctor.GpuFacts.CardFacts;

/** Judges how the allowed cards are now: heat, speed, memory. Pure. */
final class CardStateChecks {
    static final String STATE = "gpu.state";
    static final String MEMORY = "gpu.memory";

    private static final double MILLIWATTS_PER_WATT = 1_000;
    private static final int PERCENT = 100;

    /** Processes that are named as holders of memory. */
    private static final int HOLDERS_MAX = 4;

    private CardStateChecks() {}

    static List<Check> of(GpuFacts facts) {
        if (facts.allowed().isEmpty()) {
            Text none = facts.cards().isEmpty() ? CardChecks.NO_CARD : CardChecks.NONE_ALLOWED;
            return List.of(
                    Check.notApplicable(STATE, SYSTEM, none),
                    Check.notApplicable(MEMORY, SYSTEM, none));
        }
        List<Check> checks = new ArrayList<>();
        for (CardFacts card : facts.allowed()) {
            checks.add(state(card, facts.thresholds()));
            checks.add(memory(card, facts));
        }
        return checks;
    }

    private static Check state(CardFacts card, Thresholds thresholds) {
        Optional<Integer> celsius = card.fast().temperatureCelsius().value();
        if (celsius.isEmpty() && card.fast().memory().value().isEmpty()) {
            return silent(card);
        }
        Text found =
                Text.of(
                        "doctor.gpu.state.found",
                        card.label(),
                        celsius(card.fast().temperatureCelsius()),
                        watts(card.fast().powerMilliwatts()),
                        watts(card.slow().powerLimitMilliwatts()));
        CardHealth health = CardHealth.of(card.sample(), thresholds);
        int critical = health.temperatureCriticalCelsius();
        if (celsius.isPresent() && celsius.get() >= critical) {
            return Check.failed(
                    STATE, SYSTEM, found, below(critical), Text.of("doctor.gpu.state.fix"));
        }
        Set<ThrottleReason> slowed = EnumSet.copyOf(CardHealth.HARMFUL);
        slowed.retainAll(card.slow().throttleReasons().value().orElse(Set.of()));
        if (!slowed.isEmpty()) {
            return Check.warning(
                    STATE,
                    SYSTEM,
                    Text.of("doctor.gpu.state.slowed", found, reasons(slowed)),
                    Text.of("doctor.gpu.state.expected-speed"),
                    Text.of("doctor.gpu.state.fix"));
        }
        int warning = Math.min(health.temperatureWarningCelsius(), critical);
        return celsius.isPresent() && celsius.get() >= warning
                ? Check.warning(
                        STATE, SYSTEM, found, below(warning), Text.of("doctor.gpu.state.fix"))
                : Check.ok(STATE, SYSTEM, found);
    }

    private static Check silent(CardFacts card) {
        return Check.failed(
                STATE,
                SYSTEM,
                Text.of(
                        "doctor.gpu.state.silent",
                        card.label(),
                        CardChecks.told(card.fast().memory())),
                Text.of("doctor.gpu.state.expected-answer"),
                Text.of("doctor.gpu.fix-lost"));
    }

    private static Text below(int celsius) {
        return Text.of("doctor.gpu.state.expected", celsius);
    }

    private static Text.Enumeration reasons(Set<ThrottleReason> reasons) {
        return new Text.Enumeration(
                reasons.stream()
                        .map(
                                reason ->
                                        Text.of(
                                                "gpu.throttle."
                                                        + reason.name().toLowerCase(Locale.ROOT)))
                        .toList());
    }

    private static Object celsius(Reading<Integer> reading) {
        return reading.value()
                .<Object>map(celsius -> Text.of("doctor.celsius", celsius))
                .orElse(Text.of("doctor.not-told"));
    }

    private static Object watts(Reading<Integer> milliwatts) {
        return milliwatts
                .value()
                .<Object>map(
                        value -> Text.of("doctor.watts", Math.round(value / MILLIWATTS_PER_WATT)))
                .orElse(Text.of("doctor.not-told"));
    }

    private static Check memory(CardFacts card, GpuFacts facts) {
        Optional<MemoryUse> memory = card.fast().memory().value();
        if (memory.isEmpty()) {
            return Check.warning(
                    MEMORY,
                    SYSTEM,
                    Text.of(
                            "doctor.gpu.memory.unknown",
                            card.label(),
                            CardChecks.told(card.fast().memory())),
                    Text.of("doctor.gpu.memory.expected-known"),
                    Text.verbatim(
                            "nvidia-smi --query-gpu=name,memory.total,memory.free --format=csv"));
        }
        MemoryUse use = memory.get();
        long reserve = facts.decision().policy().reserveBytes();
        Text found =
                Text.of(
                        "doctor.gpu.memory.found",
                        card.label(),
                        new Text.Bytes(Math.max(0, use.freeBytes() - reserve)),
                        new Text.Bytes(Math.max(0, use.totalBytes() - reserve)),
                        holders(card, facts));
        // What our own workers hold is not in their way.
        long others = use.usedBytes() - heldByUs(card, facts);
        boolean crowded =
                use.totalBytes() > 0
                        && others * PERCENT
                                >= use.totalBytes() * facts.thresholds().memoryWarningPercent();
        return crowded
                ? Check.warning(
                        MEMORY,
                        SYSTEM,
                        found,
                        Text.of(
                                "doctor.gpu.memory.expected",
                                facts.thresholds().memoryWarningPercent()),
                        Text.of("doctor.gpu.memory.fix"))
                : Check.ok(MEMORY, SYSTEM, found);
    }

    private static long heldByUs(CardFacts card, GpuFacts facts) {
        return card.processes().all().stream()
                .filter(process -> facts.ours().contains(process.pid()))
                .mapToLong(process -> process.memoryBytes().value().orElse(0L))
                .sum();
    }

    private static Object holders(CardFacts card, GpuFacts facts) {
        List<GpuProcess> held =
                card.processes().all().stream()
                        .sorted(
                                java.util.Comparator.comparingLong(
                                        process -> -process.memoryBytes().value().orElse(0L)))
                        .toList();
        if (held.isEmpty()) {
            return Text.of("doctor.gpu.memory.nobody");
        }
        List<Text> named = new ArrayList<>();
        for (GpuProcess process : held.subList(0, Math.min(HOLDERS_MAX, held.size()))) {
            named.add(
                    process.memoryBytes()
                            .value()
                            .map(
                                    bytes ->
                                            Text.of(
                                                    "doctor.gpu.memory.holder",
                                                    facts.program(process.pid()),
                                                    new Text.Bytes(bytes)))
                            .orElse(Text.verbatim(facts.program(process.pid()))));
        }
        return Text.of("doctor.gpu.memory.held", new Text.Enumeration(named), held.size());
    }
}
