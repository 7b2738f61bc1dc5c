package org.nextgeneration.demo.trainer;

import ai.djl.ndarray.NDManager;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Muon for the matrices between the layers, AdamW for the embedding and the norms, with gradient
 * clipping. One thread calls.
 *
 * <p>Source: Loshchilov and Hutter, Decoupled Weight Decay Regularization, 2019; Liu and others,
 * Muon is Scalable for LLM Training, 2025, whose scale lets both share one learning rate.
 */
final class Optimizer {
    private static final float FIRST_DECAY = 0.9f;
    private static final float SECOND_DECAY = 0.98f;
    private static final float EPSILON = 1e-8f;
    private static final float GRADIENT_NORM_MAX = 1f;
    private static final float MOMENTUM = 0.95f;
    private static final float ORTHOGONAL_SCALE = 0.2f;

    private final NetworkShape shape;
    private final float decay;
    private final float[] weights;
    private final float[] first;
    private final float[] second;
    private long steps;

    /** Optimizes {@code weights} in place, from the beginning. */
    Optimizer(NetworkShape shape, float[] weights, float decay) {
        this(shape, weights, decay, new float[weights.length], new float[weights.length], 0);
    }

    /**
     * Goes on from a saved state.
     *
     * @param decay the share by which a matrix shrinks, times the rate, in a step
     */
    Optimizer(
            NetworkShape shape,
            float[] weights,
            float decay,
            float[] first,
            float[] second,
            long steps) {
        this.shape = shape;
        this.weights = weights;
        this.decay = decay;
        this.first = first;
        this.second = second;
        this.steps = steps;
    }

    float[] weights() {
        return weights;
    }

    float[] first() {
        return first;
    }

    float[] second() {
        return second;
    }

    long steps() {
        return steps;
    }

    /**
     * Takes one step against the gradient; none if the gradient is not finite.
     *
     * @return the gradient's length before it was cut
     */
    double step(float[] gradient, float rate, NDManager manager, Workers workers) {
        double squares = 0;
        for (float value : gradient) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        if (!Double.isFinite(length)) {
            return length;
        }
        steps++;
        float scale = length > GRADIENT_NORM_MAX ? (float) (GRADIENT_NORM_MAX / length) : 1f;
        workers.map(
                IntStream.range(0, shape.parts()).boxed().toList(),
                part -> {
                    if (shape.isMatrix(part) && part > 0) {
                        stepOrthogonal(part, gradient, rate, manager);
                    } else {
                        stepAdam(part, gradient, scale, rate);
                    }
                    return part;
                });
        return length;
    }

    private void stepAdam(int part, float[] gradient, float scale, float rate) {
        float firstBias = (float) (1 - Math.pow(FIRST_DECAY, (double) steps));
        float secondBias = (float) (1 - Math.pow(SECOND_DECAY, (double) steps));
        float shrink = shape.isMatrix(part) ? decay : 0;
        for (int index = shape.offset(part); index < shape.offset(part + 1); index++) {
            float value = gradient[index] * scale;
            float mean = FIRST_DECAY * first[index] + (1 - FIRST_DECAY) * value;
            float square = SECOND_DECAY * second[index] + (1 - SECOND_DECAY) * value * value;
            first[index] = mean;
            second[index] = square;
            float step = mean / firstBias / ((float) Math.sqrt(square / secondBias) + EPSILON);
            weights[index] -= rate * (step + shrink * weights[index]);
        }
    }

    private void stepOrthogonal(int part, float[] gradient, float rate, NDManager manager) {
        int start = shape.offset(part);
        int size = shape.offset(part + 1) - start;
        float[] direction = new float[size];
        for (int index = 0; index < size; index++) {
            float value = gradient[start + index];
            float mean = MOMENTUM * first[start + index] + value;
            first[start + index] = mean;
            direction[index] = value + MOMENTUM * mean;
        }
        int blocks = shape.blocks(part);
        int rows = shape.rows(part) / blocks;
        int columns = shape.columns(part);
        float scale = ORTHOGONAL_SCALE * (float) Math.sqrt(Math.max(rows, columns));
        for (int block = 0; block < blocks; block++) {
            int from = block * rows * columns;
            float[] even =
                    Orthogonal.of(
                            Arrays.copyOfRange(direction, from, from + rows * columns),
                            rows,
                            columns,
                            manager);
            for (int index = 0; index < even.length; index++) {
                int at = start + from + index;
                weights[at] -= rate * (scale * even[index] + decay * weights[at]);
            }
        }
    }
}
