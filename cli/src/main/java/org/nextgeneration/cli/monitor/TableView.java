package org.nextgeneration.cli.monitor;

import java.util.ArrayList;
import java.util.List;

/**
 * A table on the screen. Its last column takes the room that is left; where there is none, columns
 * go, the least important first.
 */
final class TableView {
    private static final int GAP = 2;
    private static final int LAST_COLUMNS_MIN = 8;

    /**
     * A column.
     *
     * @param heading its name
     * @param columns how wide; at least for the last one
     * @param right whether its cells end below each other
     * @param importance columns with less of it go first
     * @param sorted whether the rows are sorted by it
     */
    record Column(String heading, int columns, boolean right, int importance, boolean sorted) {}

    /**
     * A row.
     *
     * @param cells one for each column
     * @param style how it looks
     */
    record Row(List<String> cells, Style style) {
        /** Copies the list. */
        Row {
            cells = List.copyOf(cells);
        }
    }

    private final Glyphs glyphs;
    private final List<Column> columns;

    TableView(Glyphs glyphs, List<Column> columns) {
        this.glyphs = glyphs;
        this.columns = List.copyOf(columns);
    }

    /** {@return the headings and the rows, so wide at most} */
    List<Line> lines(List<Row> rows, int width) {
        List<Integer> shown = shown(width);
        int last = shown.getLast();
        List<Line> lines = new ArrayList<>();
        List<String> headings =
                columns.stream()
                        .map(
                                column ->
                                        column.sorted()
                                                ? column.heading() + glyphs.sorted()
                                                : column.heading())
                        .toList();
        lines.add(line(headings, shown, last, width, Style.LABEL));
        rows.forEach(row -> lines.add(line(row.cells(), shown, last, width, row.style())));
        return lines;
    }

    private List<Integer> shown(int width) {
        List<Integer> shown = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            shown.add(i);
        }
        while (shown.size() > 1 && needed(shown) > width) {
            int least = shown.getFirst();
            for (int i : shown) {
                if (columns.get(i).importance() < columns.get(least).importance()) {
                    least = i;
                }
            }
            int gone = least;
            shown.removeIf(i -> i == gone);
        }
        return shown;
    }

    private int needed(List<Integer> shown) {
        int needed = 0;
        for (int i : shown) {
            boolean last = i == columns.size() - 1;
            needed += (last ? LAST_COLUMNS_MIN : columns.get(i).columns()) + GAP;
        }
        return needed;
    }

    private Line line(List<String> cells, List<Integer> shown, int last, int width, Style style) {
        Line line = new Line(glyphs).add(" ");
        int start = 1;
        for (int i : shown) {
            Column column = columns.get(i);
            int room = i == last ? Math.max(0, width - start) : column.columns();
            String cell = Line.abbreviate(cells.get(i), room, glyphs);
            if (column.right() && i != last) {
                line.endAt(start + room, cell, style);
            } else {
                line.padTo(start).add(cell, style);
            }
            start += room + GAP;
        }
        return line;
    }
}
