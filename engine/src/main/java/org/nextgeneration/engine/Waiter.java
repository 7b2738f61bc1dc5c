package org.nextgeneration.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.nextgeneration.engine.EngineException.Kind;

/** Who waits for the answer to a request. */
sealed interface Waiter {
    /** {@return the size of the request, as it was sent} */
    int bytes();

    /** Tells it that there will be no answer, or no more of it. */
    void fail(Kind kind, String message);

    /** For a text that is generated. */
    record Text(WorkerGeneration generation, int bytes) implements Waiter {
        @Override
        public void fail(Kind kind, String message) {
            generation.failed(kind, message);
        }
    }

    /** For the tokens of a text. */
    record Tokens(CompletableFuture<List<Integer>> tokens, int bytes) implements Waiter {
        @Override
        public void fail(Kind kind, String message) {
            tokens.completeExceptionally(new EngineException(kind, message));
        }
    }

    /** For vectors. */
    record Vectors(CompletableFuture<List<float[]>> vectors, int bytes) implements Waiter {
        @Override
        public void fail(Kind kind, String message) {
            vectors.completeExceptionally(new EngineException(kind, message));
        }
    }
}
