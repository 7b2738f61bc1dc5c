package org.nextgeneration.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Writes what was measured as text for people. Pure. */
final class Table {
    private static final int DECIMALS_LARGE = 0;
    private static final int DECIMALS_SMALL = 2;
    private static final double LARGE = 1_000;
    private static final List<String> HEAD =
            List.of("load", "quantity", "better", "peer", "median (least–greatest)", "ours ÷ peer");

    private Table() {}

    /** {@return the table, and below it who could not run what, and how busy the machine was} */
    static String of(List<Round> rounds, String ours) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (Summary summary : Summary.of(rounds, ours)) {
            rows.add(
                    List.of(
                            summary.load(),
                            "%s, %s".formatted(summary.metric().label(), summary.metric().unit()),
                            better(summary.metric().better()),
                            summary.peer(),
                            summary.values().text(decimals(summary.values().greatest())),
                            summary.ratios().map(each -> each.text(DECIMALS_SMALL)).orElse("")));
        }
        return aligned(rows) + unable(rounds) + doubt(rounds);
    }

    private static String better(Metric.Better better) {
        return switch (better) {
            case HIGHER -> "more";
            case LOWER -> "less";
            case NEITHER -> "";
        };
    }

    private static int decimals(double value) {
        return value >= LARGE || value == Math.rint(value) ? DECIMALS_LARGE : DECIMALS_SMALL;
    }

    private static String aligned(List<List<String>> rows) {
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length() + 2);
                line.append(row.get(i)).append(padding);
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    private static String unable(List<Round> rounds) {
        Set<String> reasons = new LinkedHashSet<>();
        for (Round round : rounds) {
            if (round.outcome() instanceof Round.Unable(String reason)) {
                reasons.add("%s, %s: %s\n".formatted(round.load(), round.peer(), reason));
            }
        }
        return reasons.isEmpty() ? "" : "\nnot run:\n" + String.join("", reasons);
    }

    private static String doubt(List<Round> rounds) {
        long doubtful = rounds.stream().filter(Round::isDoubtful).count();
        return doubtful == 0
                ? ""
                : ("\n*** %d of %d runs: OTHERS USED MORE THAN %.0f %% OF THE MACHINE. Trust no"
                                + " single time here; measure again on a quiet machine. ***\n")
                        .formatted(
                                doubtful,
                                rounds.stream().filter(Round::isMeasured).count(),
                                MachineState.BUSY_SHARE_MAX * 100);
    }
}
