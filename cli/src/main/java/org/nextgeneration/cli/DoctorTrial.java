package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nextgeneration.engine.ChatMessage;
import org.nextgeneration.engine.Engine;
import org.nextgeneration.engine.EngineException;
import org.nextgeneration.engine.Generation;
import org.nextgeneration.engine.GenerationRequest;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.ModelStatus;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.engine.Sampling;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.health.doctor.Inference;
import org.nextgeneration.store.InstalledModel;

/** Has the demo model say a little, through the same engine that answers would come from. */
final class DoctorTrial implements Inference.Trial {
    private static final int TOKENS_MAX = 16;
    private static final int CONTEXT_TOKENS = 256;

    private final Session session;

    DoctorTrial(Session session) {
        this.session = session;
    }

    @Override
    public Inference run() throws InterruptedException {
        Optional<InstalledModel> demo =
                session.inventory().models().stream()
                        .filter(model -> model.origin() == InstalledModel.Origin.DEMO)
                        .findFirst();
        if (demo.isEmpty()) {
            return new Inference.NoModel();
        }
        String name = SelectionJson.shortName(demo.get().name());
        LoadRequest load = new LoadRequest(name, demo.get().file(), CONTEXT_TOKENS, 1, 0, false);
        try (Engine engine = LocalEngine.create(session);
                ResidentModel model = engine.load(load, _ -> {})) {
            return answer(model);
        } catch (EngineException failed) {
            return new Inference.Failed(String.valueOf(failed.getMessage()));
        }
    }

    private Inference answer(ResidentModel model) throws InterruptedException {
        GenerationRequest request =
                new GenerationRequest(
                        new Prompt.Chat(List.of(ChatMessage.user("Bonjour"))),
                        TOKENS_MAX,
                        Sampling.GREEDY,
                        List.of());
        try (Generation generation = model.generate(request)) {
            Optional<String> piece = generation.next();
            // While it is loaded: afterwards there is no process that could be seen.
            ModelStatus status = model.status();
            Placement placement = session.gpuGuard().placement(Set.of(status.pid()));
            while (piece.isPresent()) {
                piece = generation.next();
            }
            Answer answer = new Answer("", generation.result(), model.description());
            return new Inference.Answered(
                    status,
                    generation.result(),
                    placement,
                    AnswerGpu.of(session.gpuGuard(), answer)
                            .filter(AnswerGpu::used)
                            .flatMap(AnswerGpu::speed));
        }
    }
}
