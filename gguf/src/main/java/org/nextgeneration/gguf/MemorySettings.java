package org.nextgeneration.gguf;

import static java.util.Objects.requireNonNull;

/**
 * What decides how much memory a loaded model takes, beside the model itself. All else is as our
 * engine sets it: one cache for all sequences, flash attention, the cache where the layer is, a
 * mapped file.
 *
 * @param cells tokens that the KV cache holds, of all sequences together
 * @param places sequences that the cache can tell apart; as many outputs can be asked for at once
 * @param cacheType what keys and values are stored as
 * @param microBatchTokens most tokens computed at once
 * @param cardLayers layers that go to the card, the output counted as one; {@link #ALL_LAYERS} for
 *     all, 0 where no card is used
 */
public record MemorySettings(
        int cells, int places, KvCacheType cacheType, int microBatchTokens, int cardLayers) {
    /** As many layers as the model has, and the output. */
    public static final int ALL_LAYERS = -1;

    /** A cache's size is a multiple of this. Source: {@code GGML_PAD} in llama-context.cpp. */
    static final int CELLS_UNIT = 256;

    static final int CELLS_MAX = 1 << 27;
    static final int PLACES_MAX = 1 << 12;

    /**
     * Rejects what no engine could do.
     *
     * @throws IllegalArgumentException if a number is out of range
     */
    public MemorySettings {
        requireRange("cells", cells, 1, CELLS_MAX);
        requireRange("places", places, 1, PLACES_MAX);
        requireNonNull(cacheType, "cacheType");
        requireRange("microBatchTokens", microBatchTokens, 1, CELLS_MAX);
        requireRange("cardLayers", cardLayers, ALL_LAYERS, Integer.MAX_VALUE);
    }

    /** {@return the same with another number of cells} */
    public MemorySettings withCells(int number) {
        return new MemorySettings(number, places, cacheType, microBatchTokens, cardLayers);
    }

    /** {@return the same with so many layers on the card} */
    public MemorySettings withCardLayers(int layers) {
        return new MemorySettings(cells, places, cacheType, microBatchTokens, layers);
    }

    /** {@return the cells that are really made} */
    int paddedCells() {
        return (cells + CELLS_UNIT - 1) / CELLS_UNIT * CELLS_UNIT;
    }

    /** {@return the tokens of the largest computation: as many of each sequence} */
    int computedTokens() {
        int tokens = Math.min(cells, microBatchTokens);
        return (tokens + places - 1) / places * places;
    }

    /** {@return the outputs of the largest computation} */
    int computedOutputs() {
        return Math.min(Math.min(cells, microBatchTokens), places);
    }

    private static void requireRange(String what, int found, int min, int max) {
        if (found < min || found > max) {
            throw new IllegalArgumentException(
                    "%s: found %d, expected %d to %d".formatted(what, found, min, max));
        }
    }
}
