package org.nextgeneration.cli.terminal;

/** How a command ended, for the shell that started it. */
public enum ExitCode {
    /** It did what was asked. */
    DONE(0),
    /** It failed. */
    FAILED(1),
    /** The command line, or the configuration, asks for something that does not exist. */
    WRONG_USAGE(2),
    /** A policy or a check said no. */
    REFUSED(3),
    /** The person stopped it. */
    INTERRUPTED(130);

    private final int number;

    ExitCode(int number) {
        this.number = number;
    }

    /** {@return the number that the shell sees} */
    public int number() {
        return number;
    }
}
