package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen models}: what is installed. Without a subcommand it lists. */
@Command(name = "models")
final class ModelsCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        return new ModelList(session, json).show();
    }
}
