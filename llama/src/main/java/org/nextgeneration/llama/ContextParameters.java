package org.nextgeneration.llama;

import static java.util.Objects.requireNonNull;

/**
 * The size and manner of a context.
 *
 * @param contextTokens tokens that the cache holds, of all sequences together; 0 for the length
 *     that the model was trained for. The library may round it up.
 * @param batchTokens most tokens of one decode
 * @param microBatchTokens most tokens computed at once; a decode is cut into these
 * @param outputsMax most tokens of one decode after which output is wanted, at least one for each
 *     sequence; 0 for all of a batch. The library keeps room for the logits of so many.
 * @param sequences most sequences at a time. Unless {@code unifiedCache}, each gets an equal share
 *     of {@code contextTokens}.
 * @param threads CPU threads for one token at a time
 * @param batchThreads CPU threads for several
 * @param embeddings whether vectors are the output instead of logits
 * @param pooling how vectors become one, where {@code embeddings}
 * @param flashAttention whether attention is fused
 * @param keyType what the cache stores keys as
 * @param valueType what the cache stores values as; other than {@link CacheType#F16} needs flash
 *     attention
 * @param unifiedCache whether sequences share one cache, so that each may use all of it
 * @param abortable whether {@link LlamaContext#requestAbort} is allowed; the library then asks
 *     after every operation of a decode, which costs time
 */
public record ContextParameters(
        int contextTokens,
        int batchTokens,
        int microBatchTokens,
        int outputsMax,
        int sequences,
        int threads,
        int batchThreads,
        boolean embeddings,
        Pooling pooling,
        FlashAttention flashAttention,
        CacheType keyType,
        CacheType valueType,
        boolean unifiedCache,
        boolean abortable) {
    /** The largest cache that can be asked for; the library's own book-keeping for it is 250 MB. */
    public static final int CONTEXT_TOKENS_MAX = 1 << 22;

    /** The largest batch that can be asked for. */
    public static final int BATCH_TOKENS_MAX = 1 << 20;

    /** The most sequences; {@code LLAMA_MAX_SEQ} of libllama. */
    public static final int SEQUENCES_MAX = 256;

    /** The most threads; {@code GGML_MAX_N_THREADS} of ggml. */
    public static final int THREADS_MAX = 512;

    private static final int BATCH_TOKENS_USUAL = 2_048;
    private static final int MICRO_BATCH_TOKENS_USUAL = 512;

    /** Rejects what libllama could not do, or would end the process over. */
    public ContextParameters {
        requireNonNull(pooling, "pooling");
        requireNonNull(flashAttention, "flashAttention");
        requireNonNull(keyType, "keyType");
        requireNonNull(valueType, "valueType");
        Requirement.range("contextTokens", contextTokens, 0, CONTEXT_TOKENS_MAX);
        Requirement.range("batchTokens", batchTokens, 1, BATCH_TOKENS_MAX);
        Requirement.range("microBatchTokens", microBatchTokens, 1, batchTokens);
        Requirement.range("outputsMax", outputsMax, 0, BATCH_TOKENS_MAX);
        Requirement.range("sequences", sequences, 1, SEQUENCES_MAX);
        if (outputsMax > 0 && outputsMax < sequences) {
            throw new IllegalArgumentException(
                    "outputsMax: found %d, expected 0 or at least the %d sequences"
                            .formatted(outputsMax, sequences));
        }
        Requirement.range("threads", threads, 1, THREADS_MAX);
        Requirement.range("batchThreads", batchThreads, 1, THREADS_MAX);
        if (valueType != CacheType.F16 && flashAttention == FlashAttention.OFF) {
            throw new IllegalArgumentException(
                    "valueType: found %s without flash attention, expected F16 or flashAttention"
                                    .formatted(valueType)
                            + " AUTO or ON");
        }
    }

    /**
     * A context for generating text with one sequence and the library's usual batch sizes.
     *
     * @param contextTokens tokens that the cache holds; 0 for the trained length
     * @param threads CPU threads
     */
    public static ContextParameters of(int contextTokens, int threads) {
        return new ContextParameters(
                contextTokens,
                BATCH_TOKENS_USUAL,
                MICRO_BATCH_TOKENS_USUAL,
                0,
                1,
                threads,
                threads,
                false,
                Pooling.MODEL,
                FlashAttention.AUTO,
                CacheType.F16,
                CacheType.F16,
                false,
                false);
    }

    /** {@return these, with other batch sizes} */
    public ContextParameters withBatch(int tokens, int microTokens) {
        return new ContextParameters(
                contextTokens,
                tokens,
                microTokens,
                outputsMax,
                sequences,
                threads,
                batchThreads,
                embeddings,
                pooling,
                flashAttention,
                keyType,
                valueType,
                unifiedCache,
                abortable);
    }

    /** {@return these, with room for so many outputs of one decode; 0 for all of a batch} */
    public ContextParameters withOutputs(int most) {
        return new ContextParameters(
                contextTokens,
                batchTokens,
                microBatchTokens,
                most,
                sequences,
                threads,
                batchThreads,
                embeddings,
                pooling,
                flashAttention,
                keyType,
                valueType,
                unifiedCache,
                abortable);
    }

    /** {@return these, for several sequences that share the cache or divide it} */
    public ContextParameters withSequences(int count, boolean unified) {
        return new ContextParameters(
                contextTokens,
                batchTokens,
                microBatchTokens,
                outputsMax,
                count,
                threads,
                batchThreads,
                embeddings,
                pooling,
                flashAttention,
                keyType,
                valueType,
                unified,
                abortable);
    }

    /** {@return these, for vectors instead of logits} */
    public ContextParameters withEmbeddings(Pooling how) {
        return new ContextParameters(
                contextTokens,
                batchTokens,
                microBatchTokens,
                outputsMax,
                sequences,
                threads,
                batchThreads,
                true,
                how,
                flashAttention,
                keyType,
                valueType,
                unifiedCache,
                abortable);
    }

    /** {@return these, with another cache} */
    public ContextParameters withCache(FlashAttention attention, CacheType keys, CacheType values) {
        return new ContextParameters(
                contextTokens,
                batchTokens,
                microBatchTokens,
                outputsMax,
                sequences,
                threads,
                batchThreads,
                embeddings,
                pooling,
                attention,
                keys,
                values,
                unifiedCache,
                abortable);
    }

    /** {@return these, for a context whose decodes can be stopped} */
    public ContextParameters withAbort() {
        return new ContextParameters(
                contextTokens,
                batchTokens,
                microBatchTokens,
                outputsMax,
                sequences,
                threads,
                batchThreads,
                embeddings,
                pooling,
                flashAttention,
                keyType,
                valueType,
                unifiedCache,
                true);
    }
}
