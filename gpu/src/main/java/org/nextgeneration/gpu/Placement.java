package org.nextgeneration.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where processes are, as the driver sees them, judged by the policy. */
public sealed interface Placement {
    /**
     * On allowed cards and on no other.
     *
     * @param sightings each process on each card
     * @param unread the cards whose processes the driver did not list, so that nothing is proved
     *     about them
     */
    record Allowed(List<Sighting> sightings, List<GpuCard> unread) implements Placement {
        /** Copies the lists. */
        public Allowed {
            sightings = List.copyOf(sightings);
            unread = List.copyOf(unread);
        }
    }

    /**
     * At least one is on a card that may not be used.
     *
     * @param sightings those that are
     */
    record Denied(List<Sighting> sightings) implements Placement {
        /** Copies the list. */
        public Denied {
            sightings = List.copyOf(sightings);
        }
    }

    /** On no card. */
    record Nowhere() implements Placement {}

    /**
     * It cannot be said: the driver did not list the processes of a card.
     *
     * @param card the card
     * @param reason what the driver said
     */
    record Unknown(GpuCard card, String reason) implements Placement {}

    /**
     * Judges. Pure.
     *
     * @param pids the processes that are ours
     * @param seen what is on each card
     * @param decision which cards may be used
     */
    static Placement of(Set<Long> pids, List<CardProcesses> seen, PolicyDecision decision) {
        List<Sighting> onAllowed = new ArrayList<>();
        List<Sighting> onDenied = new ArrayList<>();
        for (CardProcesses processes : seen) {
            boolean allowed = decision.allowed().contains(processes.card());
            for (GpuProcess process : processes.all()) {
                if (pids.contains(process.pid())) {
                    (allowed ? onAllowed : onDenied).add(new Sighting(processes.card(), process));
                }
            }
        }
        if (!onDenied.isEmpty()) {
            return new Denied(onDenied);
        }
        if (!onAllowed.isEmpty()) {
            return new Allowed(onAllowed, unread(seen));
        }
        for (CardProcesses processes : seen) {
            if (processes.compute() instanceof Reading.Unknown<List<GpuProcess>>(String reason)) {
                return new Unknown(processes.card(), reason);
            }
        }
        return new Nowhere();
    }

    private static List<GpuCard> unread(List<CardProcesses> seen) {
        return seen.stream()
                .filter(processes -> processes.compute().value().isEmpty())
                .map(CardProcesses::card)
                .toList();
    }
}
