package org.nextgeneration.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows of texts, printed in columns that line up. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    /** Starts with the headings. */
    public Table(String... headings) {
        rows.add(List.of(headings));
    }

    /** Adds a row; it may be shorter than the headings. */
    public void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** {@return one line for each row, the headings first} */
    public List<String> lines() {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int column = 0; column < Math.min(widths.length, row.size()); column++) {
                widths[column] = Math.max(widths[column], width(row.get(column)));
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell);
                if (column < row.size() - 1) {
                    line.repeat(" ", widths[column] - width(cell)).append(GAP);
                }
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
