package org.nextgeneration.demo.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Examples side by side, filled up on the right to one length.
 *
 * @param sequences examples
 * @param length tokens of each
 * @param tokens ids, row by row
 * @param places flat indices of the tokens that predict the next one
 * @param targets the token to predict at each place
 * @param weights how much each prediction counts
 * @param turns questions in all examples
 */
@SuppressWarnings("ArrayRecordComponent") // Numbers for native code; never compared.
record Batch(
        int sequences,
        int length,
        long[] tokens,
        long[] places,
        long[] targets,
        float[] weights,
        int turns) {
    private static final int LENGTH_MULTIPLE = 4;

    static Batch of(List<ChatExample> examples, int filler) {
        int longest =
                examples.stream().mapToInt(example -> example.tokens().size()).max().orElse(1);
        // The last token predicts nothing, so it is not needed as input.
        int length = (longest - 1 + LENGTH_MULTIPLE - 1) / LENGTH_MULTIPLE * LENGTH_MULTIPLE;
        long[] tokens = new long[examples.size() * length];
        Arrays.fill(tokens, filler);
        List<long[]> predictions = new ArrayList<>();
        List<Float> weights = new ArrayList<>();
        int turns = 0;
        for (int row = 0; row < examples.size(); row++) {
            ChatExample example = examples.get(row);
            turns += example.turns();
            for (int index = 0; index + 1 < example.tokens().size(); index++) {
                tokens[row * length + index] = example.tokens().get(index);
                float weight = example.weights().get(index + 1);
                if (weight > 0) {
                    predictions.add(
                            new long[] {row * length + index, example.tokens().get(index + 1)});
                    weights.add(weight);
                }
            }
        }
        float[] counted = new float[weights.size()];
        for (int index = 0; index < counted.length; index++) {
            counted[index] = weights.get(index);
        }
        return new Batch(
                examples.size(),
                length,
                tokens,
                predictions.stream().mapToLong(pair -> pair[0]).toArray(),
                predictions.stream().mapToLong(pair -> pair[1]).toArray(),
                counted,
                turns);
    }
}
