package org.nextgeneration.demo.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * Replaces a matrix by about the nearest one whose singular values are all 1.
 *
 * <p>Source: the Newton-Schulz iteration of the Muon optimizer (Jordan and others, 2024), with its
 * coefficients. An update made so moves all directions alike, also those with a small gradient: the
 * network was seen to leave its first plateau earlier than with AdamW alone.
 */
final class Orthogonal {
    private static final int ITERATIONS = 5;
    private static final float LINEAR = 3.4445f;
    private static final float CUBIC = -4.7750f;
    private static final float QUINTIC = 2.0315f;
    private static final float EPSILON = 1e-7f;

    private Orthogonal() {}

    /**
     * {@return the nearly orthogonal matrix of the same shape, row by row}
     *
     * @param values the matrix, row by row
     */
    static float[] of(float[] values, int rows, int columns, NDManager manager) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray given = scope.create(values, new Shape(rows, columns));
            boolean tall = rows > columns;
            NDArray matrix = tall ? given.transpose() : given;
            matrix = matrix.div(matrix.square().sum().sqrt().add(EPSILON));
            for (int count = 0; count < ITERATIONS; count++) {
                NDArray square = matrix.matMul(matrix.transpose());
                NDArray mixed = square.mul(CUBIC).add(square.matMul(square).mul(QUINTIC));
                matrix = matrix.mul(LINEAR).add(mixed.matMul(matrix));
            }
            return (tall ? matrix.transpose() : matrix).toFloatArray();
        }
    }
}
