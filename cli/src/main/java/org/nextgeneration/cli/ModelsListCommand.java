package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen models list}. */
@Command(name = "list")
final class ModelsListCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        return new ModelList(session, json).show();
    }
}
