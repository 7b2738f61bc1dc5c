package org.nextgeneration.cli.monitor;

/** How styles look on a terminal. Source of the numbers: ECMA-48, and xterm's 256 colours. */
public enum Palette {
    /** Without colours. */
    NONE,
    /** The sixteen that every terminal has. */
    BASIC,
    /** 256 colours. */
    RICH;

    static final String RESET = "\u001b[0m";

    /**
     * {@return the colours that a terminal has}
     *
     * @param wanted whether any are
     * @param term {@code TERM} of the environment
     * @param colorTerm {@code COLORTERM} of the environment
     */
    public static Palette of(boolean wanted, String term, String colorTerm) {
        if (!wanted) {
            return NONE;
        }
        boolean rich =
                term.contains("256color")
                        || colorTerm.equals("truecolor")
                        || colorTerm.equals("24bit");
        return rich ? RICH : BASIC;
    }

    /** {@return what switches the style on; empty where it looks like plain text} */
    String code(Style style) {
        return switch (this) {
            case NONE -> "";
            case BASIC -> basic(style);
            case RICH -> rich(style);
        };
    }

    private static String basic(Style style) {
        return switch (style) {
            case PLAIN -> "";
            case DIM, BORDER -> "\u001b[2m";
            case STRONG -> "\u001b[1m";
            case LABEL -> "\u001b[36m";
            case GOOD, HEAT_0, HEAT_1, HEAT_2 -> "\u001b[32m";
            case WARNING, HEAT_3, HEAT_4 -> "\u001b[33m";
            case BAD -> "\u001b[1;31m";
            case HEAT_5 -> "\u001b[31m";
            case WEIGHTS -> "\u001b[34m";
            case KV -> "\u001b[36m";
            case BUFFERS -> "\u001b[35m";
            case OTHER -> "\u001b[37m";
        };
    }

    private static String rich(Style style) {
        return switch (style) {
            case PLAIN -> "";
            case DIM -> "\u001b[38;5;245m";
            case BORDER -> "\u001b[38;5;240m";
            case STRONG -> "\u001b[1m";
            case LABEL -> "\u001b[38;5;110m";
            case GOOD -> "\u001b[38;5;114m";
            case WARNING -> "\u001b[38;5;221m";
            case BAD -> "\u001b[1;38;5;203m";
            case WEIGHTS -> "\u001b[38;5;68m";
            case KV -> "\u001b[38;5;80m";
            case BUFFERS -> "\u001b[38;5;140m";
            case OTHER -> "\u001b[38;5;180m";
            case HEAT_0 -> "\u001b[38;5;72m";
            case HEAT_1 -> "\u001b[38;5;108m";
            case HEAT_2 -> "\u001b[38;5;150m";
            case HEAT_3 -> "\u001b[38;5;186m";
            case HEAT_4 -> "\u001b[38;5;215m";
            case HEAT_5 -> "\u001b[38;5;203m";
        };
    }
}
