package org.nextgeneration.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Models that take turns in memory, each with a conversation that goes on when its model is back.
 *
 * <p>A turn is what a model costs that comes back: to load it, to wait for the first token, and to
 * unload it. A conversation that the peer never saw, of the same length, tells what the continued
 * one would cost without anything saved: it is prefilled anew, in a load of its own.
 *
 * @param name {@code swap} or {@code resume}
 * @param modelCount how many models take turns
 * @param conversationTokens how long a conversation is when it goes on
 */
record SwapLoad(String name, int modelCount, int conversationTokens) implements Load {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int CONTEXT_TOKENS = 4_096;
    private static final int ANSWER_TOKENS = 8;
    private static final int QUESTION_TOKENS = 32;
    private static final int ANEW_TEXT = 500;
    private static final int QUESTION_TEXT = 600;

    /** What was measured when a model was back. */
    private record Return(
            double loadMillis,
            double continuedMillis,
            OptionalInt continuedCachedTokens,
            double unloadMillis) {
        double turnMillis() {
            return loadMillis + continuedMillis + unloadMillis;
        }
    }

    @Override
    public String description() {
        return "%d models in turns, each with a conversation of %d tokens that goes on"
                .formatted(modelCount, conversationTokens);
    }

    @Override
    public Map<Metric, Double> run(Peer peer, Bench bench) throws InterruptedException {
        if (bench.models().size() < modelCount) {
            throw new PeerException(
                    "%s: found %d models, expected %d. Name them with --models A,B,…"
                            .formatted(name, bench.models().size(), modelCount));
        }
        List<String> transcripts = new ArrayList<>();
        for (int i = 0; i < modelCount; i++) {
            transcripts.add(begin(peer, bench, i));
        }
        List<Return> returns = new ArrayList<>();
        for (int i = 0; i < modelCount; i++) {
            returns.add(goOn(peer, bench, i, transcripts.get(i)));
        }
        List<Double> anewMillis = new ArrayList<>();
        for (int i = 0; i < modelCount; i++) {
            anewMillis.add(beginAnew(peer, bench, i, transcripts.get(i)));
        }
        return measured(returns, anewMillis);
    }

    private String begin(Peer peer, Bench bench, int number) throws InterruptedException {
        Path model = bench.models().get(number);
        Opening opening = bench.opening(model, CONTEXT_TOKENS, 1);
        try (PeerSession session = peer.open(opening)) {
            String prompt = bench.text(model, number, conversationTokens - QUESTION_TOKENS);
            Ask ask = new Ask(prompt, ANSWER_TOKENS);
            return prompt + bench.ask(peer, session, opening, List.of(ask)).getFirst().text();
        }
    }

    private Return goOn(Peer peer, Bench bench, int number, String transcript)
            throws InterruptedException {
        Path model = bench.models().get(number);
        Opening opening = bench.opening(model, CONTEXT_TOKENS, 1);
        List<Ask> continuing =
                List.of(new Ask(transcript + question(bench, number), ANSWER_TOKENS));
        double loadMillis;
        Answer continued;
        long closingNanos;
        long startNanos = System.nanoTime();
        try (PeerSession session = peer.open(opening)) {
            loadMillis = millisSince(startNanos);
            continued = bench.ask(peer, session, opening, continuing).getFirst();
            closingNanos = System.nanoTime();
        }
        return new Return(
                loadMillis,
                continued.firstNanos() / NANOS_PER_MILLI,
                continued.usage().cachedTokens(),
                millisSince(closingNanos));
    }

    /** {@return the time to the first token of a conversation that is as long, and new} */
    private double beginAnew(Peer peer, Bench bench, int number, String transcript)
            throws InterruptedException {
        Path model = bench.models().get(number);
        Opening opening = bench.opening(model, CONTEXT_TOKENS, 1);
        int tokens = bench.tokens(model, transcript).length;
        String text = bench.text(model, ANEW_TEXT + number, tokens);
        List<Ask> beginning = List.of(new Ask(text + question(bench, number), ANSWER_TOKENS));
        try (PeerSession session = peer.open(opening)) {
            Answer anew = bench.ask(peer, session, opening, beginning).getFirst();
            return anew.firstNanos() / NANOS_PER_MILLI;
        }
    }

    private static String question(Bench bench, int number) {
        return bench.text(bench.models().get(number), QUESTION_TEXT + number, QUESTION_TOKENS);
    }

    private static double millisSince(long nanos) {
        return (System.nanoTime() - nanos) / NANOS_PER_MILLI;
    }

    private static Map<Metric, Double> measured(List<Return> returns, List<Double> anewMillis) {
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        measured.put(Metric.LOAD, median(returns, Return::loadMillis));
        measured.put(Metric.FIRST_TOKEN_CONTINUED, median(returns, Return::continuedMillis));
        if (returns.stream().allMatch(each -> each.continuedCachedTokens().isPresent())) {
            measured.put(
                    Metric.CONTINUED_CACHED_TOKENS,
                    median(returns, each -> each.continuedCachedTokens().orElse(0)));
        }
        measured.put(Metric.FIRST_TOKEN_ANEW, new Spread(anewMillis).median());
        measured.put(Metric.UNLOAD, median(returns, Return::unloadMillis));
        measured.put(Metric.TURN, median(returns, Return::turnMillis));
        return measured;
    }

    private static double median(
            List<Return> returns, java.util.function.ToDoubleFunction<Return> quantity) {
        return new Spread(returns.stream().mapToDouble(quantity).boxed().toList()).median();
    }
}
