package org.nextgeneration.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.ProofQueue;
import org.nextgeneration.gpu.Sighting;

/**
 * Looks where a program's processes are, once a second, and stops them when one is on a card that
 * may not be used. What is seen is recorded when it changes. One thread.
 */
final class ExecWatch {
    /** Between two looks at a program that runs for a while. */
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** Before the first look; each further wait is twice as long, up to the period. */
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);

    /** How long we wait for the end of a program that was stopped. */
    private static final Duration KILL_WAIT = Duration.ofSeconds(5);

    /** How a run ended. */
    sealed interface End {
        /**
         * By itself.
         *
         * @param status as the shell would see it
         * @param left processes that it started and that go on
         */
        record Exited(int status, List<Long> left) implements End {
            /** Copies the list. */
            public Exited {
                left = List.copyOf(left);
            }
        }

        /**
         * By us.
         *
         * @param sightings what was seen where it may not be
         */
        record Stopped(List<Sighting> sightings) implements End {
            /** Copies the list. */
            public Stopped {
                sightings = List.copyOf(sightings);
            }
        }
    }

    private final GpuGuard guard;
    private final ExecProcesses processes;
    private final ProofQueue proofs;
    private final String program;
    private Set<GpuCard> seenOn = Set.of();
    private boolean unprovenTold;
    private long bytesMax;

    ExecWatch(GpuGuard guard, ExecProcesses processes, ProofQueue proofs, String program) {
        this.guard = guard;
        this.processes = processes;
        this.proofs = proofs;
        this.program = program;
    }

    /** {@return how long to wait after so many looks} Pure. */
    static Duration waitAfter(int looks) {
        // Longer than the period is not doubled any more, so it cannot overflow.
        return looks > 10 || FIRST_WAIT.multipliedBy(1L << looks).compareTo(PERIOD) > 0
                ? PERIOD
                : FIRST_WAIT.multipliedBy(1L << looks);
    }

    /**
     * Waits for the end of the program, or makes it.
     *
     * @throws InterruptedException if interrupted; then the program has been stopped
     */
    End run(Process process) throws InterruptedException {
        boolean ended = false;
        try {
            // Without a card there is nowhere to look.
            if (guard.source().cards().isEmpty()) {
                End end = new End.Exited(process.waitFor(), List.of());
                ended = true;
                return end;
            }
            for (int looks = 0; ; looks++) {
                if (process.waitFor(waitAfter(looks).toMillis(), TimeUnit.MILLISECONDS)) {
                    End end = end(process);
                    ended = true;
                    return end;
                }
                List<Sighting> denied = look(process.pid());
                if (!denied.isEmpty()) {
                    // One that hangs in a driver ends when the driver lets it.
                    ended = process.waitFor(KILL_WAIT.toMillis(), TimeUnit.MILLISECONDS);
                    return new End.Stopped(denied);
                }
            }
        } finally {
            if (!ended) {
                processes.kill();
            }
        }
    }

    /** The last look, at what the program leaves behind. */
    private End end(Process process) {
        List<Sighting> denied = look(process.pid());
        if (!denied.isEmpty()) {
            return new End.Stopped(denied);
        }
        List<Long> left = processes.left();
        recordEnd(process, left);
        return new End.Exited(process.exitValue(), left);
    }

    /** Looks once. {@return what is where it may not be, and has been stopped} */
    private List<Sighting> look(long pid) {
        List<CardProcesses> seen = guard.processes();
        Set<Long> pids = new HashSet<>(processes.pids());
        for (CardProcesses onCard : seen) {
            for (GpuProcess process : onCard.all()) {
                if (!pids.contains(process.pid()) && processes.adopt(process.pid())) {
                    pids.add(process.pid());
                }
            }
        }
        return switch (Placement.of(pids, seen, guard.decision())) {
            case Placement.Denied(List<Sighting> sightings) -> {
                // Stopped first, recorded then: the disk may be slow.
                processes.kill();
                add(Proof.Outcome.VIOLATION, pid, sightings, "stopped");
                yield sightings;
            }
            case Placement.Allowed(List<Sighting> sightings, List<GpuCard> unread) -> {
                allowed(pid, sightings, unread);
                yield List.of();
            }
            case Placement.Unknown(GpuCard card, String reason) -> {
                if (!unprovenTold) {
                    unprovenTold = true;
                    add(
                            Proof.Outcome.UNPROVEN,
                            pid,
                            List.of(),
                            "%s: %s".formatted(card.label(), reason));
                }
                yield List.of();
            }
            case Placement.Nowhere _ -> List.of();
        };
    }

    private void allowed(long pid, List<Sighting> sightings, List<GpuCard> unread) {
        long bytes =
                sightings.stream()
                        .mapToLong(sighting -> sighting.process().memoryBytes().value().orElse(0L))
                        .sum();
        bytesMax = Math.max(bytesMax, bytes);
        Set<GpuCard> cards = sightings.stream().map(Sighting::card).collect(Collectors.toSet());
        if (cards.equals(seenOn)) {
            return;
        }
        seenOn = cards;
        List<String> unproven = new ArrayList<>();
        unread.forEach(card -> unproven.add("processes not listed: " + card.label()));
        add(Proof.Outcome.ALLOWED, pid, sightings, String.join("; ", unproven));
    }

    private void recordEnd(Process process, List<Long> left) {
        String where =
                seenOn.isEmpty()
                        ? "never seen on a card"
                        : String.format(Locale.ROOT, "at most %d bytes on a card", bytesMax);
        add(
                Proof.Outcome.ENDED,
                process.pid(),
                List.of(),
                "status %d, %s%s"
                        .formatted(
                                process.exitValue(),
                                where,
                                left.isEmpty() ? "" : ", goes on unwatched: " + left));
    }

    private void add(Proof.Outcome outcome, long pid, List<Sighting> sightings, String detail) {
        proofs.add(new Proof(Instant.now(), outcome, pid, program, sightings, detail));
    }
}
