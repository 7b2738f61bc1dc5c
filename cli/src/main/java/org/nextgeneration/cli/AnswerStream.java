package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.cli.terminal.LoadBar;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.engine.Engine;
import org.nextgeneration.engine.Generation;
import org.nextgeneration.engine.GenerationRequest;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.ModelDescription;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.gpu.GpuCard;

/** Loads models and brings answers from them to the screen. */
final class AnswerStream {
    private final Session session;
    private final Interruption interruption;

    AnswerStream(Session session, Interruption interruption) {
        this.session = session;
        this.interruption = interruption;
    }

    /** Loads a model, with a bar where a person waits long enough to wonder. */
    ResidentModel load(Engine engine, LoadRequest request) {
        try (LoadBar bar =
                new LoadBar(session.screen(), session.text("note.loading", request.name()))) {
            ResidentModel model = engine.load(request, bar);
            tellProcessor(model.description());
            return model;
        }
    }

    /** That no card answers must never go unseen. */
    private void tellProcessor(ModelDescription model) {
        if (!model.cards().isEmpty()) {
            return;
        }
        List<GpuCard> allowed = session.gpuGuard().decision().allowed();
        if (!allowed.isEmpty()) {
            session.screen()
                    .warning(session.text("note.processor-card", allowed.getFirst().label()));
        } else if (session.gpuGuard().source().cards().isEmpty()) {
            session.screen().note(session.text("note.processor"));
        } else {
            session.screen().warning(session.text("note.processor-policy"));
        }
    }

    /**
     * Makes one answer.
     *
     * @param shown whether its pieces are printed as they come
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Answer answer(ResidentModel model, GenerationRequest request, boolean shown)
            throws InterruptedException {
        Screen screen = session.screen();
        StringBuilder text = new StringBuilder();
        try (Generation generation = model.generate(request)) {
            interruption.running(generation);
            try {
                for (Optional<String> piece = generation.next();
                        piece.isPresent();
                        piece = generation.next()) {
                    text.append(piece.get());
                    if (shown) {
                        screen.piece(piece.get());
                        if (screen.readerGone()) {
                            generation.cancel();
                        }
                    }
                }
            } finally {
                interruption.running(null);
            }
            if (shown) {
                screen.endLine();
            }
            return new Answer(text.toString(), generation.result(), model.description());
        }
    }
}
