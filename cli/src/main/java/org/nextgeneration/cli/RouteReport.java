package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.select.Candidate;
import org.nextgeneration.select.Selection;
import org.nextgeneration.select.TaskAnalysis;

/** Shows which model would answer, and why. */
final class RouteReport {
    private static final double PERCENT = 100;

    private final Session session;
    private final boolean json;

    RouteReport(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    /** Shows it; a model that cannot answer is a wrong command line as it is for {@code ask}. */
    ExitCode show(ModelPlanner.Outcome outcome) {
        if (outcome.selection() instanceof Selection.UnknownModel unknown) {
            throw ModelPlanner.unknownModel(unknown);
        }
        if (outcome.selection() instanceof Selection.NotForText embedding) {
            throw ModelPlanner.notForText(embedding);
        }
        if (json) {
            session.screen().line(JsonText.of(object(outcome)));
        } else {
            text(outcome);
        }
        return ExitCode.DONE;
    }

    private Map<String, @Nullable Object> object(ModelPlanner.Outcome outcome) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("role", outcome.selection().wantedRole().id());
        object.put("model", model(outcome.selection()));
        object.put(
                "analysis",
                SelectionJson.analysis(
                        outcome.analysis(), outcome.selection(), session.language()));
        object.put("fallback", SelectionJson.fallback(outcome.selection(), session.language()));
        return object;
    }

    private static @Nullable String model(Selection selection) {
        return switch (selection) {
            case Selection.Chosen chosen -> SelectionJson.shortName(chosen.model().name());
            case Selection.NotForText embedding ->
                    SelectionJson.shortName(embedding.model().name());
            case Selection.NothingInstalled _, Selection.UnknownModel _ -> null;
        };
    }

    private void text(ModelPlanner.Outcome outcome) {
        Screen screen = session.screen();
        TaskAnalysis analysis = outcome.analysis();
        String model = model(outcome.selection());
        screen.heading(
                model == null
                        ? session.text("route.no-model", outcome.selection().wantedRole().id())
                        : session.text(
                                "route.model", model, outcome.selection().wantedRole().id()));
        screen.line(
                session.text(
                        "route.analysis",
                        analysis.language().code(),
                        session.text("category." + analysis.category().id()),
                        session.text("complexity." + analysis.complexity().id()),
                        session.messages().number(analysis.confidence() * PERCENT, 0)));
        outcome.selection()
                .reasons()
                .forEach(reason -> screen.line("- " + reason.text(session.language())));
        Table table =
                new Table(
                        session.text("column.role"),
                        session.text("column.model"),
                        session.text("column.score"),
                        session.text("column.verdict"));
        for (Candidate candidate : SelectionJson.candidates(outcome.selection())) {
            table.row(
                    candidate.role().id(),
                    SelectionJson.shortName(candidate.model()),
                    session.messages().number(candidate.score(), 2),
                    candidate.verdict().text(session.language()));
        }
        if (!SelectionJson.candidates(outcome.selection()).isEmpty()) {
            screen.line("");
            table.lines().forEach(screen::line);
        }
    }
}
