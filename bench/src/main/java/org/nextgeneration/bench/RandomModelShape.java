package org.nextgeneration.bench;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The dimensions of a random Llama model whose output shares the token embedding.
 *
 * @param layers transformer blocks
 * @param embeddingLength numbers per token, a multiple of the head length
 * @param feedForwardLength numbers inside a feed-forward layer
 * @param heads attention heads
 * @param kvHeads key-value heads, a divisor of {@code heads}
 * @param vocabularySize tokens
 */
record RandomModelShape(
        int layers,
        int embeddingLength,
        int feedForwardLength,
        int heads,
        int kvHeads,
        int vocabularySize) {
    static final int HEAD_LENGTH = 64;
    private static final int HEADS_PER_KV_HEAD = 4;
    private static final int KV_HEADS_MAX = 16;
    private static final int LAYERS_MAX = 64;

    /**
     * How many numbers wide a model is for each layer that it is deep; small Llamas are near it.
     */
    private static final int WIDTH_PER_LAYER = 64;

    /**
     * {@return the shape whose parameters come nearest, among those of a usual width for their
     * depth}
     *
     * @throws IllegalArgumentException if the vocabulary alone takes more than the parameters
     */
    static RandomModelShape near(long parameters, int vocabularySize) {
        return IntStream.rangeClosed(1, KV_HEADS_MAX)
                .mapToObj(kvHeads -> withKvHeads(kvHeads, parameters, vocabularySize))
                .filter(shape -> shape.layers >= 1 && shape.layers <= LAYERS_MAX)
                .min(
                        Comparator.comparingDouble(
                                shape ->
                                        shape.imbalance()
                                                + Math.abs(shape.parameters() - parameters)
                                                        * 10.0
                                                        / parameters))
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "found %d parameters for %d tokens, expected more"
                                                .formatted(parameters, vocabularySize)));
    }

    /** {@return the numbers in all tensors} */
    long parameters() {
        return (long) vocabularySize * embeddingLength
                + embeddingLength
                + layers * layerParameters(embeddingLength, feedForwardLength, heads, kvHeads);
    }

    private static RandomModelShape withKvHeads(int kvHeads, long parameters, int vocabularySize) {
        int heads = kvHeads * HEADS_PER_KV_HEAD;
        int embedding = heads * HEAD_LENGTH;
        int feedForward = (embedding * 8 / 3 + 127) / 128 * 128;
        long each = layerParameters(embedding, feedForward, heads, kvHeads);
        long left = parameters - (long) vocabularySize * embedding;
        int layers = Math.clamp(Math.round((double) left / each), 0, LAYERS_MAX + 1);
        return new RandomModelShape(layers, embedding, feedForward, heads, kvHeads, vocabularySize);
    }

    private static long layerParameters(int embedding, int feedForward, int heads, int kvHeads) {
        long attention = 2L * embedding * embedding * (heads + kvHeads) / heads;
        return attention + 3L * embedding * feedForward + 2L * embedding;
    }

    private double imbalance() {
        return Math.abs(Math.log((double) embeddingLength / layers / WIDTH_PER_LAYER));
    }
}
