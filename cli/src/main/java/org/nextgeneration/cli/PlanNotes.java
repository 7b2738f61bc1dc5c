package org.nextgeneration.cli;

import java.util.Optional;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.select.Reason;
import org.nextgeneration.select.Selection;
import org.nextgeneration.store.CatalogueEntry;

/** What standard error says about a choice, and about an answer once it is there. */
final class PlanNotes {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double MILLIS_PER_SECOND = 1e3;

    private final Session session;

    PlanNotes(Session session) {
        this.session = session;
    }

    /** Says which model answers and why, and what would install a better one. */
    void chosen(ModelPlan plan) {
        Selection.Chosen chosen = plan.selection();
        String why =
                chosen.reasons().stream()
                        .findFirst()
                        .map((Reason reason) -> reason.text(session.language()))
                        .orElse("");
        session.screen()
                .note(
                        session.text(
                                "note.chosen",
                                SelectionJson.shortName(chosen.model().name()),
                                chosen.wantedRole().id(),
                                why));
        Optional<String> install = chosen.installCommand().or(() -> installCommand(plan));
        if (plan.demo()) {
            session.screen()
                    .note(
                            session.text(
                                    install.isPresent() ? "note.demo-install" : "note.demo",
                                    install.orElse("")));
        } else if (chosen.isFallback()) {
            session.screen()
                    .note(
                            session.text(
                                    install.isPresent() ? "note.fallback-install" : "note.fallback",
                                    chosen.wantedRole().id(),
                                    install.orElse("")));
        }
    }

    private String number(double value, int decimals) {
        return session.messages().number(value, decimals);
    }

    private Optional<String> installCommand(ModelPlan plan) {
        return session
                .configuration()
                .catalogue()
                .value()
                .forRole(plan.selection().wantedRole())
                .stream()
                .map(CatalogueEntry::installCommand)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Says that an answer was cut, and, where somebody watches or asked for it, what it cost. */
    void finished(Answer answer, long totalNanos) {
        if (answer.result().finish() == GenerationResult.Finish.LENGTH) {
            session.screen().note(session.text("note.length"));
        }
        if (!session.verbose() && !session.screen().errIsTerminal()) {
            return;
        }
        session.screen()
                .note(
                        session.text(
                                "note.performance",
                                answer.result().completionTokens(),
                                number(answer.result().tokensPerSecond(), 1),
                                number(answer.result().firstTokenNanos() / NANOS_PER_MILLI, 0),
                                number(answer.model().loadMillis() / MILLIS_PER_SECOND, 2),
                                number(totalNanos / NANOS_PER_SECOND, 2)));
    }
}
