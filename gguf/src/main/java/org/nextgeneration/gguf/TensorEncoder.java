package org.nextgeneration.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns floats into the little-endian bytes of a tensor type, bit for bit as ggml's reference
 * quantizers do. Stateless; any thread.
 *
 * <p>Source: {@code quantize_row_q8_0_ref} and {@code quantize_row_q4_0_ref} in {@code
 * ggml-quants.c}, llama.cpp v0.5.0.
 */
public final class TensorEncoder {
    private static final float HALF_MAX = 65504;
    private static final int Q8_LARGEST = 127;
    private static final int Q4_LARGEST = 15;

    private TensorEncoder() {}

    /** {@return whether {@link #encode(TensorType, float[])} knows the type} */
    public static boolean supports(TensorType type) {
        return type == TensorType.F32
                || type == TensorType.F16
                || type == TensorType.Q8_0
                || type == TensorType.Q4_0;
    }

    /**
     * {@return the values as a tensor of type F32, F16, Q8_0 or Q4_0}
     *
     * @throws IllegalArgumentException if the type is another, the values do not fill whole blocks,
     *     a value is not finite, or one (or a block's scale) is beyond the range of a 16-bit float
     */
    public static byte[] encode(TensorType type, float[] values) {
        ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(type.bytesFor(values.length)));
        encode(type, values, 0, values.length, target);
        return target.array();
    }

    /**
     * Encodes {@code count} values from index {@code from} at the position of {@code target}, whose
     * byte order becomes little-endian.
     *
     * @throws IllegalArgumentException as for {@link #encode(TensorType, float[])}
     * @throws java.nio.BufferOverflowException if {@code target} is too small
     */
    public static void encode(
            TensorType type, float[] values, int from, int count, ByteBuffer target) {
        if (!supports(type)) {
            throw new IllegalArgumentException(
                    "found type %s, expected F32, F16, Q8_0 or Q4_0".formatted(type));
        }
        if (count % type.blockElements() != 0) {
            throw new IllegalArgumentException(
                    "%s: found %d values, expected a multiple of %d"
                            .formatted(type, count, type.blockElements()));
        }
        target.order(ByteOrder.LITTLE_ENDIAN);
        for (int block = from; block < from + count; block += type.blockElements()) {
            if (type == TensorType.F32) {
                target.putFloat(finite(values, block));
            } else if (type == TensorType.F16) {
                target.putShort(half(finite(values, block), block));
            } else if (type == TensorType.Q8_0) {
                putQ8Block(values, block, target);
            } else {
                putQ4Block(values, block, target);
            }
        }
    }

    private static void putQ8Block(float[] values, int from, ByteBuffer target) {
        int count = TensorType.Q8_0.blockElements();
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(finite(values, i)));
        }
        float scale = largest / Q8_LARGEST;
        float inverse = inverseOf(scale);
        target.putShort(half(scale, from));
        for (int i = from; i < from + count; i++) {
            target.put((byte) roundHalfAwayFromZero(values[i] * inverse));
        }
    }

    private static void putQ4Block(float[] values, int from, ByteBuffer target) {
        int half = TensorType.Q4_0.blockElements() / 2;
        float largest = 0;
        for (int i = from; i < from + 2 * half; i++) {
            if (Math.abs(largest) < Math.abs(finite(values, i))) {
                largest = values[i];
            }
        }
        // The value that is furthest from zero becomes -8 exactly, whatever its sign.
        float scale = largest / -8;
        float inverse = inverseOf(scale);
        target.putShort(half(scale, from));
        for (int i = from; i < from + half; i++) {
            int low = Math.min(Q4_LARGEST, (int) (values[i] * inverse + 8.5f));
            int high = Math.min(Q4_LARGEST, (int) (values[i + half] * inverse + 8.5f));
            target.put((byte) (low | (high << 4)));
        }
    }

    /** C's {@code roundf}; {@code Math.round} rounds halves up, also below zero. */
    private static int roundHalfAwayFromZero(float value) {
        int whole = (int) value;
        float rest = value - whole;
        if (rest >= 0.5f) {
            return whole + 1;
        }
        return rest <= -0.5f ? whole - 1 : whole;
    }

    /** A scale so small that its inverse is infinite is 0 as a 16-bit float: the block is zeros. */
    private static float inverseOf(float scale) {
        float inverse = scale == 0 ? 0 : 1 / scale;
        return Float.isInfinite(inverse) ? 0 : inverse;
    }

    private static short half(float value, int index) {
        if (Math.abs(value) > HALF_MAX) {
            throw new IllegalArgumentException(
                    "value at index %d: found %s, expected at most %s in a 16-bit float"
                            .formatted(index, value, HALF_MAX));
        }
        return Float.floatToFloat16(value);
    }

    private static float finite(float[] values, int index) {
        float value = values[index];
        if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(
                    "value at index %d: found %s, expected a finite number"
                            .formatted(index, value));
        }
        return value;
    }
}
