package org.nextgeneration.cli;

import java.util.List;
import org.nextgeneration.cli.terminal.ExitCode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextgen route}: which model would answer, and why; nothing is loaded. */
@Command(name = "route")
final class RouteCommand implements Action {
    @Mixin ModelOptions modelOptions = new ModelOptions();

    @Option(names = "--json")
    boolean json;

    @Parameters(arity = "0..*", paramLabel = "TEXT", descriptionKey = "parameter.text")
    List<String> words = List.of();

    @Override
    public ExitCode run(Session session) {
        modelOptions.check();
        String text = new PromptText(session.surroundings()).question(words);
        return new RouteReport(session, json)
                .show(new ModelPlanner(session, modelOptions).select(text));
    }
}
