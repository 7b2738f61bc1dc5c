package org.nextgeneration.cli;

import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself: the options that every command has. */
@Command(name = GlobalOptions.PROGRAM)
final class GlobalOptions implements Action {
    static final String PROGRAM = "nextgen";
    static final String LANGUAGE_OPTION = "--lang";
    static final String CONFIG_OPTION = "--config";

    @Option(names = CONFIG_OPTION, paramLabel = "FILE", scope = ScopeType.INHERIT)
    @Nullable String config;

    @Option(names = LANGUAGE_OPTION, paramLabel = "fr|en", scope = ScopeType.INHERIT)
    @Nullable String language;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT)
    boolean verbose;

    @Option(names = "--no-color", scope = ScopeType.INHERIT)
    boolean noColour;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT)
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true)
    boolean version;

    @Override
    public ExitCode run(Session session) {
        throw CommandFailure.wrongUsage("failure.no-command");
    }
}
