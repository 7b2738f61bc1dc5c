package org.nextgeneration.cli;

import java.util.Optional;

/** Where the lines of a conversation come from: a terminal with editing and history, or a pipe. */
interface ChatInput extends AutoCloseable {
    /**
     * Waits for a line.
     *
     * @param prompt shown before it, where a person types
     * @return the line without its end; empty at the end of the input
     */
    Optional<String> readLine(String prompt);

    /** Calls this on Ctrl-C instead of ending the program, where the input can. */
    void onInterrupt(Runnable action);

    @Override
    void close();
}
