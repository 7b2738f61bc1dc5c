package org.nextgeneration.cli.monitor;

import java.util.List;

/**
 * A screen.
 *
 * @param lines one for each line of the screen, from the top, as a terminal needs them
 * @param scrollMax the last line that the body can begin with
 */
public record Frame(List<String> lines, int scrollMax) {
    /** Copies the list. */
    public Frame {
        lines = List.copyOf(lines);
    }
}
