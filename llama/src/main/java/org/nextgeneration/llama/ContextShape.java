package org.nextgeneration.llama;

import java.lang.foreign.MemorySegment;

/**
 * The fixed facts of a context, as the library made it.
 *
 * @param contextTokens tokens that the cache holds
 * @param sequenceTokens tokens that one sequence may hold
 * @param batchTokens most tokens of a decode that the library does not end the process over
 * @param microBatchTokens most tokens computed at once
 * @param sequences most sequences
 * @param vocabularySize tokens that the model knows
 * @param outputLength length of the vector of a token
 * @param pooledLength length of the vector of a sequence
 * @param pooling how the vectors of a sequence become one
 * @param encodes whether encode is possible
 * @param encodesFirst whether decode needs encode
 * @param dividesCache whether each sequence has a part of the cache to itself
 */
record ContextShape(
        int contextTokens,
        int sequenceTokens,
        int batchTokens,
        int microBatchTokens,
        int sequences,
        int vocabularySize,
        int outputLength,
        int pooledLength,
        Pooling pooling,
        boolean encodes,
        boolean encodesFirst,
        boolean dividesCache) {

    /** Asks a fresh context. */
    static ContextShape of(
            LlamaModel model,
            ContextParameters parameters,
            ContextFunctions functions,
            MemorySegment context) {
        boolean cached = !functions.memory.pointer(context).equals(MemorySegment.NULL);
        int microBatchTokens = functions.microBatchTokens.integer(context);
        int batchTokens = functions.batchTokens.integer(context);
        // Attention that looks ahead, and pooling, need the whole text in one computation.
        boolean wholeAtOnce =
                !cached || parameters.embeddings() || model.isDiffusion() || !isCausal(model);
        Pooling pooling = Pooling.of(functions.pooling.integer(context));
        return new ContextShape(
                functions.contextTokens.integer(context),
                functions.sequenceTokens.integer(context),
                wholeAtOnce ? Math.min(batchTokens, microBatchTokens) : batchTokens,
                microBatchTokens,
                functions.sequences.integer(context),
                model.vocabulary().size(),
                model.outputLength(),
                pooling == Pooling.RANK ? model.classCount() : model.outputLength(),
                pooling,
                model.hasEncoder() || !cached,
                model.hasEncoder() && model.hasDecoder(),
                !parameters.unifiedCache());
    }

    /** {@return whether vectors are given for sequences instead of tokens} */
    boolean pools() {
        return pooling != Pooling.NONE && pooling != Pooling.MODEL;
    }

    private static boolean isCausal(LlamaModel model) {
        return model.metadata("general.architecture")
                .flatMap(architecture -> model.metadata(architecture + ".attention.causal"))
                .map(Boolean::parseBoolean)
                .orElse(true);
    }
}
