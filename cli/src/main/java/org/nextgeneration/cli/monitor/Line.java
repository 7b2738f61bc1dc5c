package org.nextgeneration.cli.monitor;

import java.util.ArrayList;
import java.util.List;
import org.jline.utils.WCWidth;

/**
 * A line of the screen being put together: pieces of text, each with a style. Whatever is put into
 * it cannot drive the terminal. One thread.
 */
final class Line {
    private static final int REPLACEMENT = '?';

    private final Glyphs glyphs;
    private final List<Piece> pieces = new ArrayList<>();
    private int width;

    private record Piece(String text, Style style) {}

    Line(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /** Adds a text. */
    Line add(String text, Style style) {
        if (text.isEmpty()) {
            return this;
        }
        String shown = glyphs.shown(harmless(text));
        width += width(shown);
        if (!pieces.isEmpty() && pieces.getLast().style() == style) {
            Piece before = pieces.removeLast();
            pieces.add(new Piece(before.text() + shown, style));
        } else {
            pieces.add(new Piece(shown, style));
        }
        return this;
    }

    /** Adds a text without a style. */
    Line add(String text) {
        return add(text, Style.PLAIN);
    }

    /** Adds another line's pieces. */
    Line add(Line other) {
        other.pieces.forEach(piece -> add(piece.text(), piece.style()));
        return this;
    }

    /** Adds a character so many times. */
    Line repeat(String character, int times, Style style) {
        return add(character.repeat(Math.max(0, times)), style);
    }

    /** Adds spaces until the line is so wide. */
    Line padTo(int columns) {
        return repeat(" ", columns - width, Style.PLAIN);
    }

    /** Adds a text so that it ends at a column. */
    Line endAt(int columns, String text, Style style) {
        return padTo(columns - width(glyphs.shown(harmless(text)))).add(text, style);
    }

    /** {@return columns that the line takes} */
    int width() {
        return width;
    }

    /** {@return the line, cut where it is wider} */
    Line fit(int columns) {
        if (width <= columns) {
            return this;
        }
        Line cut = new Line(glyphs);
        for (Piece piece : pieces) {
            String part = cut(piece.text(), columns - cut.width);
            cut.add(part, piece.style());
            if (part.length() < piece.text().length()) {
                break;
            }
        }
        return cut;
    }

    /** {@return the line without styles and without spaces at its end} */
    String text() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.text()));
        return text.toString().stripTrailing();
    }

    /** {@return the line as a terminal needs it} */
    String render(Palette palette) {
        if (palette == Palette.NONE) {
            return text();
        }
        StringBuilder text = new StringBuilder();
        for (Piece piece : pieces) {
            String code = palette.code(piece.style());
            text.append(code).append(piece.text()).append(code.isEmpty() ? "" : Palette.RESET);
        }
        return text.toString();
    }

    /** {@return a text that is so wide at most, its end marked where it is cut} */
    static String abbreviate(String text, int columns, Glyphs glyphs) {
        String shown = glyphs.shown(harmless(text));
        return width(shown) <= columns
                ? shown
                : cut(shown, columns - glyphs.cut().length()) + (columns > 0 ? glyphs.cut() : "");
    }

    private static String cut(String text, int columns) {
        int taken = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            taken += width(point);
            if (taken > columns) {
                break;
            }
            at += Character.charCount(point);
        }
        return text.substring(0, at);
    }

    /** {@return columns that a text takes} */
    static int width(String text) {
        return text.codePoints().map(Line::width).sum();
    }

    private static int width(int point) {
        return Math.max(0, WCWidth.wcwidth(point));
    }

    /** Control characters drive the terminal; marks of direction would turn the line around. */
    private static String harmless(String text) {
        if (text.codePoints().noneMatch(Line::harmful)) {
            return text;
        }
        return text.codePoints()
                .map(point -> harmful(point) ? REPLACEMENT : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean harmful(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    true;
            default -> false;
        };
    }
}
