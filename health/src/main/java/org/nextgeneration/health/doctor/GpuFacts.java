package org.nextgeneration.health.doctor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nextgeneration.gpu.CardLimits;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.SlowReadings;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.health.ProgramName;

/**
 * What is known of the cards at one moment.
 *
 * @param system how they are read
 * @param decision the policy's verdicts
 * @param cards one for each verdict, in its order
 * @param programs names of the processes on the cards, as far as the system tells
 * @param ours processes that this program started to answer, whichever command did
 * @param thresholds from where on a card's state is worth a word
 */
record GpuFacts(
        GpuSystem system,
        PolicyDecision decision,
        List<CardFacts> cards,
        Map<Long, String> programs,
        Set<Long> ours,
        Thresholds thresholds) {
    /** Processes that are asked for their names. */
    private static final int PROCESSES_NAMED_MAX = 256;

    /** What one card says. */
    record CardFacts(
            CardVerdict verdict,
            CardLimits limits,
            FastReadings fast,
            SlowReadings slow,
            CardProcesses processes) {
        GpuCard card() {
            return verdict.card();
        }

        /** {@return the same without the verdict} */
        CardSample sample() {
            return new CardSample(card(), limits, fast, slow, processes);
        }

        /** {@return a name that tells the card from another of the same product} */
        String label() {
            return card().address()
                    .value()
                    .map(address -> card().label() + " (" + address + ")")
                    .orElse(card().label());
        }
    }

    /** Copies the lists. */
    GpuFacts {
        cards = List.copyOf(cards);
        programs = Map.copyOf(programs);
        ours = Set.copyOf(ours);
    }

    /** Asks the driver: some milliseconds a card. */
    static GpuFacts gather(GpuGuard guard, Thresholds thresholds, Set<Long> ours) {
        GpuSource source = guard.source();
        List<CardFacts> cards =
                guard.decision().verdicts().stream()
                        .map(
                                verdict ->
                                        new CardFacts(
                                                verdict,
                                                source.limits(verdict.card()),
                                                source.fast(verdict.card()),
                                                source.slow(verdict.card()),
                                                source.processes(verdict.card())))
                        .toList();
        Map<Long, String> programs = new HashMap<>();
        cards.stream()
                .flatMap(card -> card.processes().all().stream())
                .map(GpuProcess::pid)
                .distinct()
                .limit(PROCESSES_NAMED_MAX)
                .forEach(
                        pid ->
                                ProgramName.of(pid)
                                        .ifPresent(program -> programs.put(pid, program)));
        return new GpuFacts(source.system(), guard.decision(), cards, programs, ours, thresholds);
    }

    List<CardFacts> allowed() {
        return cards.stream().filter(card -> card.verdict().allowed()).toList();
    }

    List<CardFacts> denied() {
        return cards.stream().filter(card -> !card.verdict().allowed()).toList();
    }

    /** {@return a process for people: its program and its number} */
    String program(long pid) {
        return "%s (%d)".formatted(programs.getOrDefault(pid, "?"), pid);
    }
}
