package org.nextgeneration.cli.terminal;

import java.io.Serial;

/**
 * A command that cannot go on. It carries the key of its message, not the text: the language may
 * not be known yet where it is thrown.
 */
public final class CommandFailure extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    // Nothing serializes a failure.
    private final transient ExitCode exitCode;
    private final String kind;
    private final String messageKey;
    private final transient Object[] messageArguments;

    /**
     * Creates a failure.
     *
     * @param exitCode what the shell is told
     * @param kind what programs are told under {@code --json}, in snake case
     * @param messageKey key of the message in the bundles
     * @param messageArguments what the message's {0}, {1}, … stand for
     */
    public CommandFailure(
            ExitCode exitCode, String kind, String messageKey, Object... messageArguments) {
        super(messageKey);
        this.exitCode = exitCode;
        this.kind = kind;
        this.messageKey = messageKey;
        this.messageArguments = messageArguments.clone();
    }

    /** {@return a failure because the command line is wrong} */
    public static CommandFailure wrongUsage(String messageKey, Object... messageArguments) {
        return new CommandFailure(
                ExitCode.WRONG_USAGE, "invalid_request", messageKey, messageArguments);
    }

    /** {@return a failure of the work itself} */
    public static CommandFailure failed(String kind, String messageKey, Object... arguments) {
        return new CommandFailure(ExitCode.FAILED, kind, messageKey, arguments);
    }

    /** {@return a failure because the policy leaves nowhere to compute} */
    public static CommandFailure nowhere() {
        return new CommandFailure(ExitCode.REFUSED, "policy", "failure.policy-nowhere");
    }

    /** {@return what the shell is told} */
    public ExitCode exitCode() {
        return exitCode;
    }

    /** {@return what programs are told, such as {@code invalid_request}} */
    public String kind() {
        return kind;
    }

    /** {@return the message in that language} */
    public String text(Messages messages) {
        return messages.text(messageKey, messageArguments);
    }
}
