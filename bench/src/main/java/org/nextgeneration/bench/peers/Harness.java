package org.nextgeneration.bench.peers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Gives each peer each load in turns, and watches the machine meanwhile. */
final class Harness {
    private static final int LOOK_MILLIS = 500;

    private final List<Peer> peers;
    private final MachineWatch watch;
    private final Map<String, String> unable = new HashMap<>();

    /** Creates one; the peers stay the caller's. */
    Harness(List<Peer> peers, MachineWatch watch) {
        this.peers = List.copyOf(peers);
        this.watch = watch;
    }

    /**
     * Runs.
     *
     * @param loads in this order
     * @param rounds how often
     * @param bench what a round works with
     * @return every run of every peer
     * @throws InterruptedException if interrupted
     */
    List<Round> run(List<Load> loads, int rounds, IntFunction<Bench> bench)
            throws InterruptedException {
        List<Round> results = new ArrayList<>();
        for (Load load : loads) {
            for (int number = 0; number < rounds; number++) {
                for (Peer peer : order(peers, number)) {
                    Round round = run(load, peer, bench.apply(number));
                    results.add(round);
                    System.err.println(progress(round));
                }
            }
        }
        return results;
    }

    /**
     * {@return who comes when: everybody starts as often as the others, and every other round goes
     * backwards, so that nobody always follows the same one}
     */
    static <P> List<P> order(List<P> peers, int round) {
        List<P> order = new ArrayList<>(peers);
        java.util.Collections.rotate(order, -(round / 2));
        return round % 2 == 0 ? order : order.reversed();
    }

    private Round run(Load load, Peer peer, Bench bench) throws InterruptedException {
        String key = load.name() + " " + peer.name();
        Optional<String> refusal =
                peer.refusal(load).or(() -> Optional.ofNullable(unable.get(key)));
        if (refusal.isPresent()) {
            return new Round(
                    load.name(),
                    peer.name(),
                    bench.round(),
                    new Round.Unable(refusal.get()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
        Optional<MachineState> earlier = watch.now();
        // Nothing happens meanwhile: what runs now are others.
        boolean ignored = new CountDownLatch(1).await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        Optional<MachineState> before = watch.now();
        Round.Outcome outcome = outcome(load, peer, bench, key);
        Optional<MachineState> after = watch.now();
        return new Round(
                load.name(),
                peer.name(),
                bench.round(),
                outcome,
                before,
                others(earlier, before),
                others(before, after));
    }

    private Round.Outcome outcome(Load load, Peer peer, Bench bench, String key)
            throws InterruptedException {
        try {
            return new Round.Measured(load.run(peer, bench));
        } catch (PeerException failed) {
            String reason = String.valueOf(failed.getMessage());
            unable.put(key, reason);
            return new Round.Unable(reason);
        }
    }

    private static Optional<Double> others(
            Optional<MachineState> earlier, Optional<MachineState> later) {
        return earlier.flatMap(first -> later.map(second -> second.othersSince(first)));
    }

    private static String progress(Round round) {
        String result =
                switch (round.outcome()) {
                    case Round.Measured(Map<Metric, Double> values) -> values(values);
                    case Round.Unable(String reason) -> reason;
                };
        String machine =
                String.format(
                        Locale.ROOT,
                        "machine busy: %s before, %s during; load %s, runnable %s",
                        percent(round.othersBefore()),
                        percent(round.othersDuring()),
                        round.before().map(MachineState::load).map(String::valueOf).orElse("?"),
                        round.before()
                                .map(MachineState::runnable)
                                .map(String::valueOf)
                                .orElse("?"));
        return "%s round %d, %s: %s [%s]%s"
                .formatted(
                        round.load(),
                        round.number() + 1,
                        round.peer(),
                        result,
                        machine,
                        round.isDoubtful() ? " *** BUSY ***" : "");
    }

    private static String values(Map<Metric, Double> values) {
        List<String> texts = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            Double value = values.get(metric);
            if (value != null) {
                texts.add(
                        String.format(
                                Locale.ROOT, "%s %.1f %s", metric.label(), value, metric.unit()));
            }
        }
        return String.join(", ", texts);
    }

    private static String percent(Optional<Double> share) {
        return share.map(each -> String.format(Locale.ROOT, "%.0f %%", each * 100)).orElse("?");
    }
}
