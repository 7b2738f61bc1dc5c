package org.nextgeneration.cli;

import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** How wide a text may be that is broken into lines. */
final class TerminalWidth {
    /** Lines longer than this are hard to read, and a file has no width of its own. */
    static final int COLUMNS_MAX = 100;

    /** Narrower than this, a list in columns is no list any more. */
    static final int COLUMNS_MIN = 60;

    private TerminalWidth() {}

    /** {@return columns of the terminal that standard output is, within bounds; else the most} */
    static int of(Session session) {
        if (!session.screen().outIsTerminal()) {
            return COLUMNS_MAX;
        }
        try (Terminal terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            int columns = terminal.getSize().getColumns();
            // A terminal that tells no size is taken for a wide one: it wraps lines by itself.
            return columns <= 0 ? COLUMNS_MAX : Math.clamp(columns, COLUMNS_MIN, COLUMNS_MAX);
        } catch (IOException unknown) {
            return COLUMNS_MAX;
        }
    }
}
