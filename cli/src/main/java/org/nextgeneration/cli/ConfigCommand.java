package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nextgen config}: the configuration. Without a subcommand it shows it. */
@Command(name = "config")
final class ConfigCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        return new ConfigReport(session, json).show();
    }
}
