package org.nextgeneration.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.cli.config.ConfigurationException;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.engine.EngineException;
import org.nextgeneration.gguf.GgufFormatException;
import org.nextgeneration.store.NearestName;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells why a command failed: one message for people, one object for programs, one exit code. */
final class FailureReport {
    private static final String KIND_WRONG_USAGE = "invalid_request";

    private final Session session;
    private final boolean json;

    /**
     * Makes a report.
     *
     * @param session gives the language and the screen
     * @param json whether a program reads standard output
     */
    FailureReport(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    /** Reports a failure of the command. */
    ExitCode failed(Throwable failure) {
        ExitCode exitCode =
                switch (failure) {
                    case CommandFailure known ->
                            report(known.exitCode(), known.kind(), known.text(session.messages()));
                    case ConfigurationException wrong -> configuration(wrong);
                    case EngineException engine -> engine(engine);
                    case GgufFormatException damaged ->
                            report(ExitCode.FAILED, "unusable_model", message(damaged));
                    default -> unexpected(failure);
                };
        if (session.verbose()) {
            failure.printStackTrace(session.screen().diagnostics());
            session.screen().diagnostics().flush();
        }
        return exitCode;
    }

    /** Reports that results were lost on their way to where they were to go. */
    ExitCode outputLost(IOException failure) {
        session.screen()
                .error(session.text("failure.line", session.text("failure.output-lost", failure)));
        return ExitCode.FAILED;
    }

    /** Reports a command line that cannot be read. */
    ExitCode wrongCommandLine(ParameterException wrong) {
        String text = text(wrong);
        String help = session.text("failure.see-help", helpCommand(wrong.getCommandLine()));
        return report(ExitCode.WRONG_USAGE, KIND_WRONG_USAGE, text, help);
    }

    private ExitCode configuration(ConfigurationException wrong) {
        List<String> lines =
                wrong.problems().stream().map(found -> found.text(session.messages())).toList();
        return report(ExitCode.WRONG_USAGE, "configuration", String.join("\n", lines));
    }

    private ExitCode engine(EngineException engine) {
        ExitCode exitCode =
                switch (engine.kind()) {
                    case INVALID_REQUEST -> ExitCode.WRONG_USAGE;
                    case UNUSABLE_MODEL, TOO_LARGE, BUSY, WORKER_LOST, UNAVAILABLE ->
                            ExitCode.FAILED;
                    case POLICY, NO_ROOM -> ExitCode.REFUSED;
                    case CANCELLED -> ExitCode.INTERRUPTED;
                };
        return report(exitCode, engine.kind().name().toLowerCase(Locale.ROOT), message(engine));
    }

    private ExitCode unexpected(Throwable failure) {
        String what = failure.getClass().getSimpleName() + ": " + message(failure);
        return report(
                ExitCode.FAILED,
                "internal",
                session.verbose()
                        ? session.text("failure.unexpected", what)
                        : session.text("failure.unexpected-again", what));
    }

    private ExitCode report(ExitCode exitCode, String kind, String message, String... hints) {
        session.screen().endLine();
        session.screen().error(session.text("failure.line", message));
        for (String hint : hints) {
            session.screen().note(hint);
        }
        if (json) {
            Map<String, String> error = new LinkedHashMap<>();
            error.put("kind", kind);
            error.put("message", message);
            session.screen().line(JsonText.of(Map.of("error", error)));
        }
        return exitCode;
    }

    private static String message(Throwable failure) {
        return Optional.ofNullable(failure.getMessage()).orElse("");
    }

    private String text(ParameterException wrong) {
        return switch (wrong) {
            case UnmatchedArgumentException unmatched -> unmatched(unmatched);
            case MissingParameterException missing
                    when !missing.getCommandLine().getUnmatchedArguments().isEmpty() ->
                    // What was not understood is why the other is missing.
                    unmatched(
                            new UnmatchedArgumentException(
                                    missing.getCommandLine(),
                                    missing.getCommandLine().getUnmatchedArguments()));
            case MissingParameterException missing
                    when missing.getMissing().size() == 1
                            && missing.getMissing().getFirst() instanceof OptionSpec option ->
                    session.text("failure.no-value", option.longestName(), option.paramLabel());
            case MissingParameterException missing ->
                    session.text(
                            "failure.missing",
                            String.join(
                                    ", ",
                                    missing.getMissing().stream()
                                            .map(FailureReport::name)
                                            .toList()));
            case OverwrittenOptionException twice ->
                    session.text("failure.twice", name(twice.getOverwritten()));
            case MutuallyExclusiveArgsException _ -> session.text("failure.choices-exclusive");
            default -> otherwise(wrong);
        };
    }

    private String unmatched(UnmatchedArgumentException unmatched) {
        String argument = unmatched.getUnmatched().getFirst();
        CommandLine command = unmatched.getCommandLine();
        if (!argument.startsWith("-") && !command.getSubcommands().isEmpty()) {
            return nearest(argument, command.getSubcommands().keySet().stream().toList())
                    .map(name -> session.text("failure.unknown-command-nearest", argument, name))
                    .orElseGet(() -> session.text("failure.unknown-command", argument));
        }
        if (!argument.startsWith("-")) {
            return session.text("failure.unexpected-argument", argument);
        }
        List<String> options =
                command.getCommandSpec().optionsMap().keySet().stream()
                        .filter(name -> name.startsWith("--"))
                        .toList();
        String option = argument.split("=", 2)[0];
        return nearest(option, options)
                .map(name -> session.text("failure.unknown-option-nearest", option, name))
                .orElseGet(() -> session.text("failure.unknown-option", option));
    }

    private String otherwise(ParameterException wrong) {
        ArgSpec argument = wrong.getArgSpec();
        String value = wrong.getValue();
        if (argument == null || value == null) {
            return message(wrong);
        }
        if (argument.arity().max() == 0) {
            return session.text("failure.takes-no-value", name(argument));
        }
        Class<?> type = argument.typeInfo().getType();
        boolean whole = type == int.class || type == Integer.class || type == Long.class;
        return session.text(
                "failure.wrong-value",
                name(argument),
                value,
                session.text(whole ? "failure.expected-integer" : "failure.expected-number"));
    }

    private static Optional<String> nearest(String name, List<String> known) {
        return NearestName.of(name, known);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String helpCommand(CommandLine command) {
        return command.getCommandSpec().qualifiedName() + " --help";
    }
}
