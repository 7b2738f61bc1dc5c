package org.nextgeneration.bench.peers;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Answers to different prompts, all asked for at the same time.
 *
 * @param name {@code one} or {@code eight}
 * @param streams how many
 */
record StreamsLoad(String name, int streams) implements Load {
    private static final int CONTEXT_TOKENS = 512;
    private static final int PROMPT_TOKENS = 32;
    private static final int ANSWER_TOKENS = 128;
    private static final int WARM_UP_TOKENS = 8;
    private static final int WARM_UP_TEXT = 999;

    @Override
    public String description() {
        return String.format(
                Locale.ROOT,
                "%d × (%d prompt tokens, %d answered) at once",
                streams,
                PROMPT_TOKENS,
                ANSWER_TOKENS);
    }

    @Override
    public Map<Metric, Double> run(Peer peer, Bench bench) throws InterruptedException {
        List<Ask> asks =
                IntStream.range(0, streams)
                        .mapToObj(
                                i ->
                                        new Ask(
                                                bench.text(bench.model(), i, PROMPT_TOKENS),
                                                ANSWER_TOKENS))
                        .toList();
        Opening opening = bench.opening(bench.model(), CONTEXT_TOKENS, streams);
        try (PeerSession session = peer.open(opening)) {
            // The first answer pays for pages that come in and code that is compiled.
            String warmUp = bench.text(bench.model(), WARM_UP_TEXT, PROMPT_TOKENS);
            session.ask(List.of(new Ask(warmUp, WARM_UP_TOKENS)));
            List<Answer> answers = bench.ask(peer, session, opening, asks);
            return streams == 1 ? ofOne(answers.getFirst()) : ofMany(answers);
        }
    }

    private static Map<Metric, Double> ofOne(Answer answer) {
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        measured.put(Metric.DECODE_SPEED, answer.decodeTokensPerSecond());
        measured.put(Metric.FIRST_TOKEN, answer.firstNanos() / 1e6);
        return measured;
    }

    private static Map<Metric, Double> ofMany(List<Answer> answers) {
        int tokens = answers.stream().mapToInt(each -> each.usage().completionTokens()).sum();
        long nanos = answers.stream().mapToLong(Answer::totalNanos).max().orElseThrow();
        List<Long> gaps = answers.stream().flatMap(each -> each.gapNanos().stream()).toList();
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        measured.put(Metric.TOTAL_SPEED, tokens * 1e9 / nanos);
        if (!gaps.isEmpty()) {
            measured.put(Metric.GAP_P95, Spread.ofNanos(gaps).quantile(0.95));
        }
        return measured;
    }
}
