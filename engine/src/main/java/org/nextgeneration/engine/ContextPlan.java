package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelShape;

/**
 * The size and manner of the context that a load gets. Pure: what is predicted before a load and
 * what the worker then makes are the same numbers.
 *
 * @param contextTokens most tokens of one sequence, prompt and answer together
 * @param cells tokens that the KV cache holds, of all sequences together
 * @param sequences answers that are made at the same time
 * @param places sequences that the cache can tell apart: those, and idle ones kept for reuse
 * @param batchTokens most tokens of one decode
 * @param microBatchTokens most tokens computed at once
 * @param cacheType what keys and values are stored as
 * @param embeddings whether the context gives vectors instead of text
 */
record ContextPlan(
        int contextTokens,
        int cells,
        int sequences,
        int places,
        int batchTokens,
        int microBatchTokens,
        KvCacheType cacheType,
        boolean embeddings) {
    /** Prompt tokens computed at once. */
    static final int MICRO_BATCH_TOKENS = 512;

    /** Idle sequences that are kept where each costs its cells only. */
    static final int IDLE_SEQUENCES = 16;

    /** The same where each costs memory of its own: a state, or a window in another cache. */
    static final int IDLE_SEQUENCES_OF_STATES = 4;

    /** Rejects an absent type. */
    ContextPlan {
        requireNonNull(cacheType, "cacheType");
    }

    /** {@return the plan for a load} */
    static ContextPlan of(LoadRequest request, ModelFacts facts) {
        ModelShape shape = facts.shape().orElseThrow();
        int contextTokens =
                request.contextTokens() > 0
                        ? request.contextTokens()
                        : Math.min(shape.contextTokens(), LoadRequest.CONTEXT_TOKENS_UNASKED);
        if (request.embeddings()) {
            // A text is seen whole, so it must fit one micro-batch; one text at a time.
            return new ContextPlan(
                    contextTokens,
                    contextTokens,
                    1,
                    1,
                    contextTokens,
                    contextTokens,
                    request.cacheType(),
                    true);
        }
        int sequences = request.sequences();
        int cells =
                request.cacheTokens() > 0
                        ? request.cacheTokens()
                        : Math.clamp(
                                (long) contextTokens * sequences,
                                1,
                                LoadRequest.CONTEXT_TOKENS_MAX);
        boolean costly = shape.keepsState() || shape.slidingWindowTokens().isPresent();
        return new ContextPlan(
                Math.min(contextTokens, cells),
                cells,
                sequences,
                sequences + (costly ? IDLE_SEQUENCES_OF_STATES : IDLE_SEQUENCES),
                Math.min(MICRO_BATCH_TOKENS, cells),
                Math.min(MICRO_BATCH_TOKENS, cells),
                request.cacheType(),
                false);
    }
}
