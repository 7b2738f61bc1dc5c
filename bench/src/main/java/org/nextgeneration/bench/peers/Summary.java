package org.nextgeneration.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * One quantity of one peer under one load, over all rounds. Pure.
 *
 * @param load name of the load
 * @param peer name of the peer
 * @param metric the quantity
 * @param values what was measured
 * @param ratios of each round that both ran, our value divided by the peer's; nothing where that
 *     cannot be said
 */
record Summary(String load, String peer, Metric metric, Spread values, Optional<Spread> ratios) {
    /** {@return all that can be said of these rounds: by load, quantity and peer} */
    static List<Summary> of(List<Round> rounds, String ours) {
        List<Summary> summaries = new ArrayList<>();
        for (String load : names(rounds.stream().map(Round::load))) {
            List<Round> ofLoad = rounds.stream().filter(each -> each.load().equals(load)).toList();
            for (Metric metric : Metric.values()) {
                for (String peer : names(ofLoad.stream().map(Round::peer))) {
                    of(load, peer, metric, ofLoad, ours).ifPresent(summaries::add);
                }
            }
        }
        return summaries;
    }

    private static Optional<Summary> of(
            String load, String peer, Metric metric, List<Round> rounds, String ours) {
        List<Double> values = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        for (Round round : rounds) {
            Optional<Double> value = round.value(metric);
            if (!round.peer().equals(peer) || value.isEmpty()) {
                continue;
            }
            values.add(value.get());
            valueOf(rounds, ours, round.number(), metric)
                    .filter(_ -> value.get() > 0)
                    .ifPresent(our -> ratios.add(our / value.get()));
        }
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Summary(
                                load,
                                peer,
                                metric,
                                new Spread(values),
                                peer.equals(ours) || ratios.isEmpty()
                                        ? Optional.empty()
                                        : Optional.of(new Spread(ratios))));
    }

    private static Optional<Double> valueOf(
            List<Round> rounds, String peer, int number, Metric metric) {
        return rounds.stream()
                .filter(round -> round.peer().equals(peer) && round.number() == number)
                .findFirst()
                .flatMap(round -> round.value(metric));
    }

    private static Set<String> names(Stream<String> all) {
        return all.collect(LinkedHashSet::new, Set::add, Set::addAll);
    }
}
