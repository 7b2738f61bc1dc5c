package org.nextgeneration.engine;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.PlacementRule.Finding;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.ProofQueue;
import org.nextgeneration.gpu.Sighting;

/**
 * Looks where the workers of an engine are, at once after each load and then again and again, and
 * stops those that are where the policy does not let them be.
 *
 * <p>A virtual thread looks; it starts with the first load on a machine that has a card, and ends
 * with {@link #close}. Any thread may call any method. The driver is asked without a lock.
 */
final class CardWatch implements AutoCloseable {
    /**
     * Time between two looks. The driver takes milliseconds for one, and a lock of all programs.
     */
    static final Duration PERIOD = Duration.ofSeconds(5);

    /** What was reported of a worker last; the same again is not news. */
    private record Seen(Proof.Outcome outcome, Set<Place> places) {}

    /** A process on a card. */
    private record Place(int card, long pid) {}

    /** A worker that is watched. Guarded by the watch. */
    private static final class Watched {
        private Seen seen = new Seen(Proof.Outcome.ENDED, Set.of());
        private long peakBytes;
    }

    private final GpuGuard guard;
    private final Duration period;
    private final ProofQueue proofs;
    private final Map<Worker, Watched> watched = new LinkedHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private boolean started;

    /**
     * Creates a watch that has nothing to look at.
     *
     * @param period time between two looks
     * @param proofs told what is seen
     */
    CardWatch(GpuGuard guard, Duration period, ProofQueue proofs) {
        this.guard = guard;
        this.period = period;
        this.proofs = proofs;
    }

    /**
     * Looks where a worker is whose model has just been loaded, and watches it from now on.
     *
     * @throws EngineException of kind POLICY if it is where it may not be; it is killed then
     */
    void admit(Worker worker) {
        boolean anyCard = !guard.source().cards().isEmpty();
        Finding finding =
                PlacementRule.judge(
                        worker.description().devices(),
                        anyCard ? guard.placement(worker.pids()) : new Placement.Nowhere(),
                        guard.decision());
        Watched newcomer = new Watched();
        synchronized (this) {
            act(worker, newcomer, finding);
            if (anyCard && !(finding instanceof Finding.Violation)) {
                watched.put(worker, newcomer);
                startOnce();
            }
        }
        if (finding instanceof Finding.Violation(List<Sighting> _, String reason)) {
            throw new EngineException(Kind.POLICY, worker.stopMessage(reason));
        }
    }

    private void startOnce() {
        if (!started) {
            started = true;
            Thread.ofVirtual().name("card-watch").start(this::run);
        }
    }

    private void run() {
        try {
            while (!closed.await(period.toNanos(), TimeUnit.NANOSECONDS)) {
                lookAndGoOn();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** A look that fails by a mistake of ours must not be the last one. */
    private void lookAndGoOn() {
        try {
            look();
        } catch (RuntimeException mistake) {
            System.getLogger(CardWatch.class.getName())
                    .log(System.Logger.Level.WARNING, "a look at the cards failed", mistake);
        }
    }

    /** Looks once at all workers, with one pass over the cards. */
    private void look() {
        List<Worker> workers;
        synchronized (this) {
            workers = List.copyOf(watched.keySet());
        }
        if (workers.isEmpty()) {
            return;
        }
        // Not the source itself: a driver that hangs would keep the thread that carries this one.
        List<CardProcesses> seen = guard.processes();
        for (Worker worker : workers) {
            Finding finding =
                    PlacementRule.judge(
                            worker.description().devices(),
                            Placement.of(worker.pids(), seen, guard.decision()),
                            guard.decision());
            synchronized (this) {
                Watched known = watched.get(worker);
                if (known != null) {
                    act(worker, known, finding);
                }
            }
        }
    }

    /** The one place where something is done about a finding. */
    private void act(Worker worker, Watched known, Finding finding) {
        switch (finding) {
            case Finding.Proved(List<Sighting> sightings, String detail) ->
                    report(worker, known, Proof.Outcome.ALLOWED, sightings, detail);
            case Finding.OnProcessor(String detail) ->
                    report(worker, known, Proof.Outcome.CPU, List.of(), detail);
            case Finding.Unproven(String reason) ->
                    report(worker, known, Proof.Outcome.UNPROVEN, List.of(), reason);
            case Finding.Violation(List<Sighting> sightings, String reason) -> {
                worker.stop(reason);
                report(worker, known, Proof.Outcome.VIOLATION, sightings, reason);
            }
        }
    }

    private void report(
            Worker worker,
            Watched known,
            Proof.Outcome outcome,
            List<Sighting> sightings,
            String detail) {
        long bytes =
                sightings.stream()
                        .flatMap(sighting -> sighting.process().memoryBytes().value().stream())
                        .mapToLong(Long::longValue)
                        .sum();
        known.peakBytes = Math.max(known.peakBytes, bytes);
        Seen now =
                new Seen(
                        outcome,
                        sightings.stream()
                                .map(
                                        sighting ->
                                                new Place(
                                                        sighting.card().index(),
                                                        sighting.process().pid()))
                                .collect(toUnmodifiableSet()));
        if (now.equals(known.seen)) {
            return;
        }
        known.seen = now;
        add(worker, outcome, sightings, detail);
    }

    private void add(
            Worker worker, Proof.Outcome outcome, List<Sighting> sightings, String detail) {
        proofs.add(
                new Proof(
                        Instant.now(),
                        outcome,
                        worker.pid(),
                        worker.description().name(),
                        sightings,
                        detail));
    }

    /** Watches a worker no more, because it has ended. Does nothing when called again. */
    synchronized void remove(Worker worker) {
        Watched known = watched.remove(worker);
        if (known != null) {
            add(
                    worker,
                    Proof.Outcome.ENDED,
                    List.of(),
                    known.peakBytes == 0
                            ? "It was not seen to hold memory of a card."
                            : "It held %d bytes of cards' memory at most."
                                    .formatted(known.peakBytes));
        }
    }

    /** Ends the looks. */
    @Override
    public void close() {
        closed.countDown();
    }
}
