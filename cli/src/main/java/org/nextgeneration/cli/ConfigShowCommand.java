package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen config show}: every value, and where it comes from. */
@Command(name = "show")
final class ConfigShowCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        return new ConfigReport(session, json).show();
    }
}
