package org.nextgeneration.cli.terminal;

/**
 * How a command ended, for the shell that started it.
 *
 * @param number what the shell sees, 0 to 255
 */
public record ExitCode(int number) {
    /** It did what was asked. */
    public static final ExitCode DONE = new ExitCode(0);

    /** It failed. */
    public static final ExitCode FAILED = new ExitCode(1);

    /** The command line, or the configuration, asks for something that does not exist. */
    public static final ExitCode WRONG_USAGE = new ExitCode(2);

    /** A policy or a check said no. */
    public static final ExitCode REFUSED = new ExitCode(3);

    /** A program that was to be run is there and cannot be run, as shells tell it. */
    public static final ExitCode NOT_EXECUTABLE = new ExitCode(126);

    /** A program that was to be run is not there, as shells tell it. */
    public static final ExitCode NOT_FOUND = new ExitCode(127);

    /** The person stopped it. */
    public static final ExitCode INTERRUPTED = new ExitCode(130);
}
