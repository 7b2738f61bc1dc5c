package org.nextgeneration.cli.monitor;

import java.util.List;
import java.util.OptionalDouble;

/** Bars and small charts. Pure. */
final class Gauge {
    private static final int EIGHTHS = 8;

    private Gauge() {}

    /** {@return a bar of a value from 0 to 1, coloured from left to right} */
    static Line bar(double fraction, int columns, Glyphs glyphs) {
        Line bar = new Line(glyphs);
        boolean smooth = !glyphs.parts().isEmpty();
        int eighths =
                smooth
                        ? (int) Math.round(Math.clamp(fraction, 0, 1) * columns * EIGHTHS)
                        : (int) Math.round(Math.clamp(fraction, 0, 1) * columns) * EIGHTHS;
        for (int column = 0; column < columns; column++) {
            int filled = Math.clamp(eighths - (long) column * EIGHTHS, 0, EIGHTHS);
            Style style = Style.heat((column + 0.5) / columns);
            if (filled == EIGHTHS) {
                bar.add(glyphs.full(), style);
            } else if (filled > 0) {
                bar.add(Glyphs.at(glyphs.parts(), filled - 1), style);
            } else {
                bar.add(glyphs.empty(), Style.BORDER);
            }
        }
        return bar;
    }

    /** {@return a bar of nothing known} */
    static Line unknown(int columns, Glyphs glyphs) {
        return new Line(glyphs).repeat(" ", columns, Style.PLAIN);
    }

    /** {@return who holds a card's memory; a part that is there is seen, however small} */
    static Line split(MemorySplit split, long totalBytes, int columns, Glyphs glyphs) {
        long[] parts = {
            split.weightBytes(), split.kvBytes(), split.bufferBytes(), split.otherBytes()
        };
        int[] cells = cells(parts, totalBytes, columns);
        Line bar = new Line(glyphs);
        bar.repeat(glyphs.weights(), cells[0], Style.WEIGHTS);
        bar.repeat(glyphs.kv(), cells[1], Style.KV);
        bar.repeat(glyphs.buffers(), cells[2], Style.BUFFERS);
        bar.repeat(glyphs.other(), cells[3], Style.OTHER);
        return bar.repeat(glyphs.empty(), columns - bar.width(), Style.BORDER);
    }

    /** Borders between parts are rounded, so that the end of the last one is where it should be. */
    private static int[] cells(long[] parts, long totalBytes, int columns) {
        int[] cells = new int[parts.length];
        long sum = 0;
        int drawn = 0;
        for (int part = 0; part < parts.length; part++) {
            sum += parts[part];
            int end = (int) Math.round((double) columns * sum / Math.max(1, totalBytes));
            int least = parts[part] > 0 ? 1 : 0;
            cells[part] =
                    Math.clamp(
                            end - (long) drawn, Math.min(least, columns - drawn), columns - drawn);
            drawn += cells[part];
        }
        return cells;
    }

    /**
     * {@return a small chart}
     *
     * @param values from 0 to 1, oldest first, one for each column; a gap where nothing is known
     * @param columns how wide; the newest is at the right
     */
    static Line chart(List<OptionalDouble> values, int columns, Glyphs glyphs) {
        Line chart = new Line(glyphs);
        chart.repeat(" ", columns - values.size(), Style.PLAIN);
        int heights = glyphs.spark().length();
        for (OptionalDouble value :
                values.subList(Math.max(0, values.size() - columns), values.size())) {
            if (value.isEmpty()) {
                chart.add(" ");
                continue;
            }
            double fraction = Math.clamp(value.getAsDouble(), 0, 1);
            int height = (int) Math.min(heights - 1L, Math.round(fraction * (heights - 1)));
            chart.add(Glyphs.at(glyphs.spark(), height), Style.heat(fraction));
        }
        return chart;
    }
}
