package org.nextgeneration.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code nextgen completion}: a script that teaches a shell our commands. */
@Command(name = "completion")
final class CompletionCommand implements Action {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(paramLabel = "bash|zsh", descriptionKey = "parameter.shell")
    @Nullable String shell;

    @Override
    public ExitCode run(Session session) {
        if (shell == null || !SHELLS.contains(shell)) {
            throw CommandFailure.wrongUsage(
                    "failure.wrong-value",
                    "completion",
                    String.valueOf(shell),
                    String.join(", ", SHELLS));
        }
        // The script loads zsh's emulation of bash completion itself.
        session.screen()
                .line(
                        AutoComplete.bash(
                                        GlobalOptions.PROGRAM,
                                        CommandTable.complete(session.messages()))
                                .stripTrailing());
        return ExitCode.DONE;
    }
}
