package org.nextgeneration.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.config.ConfigurationException;
import org.nextgeneration.cli.config.ConfigurationProblem;
import org.nextgeneration.cli.config.Place;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code nextgen config check}: says everything that is wrong with the file, or that it is well.
 */
@Command(name = "check")
final class ConfigCheckCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        Optional<Path> file = session.configurationFile();
        try {
            session.configuration();
        } catch (ConfigurationException wrong) {
            return wrong(session, wrong.problems());
        }
        if (json) {
            session.screen().line(JsonText.of(object(file, List.of(), session)));
        } else {
            session.screen()
                    .line(
                            file.map(found -> session.text("config.valid", found))
                                    .orElseGet(() -> session.text("config.no-file")));
        }
        return ExitCode.DONE;
    }

    private ExitCode wrong(Session session, List<ConfigurationProblem> problems) {
        if (json) {
            session.screen()
                    .line(
                            JsonText.of(
                                    object(
                                            Optional.of(problems.getFirst().file()),
                                            problems,
                                            session)));
        } else {
            problems.forEach(problem -> session.screen().error(problem.text(session.messages())));
        }
        return ExitCode.REFUSED;
    }

    private static Map<String, @Nullable Object> object(
            Optional<Path> file, List<ConfigurationProblem> problems, Session session) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("file", file.map(Path::toString).orElse(null));
        object.put("valid", problems.isEmpty());
        object.put(
                "problems", problems.stream().map(problem -> problem(problem, session)).toList());
        return object;
    }

    private static Map<String, @Nullable Object> problem(
            ConfigurationProblem problem, Session session) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("line", problem.place().map(Place::line).orElse(null));
        object.put("column", problem.place().map(Place::column).orElse(null));
        object.put("message", problem.text(session.messages()));
        return object;
    }
}
