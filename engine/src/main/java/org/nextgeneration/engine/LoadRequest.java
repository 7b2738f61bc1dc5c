package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.MemorySettings;
import org.nextgeneration.gguf.ModelFacts;

/**
 * What to load, and how large.
 *
 * @param name the model's name as users know it, for messages
 * @param file the GGUF file, or the first of a split set
 * @param contextTokens tokens that one sequence may hold, prompt and answer together; 0 for the
 *     model's trained length, at most {@link #CONTEXT_TOKENS_UNASKED}
 * @param sequences requests that can be answered at the same time, each with a context of its own
 * @param threads CPU threads for decoding; 0 to let the engine choose
 * @param embeddings whether the model is loaded to turn texts into vectors instead of answering
 * @param cacheTokens tokens that the KV cache holds, of all sequences together; 0 for as many as
 *     they need when each is full
 * @param cacheType what the KV cache stores its numbers as
 * @param gpuLayers layers that go to a graphics card where one is used; {@link #ALL_LAYERS} for all
 */
public record LoadRequest(
        String name,
        Path file,
        int contextTokens,
        int sequences,
        int threads,
        boolean embeddings,
        int cacheTokens,
        KvCacheType cacheType,
        int gpuLayers) {
    /** As many layers as the model has. */
    public static final int ALL_LAYERS = -1;

    /** The largest context that a load without a wish gets. */
    public static final int CONTEXT_TOKENS_UNASKED = 8_192;

    /** The largest context that can be asked for. */
    public static final int CONTEXT_TOKENS_MAX = 1 << 22;

    /** The most sequences of one model. */
    public static final int SEQUENCES_MAX = 64;

    /** The most threads that can be asked for. */
    public static final int THREADS_MAX = 512;

    private static final int LAYERS_MAX = 1_024;

    /** Rejects what no engine could do. */
    public LoadRequest {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireRange("contextTokens", contextTokens, 0, CONTEXT_TOKENS_MAX);
        requireRange("sequences", sequences, 1, SEQUENCES_MAX);
        requireRange("threads", threads, 0, THREADS_MAX);
        requireRange("cacheTokens", cacheTokens, 0, CONTEXT_TOKENS_MAX);
        requireNonNull(cacheType, "cacheType");
        requireRange("gpuLayers", gpuLayers, ALL_LAYERS, LAYERS_MAX);
    }

    /** A load with a cache for full sequences of 16-bit numbers, and every layer on the card. */
    public LoadRequest(
            String name,
            Path file,
            int contextTokens,
            int sequences,
            int threads,
            boolean embeddings) {
        this(
                name,
                file,
                contextTokens,
                sequences,
                threads,
                embeddings,
                0,
                KvCacheType.F16,
                ALL_LAYERS);
    }

    /** A load for one answer at a time with everything else chosen by the engine. */
    public static LoadRequest of(String name, Path file) {
        return new LoadRequest(name, file, 0, 1, 0, false);
    }

    /** {@return the same with another KV cache} */
    public LoadRequest withCache(int tokens, KvCacheType type) {
        return new LoadRequest(
                name, file, contextTokens, sequences, threads, embeddings, tokens, type, gpuLayers);
    }

    /** {@return the same with another context} */
    public LoadRequest withContext(int tokens) {
        return new LoadRequest(
                name,
                file,
                tokens,
                sequences,
                threads,
                embeddings,
                cacheTokens,
                cacheType,
                gpuLayers);
    }

    /** {@return the same for so many answers at a time} */
    public LoadRequest withSequences(int count) {
        return new LoadRequest(
                name,
                file,
                contextTokens,
                count,
                threads,
                embeddings,
                cacheTokens,
                cacheType,
                gpuLayers);
    }

    /** {@return the same with so many layers on the card} */
    public LoadRequest withGpuLayers(int layers) {
        return new LoadRequest(
                name,
                file,
                contextTokens,
                sequences,
                threads,
                embeddings,
                cacheTokens,
                cacheType,
                layers);
    }

    /**
     * {@return what the load will take memory for, if a card is used; else the same with 0 layers
     * on it}
     *
     * @param facts the model's
     */
    public MemorySettings memorySettings(ModelFacts facts) {
        ContextPlan plan = ContextPlan.of(this, facts);
        return new MemorySettings(
                plan.cells(), plan.places(), cacheType, plan.microBatchTokens(), gpuLayers);
    }

    private static void requireRange(String what, int found, int min, int max) {
        if (found < min || found > max) {
            throw new IllegalArgumentException(
                    "%s: found %d, expected %d to %d".formatted(what, found, min, max));
        }
    }
}
