package org.nextgeneration.cli.monitor;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;

/**
 * The characters that the screen is drawn with.
 *
 * @param unicode whether others than ASCII can be shown
 * @param weights memory of models
 * @param kv memory of what models have read
 * @param buffers the rest of our memory
 * @param other memory of other programs
 * @param empty memory of nobody, and the rest of a bar
 * @param full a bar
 * @param parts the end of a bar, from an eighth to seven
 * @param spark heights, from lowest to highest
 * @param corners of a frame: top left and right, bottom left and right
 * @param horizontal line of a frame
 * @param vertical line of a frame
 * @param allowed mark of a card that may be used
 * @param denied mark of a card that may not
 * @param alert mark of an alert
 * @param sorted mark of the column that a table is sorted by
 * @param separator between facts
 * @param cut end of a text that does not fit
 * @param degrees unit of temperatures
 */
public record Glyphs(
        boolean unicode,
        String weights,
        String kv,
        String buffers,
        String other,
        String empty,
        String full,
        String parts,
        String spark,
        String corners,
        String horizontal,
        String vertical,
        String allowed,
        String denied,
        String alert,
        String sorted,
        String separator,
        String cut,
        String degrees) {
    /** Blocks and lines. */
    public static final Glyphs UNICODE =
            new Glyphs(
                    true,
                    "█",
                    "▓",
                    "▒",
                    "░",
                    "·",
                    "█",
                    "▏▎▍▌▋▊▉",
                    "▁▂▃▄▅▆▇█",
                    "╭╮╰╯",
                    "─",
                    "│",
                    "●",
                    "✗",
                    "▲",
                    "▾",
                    " · ",
                    "…",
                    "°C");

    /** For terminals and locales that have nothing else. */
    public static final Glyphs ASCII =
            new Glyphs(
                    false,
                    "#",
                    "=",
                    "+",
                    "-",
                    ".",
                    "#",
                    "",
                    "_.-:=+*#",
                    "++++",
                    "-",
                    "|",
                    "*",
                    "x",
                    "!",
                    "^",
                    " | ",
                    "~",
                    "C");

    private static final int ASCII_MAX = 126;

    /** What {@link Normalizer} does not take apart. */
    private static final Map<Integer, String> PLAIN =
            Map.of(
                    0x2019, "'", 0xa0, " ", 0x202f, " ", 0xab, "\"", 0xbb, "\"", 0x2026, "~", 0xb7,
                    ".", 0xd7, "x", 0xb0, "");

    /**
     * {@return the characters that a terminal can show}
     *
     * @param environment the environment variables
     * @param windows whether the system is Windows, whose console needs no locale
     */
    public static Glyphs of(Map<String, String> environment, boolean windows) {
        String term = environment.getOrDefault("TERM", "");
        if (term.equals("dumb") || term.equals("linux")) {
            return ASCII;
        }
        return windows || charset(environment).replace("-", "").contains("utf8") ? UNICODE : ASCII;
    }

    /** The first that is set decides, as in POSIX. */
    private static String charset(Map<String, String> environment) {
        for (String variable : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(variable, "");
            if (!value.isEmpty()) {
                return value.toLowerCase(Locale.ROOT);
            }
        }
        return "";
    }

    /** {@return the text in these characters; as many as it had, but for what takes no room} */
    String shown(String text) {
        if (unicode || text.chars().allMatch(character -> character <= ASCII_MAX)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(point -> appendPlain(shown, point));
        return shown.toString();
    }

    private static void appendPlain(StringBuilder shown, int point) {
        if (point <= ASCII_MAX) {
            shown.appendCodePoint(point);
            return;
        }
        String plain = PLAIN.get(point);
        if (plain != null) {
            shown.append(plain);
            return;
        }
        String apart = Normalizer.normalize(Character.toString(point), Normalizer.Form.NFD);
        shown.append(apart.charAt(0) <= ASCII_MAX ? apart.charAt(0) : '?');
    }

    /** {@return one character of a row of them} */
    static String at(String row, int index) {
        return row.substring(index, index + 1);
    }
}
