package org.nextgeneration.gguf;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One row of the tensor table.
 *
 * @param name unique within the file, 1 to 63 bytes of UTF-8
 * @param type how its numbers are stored
 * @param shape elements per dimension, fastest-varying first, 1 to 4 entries, each at least 1; the
 *     first is a multiple of the type's block
 * @param offsetBytes from the start of the data section, a multiple of the file's alignment
 */
public record TensorInfo(String name, TensorType type, List<Long> shape, long offsetBytes) {
    static final int DIMENSIONS_MAX = 4;
    static final int NAME_BYTES_MAX = 63;

    /**
     * Rejects what no well-formed file contains.
     *
     * @throws IllegalArgumentException naming the tensor and what is wrong with it
     */
    public TensorInfo {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        shape = List.copyOf(shape);
        if (shape.isEmpty() || shape.size() > DIMENSIONS_MAX) {
            throw new IllegalArgumentException(
                    "tensor %s: found %d dimensions, expected 1 to %d"
                            .formatted(name, shape.size(), DIMENSIONS_MAX));
        }
        if (offsetBytes < 0) {
            throw new IllegalArgumentException(
                    "tensor %s: found offset %d, expected 0 or more".formatted(name, offsetBytes));
        }
        checkShape(name, type, shape);
    }

    /** {@return the number of elements, the product of {@link #shape}} */
    public long elementCount() {
        long elements = 1;
        for (long dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        return elements;
    }

    /** {@return the bytes of its data, without padding} */
    public long dataBytes() {
        return type.bytesFor(elementCount());
    }

    private static void checkShape(String name, TensorType type, List<Long> shape) {
        long elements = 1;
        try {
            for (long dimension : shape) {
                if (dimension < 1) {
                    throw new IllegalArgumentException(
                            "tensor %s: found shape %s, expected dimensions of at least 1"
                                    .formatted(name, shape));
                }
                elements = Math.multiplyExact(elements, dimension);
            }
            if (shape.getFirst() % type.blockElements() != 0) {
                throw new IllegalArgumentException(
                        "tensor %s: found %d elements in a row, expected a multiple of %d for %s"
                                .formatted(name, shape.getFirst(), type.blockElements(), type));
            }
            // Its value is not needed; that it can be computed is.
            var _ = type.bytesFor(elements);
        } catch (ArithmeticException overflow) {
            throw new IllegalArgumentException(
                    "tensor %s: found shape %s, expected fewer than 2^63 elements and bytes"
                            .formatted(name, shape),
                    overflow);
        }
    }
}
