package org.nextgeneration.llama;

/** How a decode went when it did not fail. Source: {@code llama_decode} in {@code llama.h}. */
public enum DecodeResult {
    /** The batch is in the cache and its outputs can be read. */
    OK,
    /**
     * The cache has no room for the batch; nothing changed. Use fewer tokens or free a sequence.
     */
    NO_ROOM,
    /**
     * {@link LlamaContext#requestAbort} stopped it. The micro-batches already computed stay in the
     * cache: ask {@link LlamaContext#maxPosition} how far each sequence came.
     */
    ABORTED
}
