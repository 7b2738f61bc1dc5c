package org.nextgeneration.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.engine.WorkerSession.Task;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.Pooling;

/** Turns texts into vectors, one text at a time. Owned by the decode thread. */
final class Embedder {
    private final LlamaContext context;
    private final LlamaBatch batch;
    private final WorkerSession session;

    /** Begins; context and batch stay the caller's. */
    Embedder(LlamaContext context, LlamaBatch batch, WorkerSession session) {
        this.context = context;
        this.batch = batch;
        this.session = session;
    }

    /**
     * {@return how vectors become one: what the file says, but for "not at all"} Without that, the
     * last token has seen all the others, except in an encoder, where each has seen all.
     */
    static Pooling pooling(LlamaModel model) {
        String architecture = model.metadata("general.architecture").orElse("");
        Optional<String> said = model.metadata(architecture + ".pooling_type");
        if (said.isPresent() && !said.get().equals("0")) {
            return Pooling.MODEL;
        }
        return model.hasEncoder() ? Pooling.MEAN : Pooling.LAST;
    }

    /** Answers a request. */
    void embed(Task.Vectors task) {
        long id = task.job().id();
        try {
            List<float[]> vectors = new ArrayList<>();
            for (PromptTokens tokens : task.texts()) {
                if (task.job().cancelled()) {
                    session.endCancelled(task.job());
                    return;
                }
                vectors.add(embed(tokens));
            }
            session.send(new WorkerMessage.Vectors(id, vectors));
        } catch (EngineException refused) {
            session.fail(id, refused.kind(), String.valueOf(refused.getMessage()));
        } catch (RuntimeException failure) {
            session.fail(id, Kind.UNUSABLE_MODEL, "The model failed: " + failure.getMessage());
        }
    }

    private float[] embed(PromptTokens tokens) {
        int most = Math.min(context.contextTokensPerSequence(), context.batchTokens());
        if (tokens.count() < 1 || tokens.count() > most) {
            throw new EngineException(
                    tokens.count() < 1 ? Kind.INVALID_REQUEST : Kind.TOO_LARGE,
                    "A text to embed has %d tokens, expected 1 to %d."
                            .formatted(tokens.count(), most));
        }
        context.clear();
        batch.clear();
        for (int position = 0; position < tokens.count(); position++) {
            batch.add(tokens.at(position), position, 0, true);
        }
        if (context.decode(batch) != DecodeResult.OK) {
            throw new EngineException(
                    Kind.TOO_LARGE,
                    "The context had no room for %d tokens.".formatted(tokens.count()));
        }
        return normalized(context.sequenceEmbedding(0));
    }

    /** {@return the vector with length 1, so that a dot product is the cosine} */
    private static float[] normalized(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        float scale = squares > 0 ? (float) (1 / Math.sqrt(squares)) : 0;
        float[] normalized = vector.clone();
        for (int i = 0; i < normalized.length; i++) {
            normalized[i] *= scale;
        }
        return normalized;
    }
}
