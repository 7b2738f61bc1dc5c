package org.nextgeneration.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The program's entry: reads the command line, runs the command, tells what went wrong. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process. */
    public static void main(String[] arguments) {
        ExitCode exitCode = run(List.of(arguments), Surroundings.ofProcess());
        // Not a plain return: a thread of a library must never keep the program alive.
        System.exit(exitCode.number());
    }

    /** Runs one command. */
    static ExitCode run(List<String> arguments, Surroundings surroundings) {
        Session session =
                new Session(
                        surroundings,
                        valueOf(GlobalOptions.LANGUAGE_OPTION, arguments),
                        valueOf(GlobalOptions.CONFIG_OPTION, arguments));
        boolean json = beforeEndOfOptions(arguments).contains("--json");
        FailureReport failures = new FailureReport(session, json);
        ExitCode exitCode = run(arguments, session, failures);
        return surroundings.screen().writeFailure().map(failures::outputLost).orElse(exitCode);
    }

    private static ExitCode run(List<String> arguments, Session session, FailureReport failures) {
        if (beforeEndOfOptions(arguments).contains("--no-color")) {
            session.screen().withoutColours();
        }
        if (beforeEndOfOptions(arguments).contains("--verbose")) {
            session.makeVerbose();
        }
        try {
            CommandLine commandLine = CommandTable.commandLine(arguments, session.messages());
            return run(commandLine.parseArgs(arguments.toArray(String[]::new)), session);
        } catch (ParameterException wrong) {
            return failures.wrongCommandLine(wrong);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            session.screen().endLine();
            session.screen().warning(session.text("note.interrupted"));
            return ExitCode.INTERRUPTED;
        } catch (RuntimeException | Error failure) {
            return failures.failed(failure);
        }
    }

    private static ExitCode run(ParseResult result, Session session) throws InterruptedException {
        ParseResult deepest = result;
        while (deepest.subcommand() != null) {
            deepest = deepest.subcommand();
        }
        CommandLine.Model.CommandSpec command = deepest.commandSpec();
        if (deepest.isUsageHelpRequested()) {
            Ansi colours = session.screen().colouredOut() ? Ansi.ON : Ansi.OFF;
            session.screen()
                    .styledLine(command.commandLine().getUsageMessage(colours).stripTrailing());
            return ExitCode.DONE;
        }
        if (result.isVersionHelpRequested()) {
            session.screen().line(Version.line());
            return ExitCode.DONE;
        }
        GlobalOptions global = (GlobalOptions) result.commandSpec().userObject();
        CheckedOptions.checkLanguage(global.language);
        if (global.verbose) {
            session.makeVerbose();
        }
        return ((Action) command.userObject()).run(session);
    }

    /**
     * Reads an option before the command line is parsed: help and complaints about the command line
     * need the language already.
     */
    private static Optional<String> valueOf(String option, List<String> arguments) {
        List<String> options = beforeEndOfOptions(arguments);
        @Nullable String value = null;
        for (int at = 0; at < options.size(); at++) {
            String argument = options.get(at);
            if (argument.startsWith(option + "=")) {
                value = argument.substring(option.length() + 1);
            } else if (argument.equals(option) && at + 1 < options.size()) {
                value = options.get(at + 1);
            }
        }
        return Optional.ofNullable(value);
    }

    private static List<String> beforeEndOfOptions(List<String> arguments) {
        int end = arguments.indexOf("--");
        return end < 0 ? arguments : new ArrayList<>(arguments.subList(0, end));
    }
}
