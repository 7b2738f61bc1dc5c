package org.nextgeneration.bench;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The dimensions of a random model whose output shares the token embedding.
 *
 * @param architecture the program that runs it
 * @param layers transformer blocks
 * @param embeddingLength numbers per token, a multiple of 64
 * @param feedForwardLength numbers inside a feed-forward layer
 * @param heads attention heads
 * @param kvHeads key-value heads, a divisor of {@code heads}
 * @param vocabularySize tokens
 */
record RandomModelShape(
        RandomModelArchitecture architecture,
        int layers,
        int embeddingLength,
        int feedForwardLength,
        int heads,
        int kvHeads,
        int vocabularySize) {
    private static final int HEAD_WIDTH = 64;
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
    static RandomModelShape near(
            long parameters, int vocabularySize, RandomModelArchitecture architecture) {
        return IntStream.rangeClosed(1, KV_HEADS_MAX)
                .mapToObj(kvHeads -> withKvHeads(kvHeads, parameters, vocabularySize, architecture))
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
        return RandomModelTensors.of(this).stream()
                .mapToLong(RandomModelTensors.Tensor::elements)
                .sum();
    }

    /** {@return numbers inside a layer with a state} */
    int stateInnerLength() {
        return 2 * embeddingLength;
    }

    /** {@return heads of a layer with a state} */
    int stateHeads() {
        boolean wide = architecture == RandomModelArchitecture.QWEN35;
        return stateInnerLength() / (wide ? RandomModelArchitecture.STATE_LENGTH : HEAD_WIDTH);
    }

    /** {@return groups of those that share a key} */
    int stateGroups() {
        return architecture == RandomModelArchitecture.QWEN35 ? stateHeads() / 2 : 1;
    }

    /** {@return numbers inside one expert} */
    int expertFeedForwardLength() {
        return roundUp(feedForwardLength / RandomModelArchitecture.EXPERTS_USED, HEAD_WIDTH);
    }

    private static RandomModelShape withKvHeads(
            int kvHeads, long parameters, int vocabularySize, RandomModelArchitecture program) {
        int heads = kvHeads * HEADS_PER_KV_HEAD;
        int embedding = heads * HEAD_WIDTH;
        int feedForward = roundUp(embedding * 8 / 3, 128);
        RandomModelShape deepest =
                new RandomModelShape(
                        program,
                        LAYERS_MAX,
                        embedding,
                        feedForward,
                        heads,
                        kvHeads,
                        vocabularySize);
        long outside = (long) vocabularySize * embedding + embedding;
        double each = (double) (deepest.parameters() - outside) / LAYERS_MAX;
        int layers = Math.clamp(Math.round((parameters - outside) / each), 0, LAYERS_MAX + 1);
        while (program.avoids(layers)) {
            layers++;
        }
        return new RandomModelShape(
                program, layers, embedding, feedForward, heads, kvHeads, vocabularySize);
    }

    private static int roundUp(int number, int unit) {
        return (number + unit - 1) / unit * unit;
    }

    private double imbalance() {
        return Math.abs(Math.log((double) embeddingLength / layers / WIDTH_PER_LAYER));
    }
}
