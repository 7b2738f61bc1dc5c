package org.nextgeneration.bench.peers;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Agents that talk on at the same time about one long text that they all begin with. */
record AgentsLoad() implements Load {
    private static final int AGENTS = 6;
    private static final int TURNS = 3;
    private static final int SHARED_TOKENS = 1_000;
    private static final int QUESTION_TOKENS = 100;
    private static final int ANSWER_TOKENS = 40;
    private static final int CONTEXT_TOKENS = 2_048;
    private static final int SEQUENCES = 8;
    private static final int WARM_UP_TEXT = 999;
    private static final int SHARED_TEXT = 900;

    /** One turn of one agent. */
    private record Turn(String prompt, Answer answer) {}

    /** Whom the agents talk to. */
    private record Conversation(Peer peer, PeerSession session, Opening opening, Bench bench) {
        Turn ask(Ask ask) throws InterruptedException {
            Answer answer = bench.ask(peer, session, opening, List.of(ask)).getFirst();
            return new Turn(ask.prompt(), answer);
        }
    }

    @Override
    public String name() {
        return "agents";
    }

    @Override
    public String description() {
        return "%d agents × %d turns (%d tokens asked, %d answered) on a shared text of %d tokens"
                .formatted(AGENTS, TURNS, QUESTION_TOKENS, ANSWER_TOKENS, SHARED_TOKENS);
    }

    @Override
    public Map<Metric, Double> run(Peer peer, Bench bench) throws InterruptedException {
        String shared = bench.text(bench.model(), SHARED_TEXT, SHARED_TOKENS);
        List<Integer> agents = IntStream.range(0, AGENTS).boxed().toList();
        Opening opening = bench.opening(bench.model(), CONTEXT_TOKENS, SEQUENCES);
        try (PeerSession session = peer.open(opening)) {
            Conversation conversation = new Conversation(peer, session, opening, bench);
            session.ask(List.of(new Ask(bench.text(bench.model(), WARM_UP_TEXT, 8), 8)));
            long startNanos = System.nanoTime();
            List<Turn> turns =
                    Together.run(agents, agent -> talk(conversation, shared, agent)).stream()
                            .flatMap(List::stream)
                            .toList();
            return measured(turns, System.nanoTime() - startNanos, bench);
        }
    }

    private static List<Turn> talk(Conversation with, String shared, int agent)
            throws InterruptedException {
        List<Turn> turns = new ArrayList<>();
        StringBuilder transcript = new StringBuilder(shared);
        for (int turn = 0; turn < TURNS; turn++) {
            int number = agent * TURNS + turn;
            transcript.append(with.bench().text(with.opening().model(), number, QUESTION_TOKENS));
            Turn made = with.ask(new Ask(transcript.toString(), ANSWER_TOKENS));
            turns.add(made);
            transcript.append(made.answer().text());
        }
        return turns;
    }

    private static Map<Metric, Double> measured(List<Turn> turns, long wallNanos, Bench bench) {
        PrefixTree tree = new PrefixTree();
        long prompted = 0;
        for (Turn turn : turns) {
            int[] tokens = bench.tokens(bench.model(), turn.prompt());
            tree.add(tokens);
            prompted += turn.answer().usage().promptTokens().orElse(tokens.length);
        }
        Spread first =
                Spread.ofNanos(turns.stream().map(turn -> turn.answer().firstNanos()).toList());
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        measured.put(Metric.WALL, wallNanos / 1e6);
        measured.put(Metric.FIRST_TOKEN_P50, first.median());
        measured.put(Metric.FIRST_TOKEN_P95, first.quantile(0.95));
        measured.put(Metric.PROMPT_TOKENS, (double) prompted);
        measured.put(Metric.DISTINCT_TOKENS, (double) tree.size());
        if (turns.stream().allMatch(turn -> turn.answer().usage().cachedTokens().isPresent())) {
            long cached =
                    turns.stream()
                            .mapToLong(turn -> turn.answer().usage().cachedTokens().orElse(0))
                            .sum();
            measured.put(Metric.CACHED_TOKENS, (double) cached);
            measured.put(Metric.COMPUTED_TOKENS, (double) (prompted - cached));
        }
        return measured;
    }
}
