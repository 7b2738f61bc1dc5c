package org.nextgeneration.cli.monitor;

/**
 * What the person chose. Immutable.
 *
 * @param sort what the tables are sorted by
 * @param filter what a row must contain, in any case; empty for all rows
 * @param typing whether the filter is being typed
 * @param help whether the keys are explained
 * @param paused whether the screen stands still
 * @param scroll first line of the body that is seen
 * @param quit whether the monitor ends
 */
public record ViewState(
        Sort sort,
        String filter,
        boolean typing,
        boolean help,
        boolean paused,
        int scroll,
        boolean quit) {
    /** Characters of a filter. */
    static final int FILTER_LENGTH_MAX = 40;

    private static final int PAGE = 10;

    /** What the tables can be sorted by. */
    public enum Sort {
        /** The most memory first. */
        MEMORY,
        /** Models: the fastest first. Processes: by card. */
        ACTIVITY,
        /** By name. */
        NAME,
        /** By process id. */
        PID;

        private Sort next() {
            return switch (this) {
                case MEMORY -> ACTIVITY;
                case ACTIVITY -> NAME;
                case NAME -> PID;
                case PID -> MEMORY;
            };
        }
    }

    /** How it begins. */
    public static final ViewState START =
            new ViewState(Sort.MEMORY, "", false, false, false, 0, false);

    /**
     * {@return what holds after a key} Pure.
     *
     * @param key what was typed
     * @param scrollMax the last line that the body can begin with
     */
    public ViewState after(Key key, int scrollMax) {
        return switch (key) {
            case Key.Typed(int point) -> typing ? typed(point) : command(point);
            case Key.Named named -> named(named, scrollMax);
        };
    }

    private ViewState named(Key.Named key, int scrollMax) {
        return switch (key) {
            case UP -> scrolled(scroll - 1, scrollMax);
            case DOWN -> scrolled(scroll + 1, scrollMax);
            case PAGE_UP -> scrolled(scroll - PAGE, scrollMax);
            case PAGE_DOWN -> scrolled(scroll + PAGE, scrollMax);
            case HOME -> scrolled(0, scrollMax);
            case END -> scrolled(scrollMax, scrollMax);
            case ENTER -> withTyping(false);
            case BACKSPACE -> typing ? withFilter(withoutLast(filter)) : this;
            case ESCAPE -> escaped();
            case INTERRUPT -> ended();
        };
    }

    /** Leaves the innermost thing first. */
    private ViewState escaped() {
        if (typing) {
            return withFilter("").withTyping(false);
        }
        return help ? withHelp(false) : ended();
    }

    private ViewState command(int point) {
        return switch (point) {
            case 'q', 'Q' -> help ? withHelp(false) : ended();
            case 's', 'S' -> new ViewState(sort.next(), filter, typing, help, paused, scroll, quit);
            case 'f', 'F', '/' -> withTyping(true).withHelp(false);
            case '?', 'h', 'H' -> withHelp(!help);
            case 'p', 'P', ' ' -> new ViewState(sort, filter, typing, help, !paused, scroll, quit);
            default -> this;
        };
    }

    private ViewState typed(int point) {
        boolean fits =
                !Character.isISOControl(point)
                        && filter.codePointCount(0, filter.length()) < FILTER_LENGTH_MAX;
        return fits ? withFilter(filter + Character.toString(point)) : this;
    }

    private static String withoutLast(String text) {
        return text.isEmpty()
                ? text
                : text.substring(0, text.offsetByCodePoints(text.length(), -1));
    }

    private ViewState scrolled(int line, int scrollMax) {
        return new ViewState(
                sort,
                filter,
                typing,
                help,
                paused,
                Math.clamp(line, 0, Math.max(0, scrollMax)),
                quit);
    }

    private ViewState withFilter(String text) {
        return new ViewState(sort, text, typing, help, paused, 0, quit);
    }

    private ViewState withTyping(boolean now) {
        return new ViewState(sort, filter, now, help, paused, scroll, quit);
    }

    private ViewState withHelp(boolean now) {
        return new ViewState(sort, filter, typing, now, paused, 0, quit);
    }

    private ViewState ended() {
        return new ViewState(sort, filter, typing, help, paused, scroll, true);
    }
}
