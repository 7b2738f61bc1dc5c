package org.nextgeneration.bench.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was measured as one JSON object: every run, and the summary. Pure. */
final class JsonReport {
    private JsonReport() {}

    /** {@return the object} */
    static String of(List<Round> rounds, String ours) {
        return new JsonMapper()
                .writeValueAsString(
                        Map.of(
                                "runs",
                                rounds.stream().map(JsonReport::run).toList(),
                                "summary",
                                Summary.of(rounds, ours).stream()
                                        .map(JsonReport::summary)
                                        .toList()));
    }

    private static Map<String, Object> run(Round round) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("load", round.load());
        json.put("peer", round.peer());
        json.put("round", round.number() + 1);
        switch (round.outcome()) {
            case Round.Measured(Map<Metric, Double> values) ->
                    values.forEach((metric, value) -> json.put(key(metric), value));
            case Round.Unable(String reason) -> json.put("not_run", reason);
        }
        round.othersBefore().ifPresent(share -> json.put("others_before", share));
        round.othersDuring().ifPresent(share -> json.put("others_during", share));
        round.before().ifPresent(state -> json.put("load_average", state.load()));
        round.before().ifPresent(state -> json.put("runnable", state.runnable()));
        return json;
    }

    private static Map<String, Object> summary(Summary summary) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("load", summary.load());
        json.put("peer", summary.peer());
        json.put("quantity", key(summary.metric()));
        json.put("unit", summary.metric().unit());
        json.put("better", summary.metric().better().name().toLowerCase(Locale.ROOT));
        json.put("values", spread(summary.values()));
        summary.ratios().ifPresent(ratios -> json.put("ours_by_peer", spread(ratios)));
        return json;
    }

    private static Map<String, Object> spread(Spread spread) {
        return Map.of(
                "median", spread.median(), "least", spread.least(), "greatest", spread.greatest());
    }

    private static String key(Metric metric) {
        return metric.name().toLowerCase(Locale.ROOT);
    }
}
