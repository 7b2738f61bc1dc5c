package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.ExitCode;

/** What a command does once its arguments are read. */
@FunctionalInterface
interface Action {
    /**
     * Does it.
     *
     * @throws org.nextgeneration.cli.terminal.CommandFailure if it cannot go on
     * @throws InterruptedException if the person stopped it
     */
    ExitCode run(Session session) throws InterruptedException;
}
