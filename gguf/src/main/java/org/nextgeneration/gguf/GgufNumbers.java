package org.nextgeneration.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An array of numbers or truth values as it lies in the file. Immutable; any thread. */
public final class GgufNumbers {
    private final GgufValueType elementType;
    private final byte[] encoded;
    private final ByteBuffer view;

    /** Takes the array over; the caller keeps no reference. */
    GgufNumbers(GgufValueType elementType, byte[] encoded) {
        if (elementType.bytes() == 0) {
            throw new IllegalArgumentException("%s is no number type".formatted(elementType));
        }
        this.elementType = elementType;
        this.encoded = encoded;
        this.view = littleEndian(encoded);
    }

    /** {@return an array of FLOAT32} */
    public static GgufNumbers ofFloats(float... values) {
        byte[] bytes = allocate(values.length, GgufValueType.FLOAT32);
        ByteBuffer buffer = littleEndian(bytes);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return new GgufNumbers(GgufValueType.FLOAT32, bytes);
    }

    /** {@return an array of FLOAT64} */
    public static GgufNumbers ofDoubles(double... values) {
        byte[] bytes = allocate(values.length, GgufValueType.FLOAT64);
        ByteBuffer buffer = littleEndian(bytes);
        for (double value : values) {
            buffer.putDouble(value);
        }
        return new GgufNumbers(GgufValueType.FLOAT64, bytes);
    }

    /** {@return an array of INT32} */
    public static GgufNumbers ofInts(int... values) {
        byte[] bytes = allocate(values.length, GgufValueType.INT32);
        ByteBuffer buffer = littleEndian(bytes);
        for (int value : values) {
            buffer.putInt(value);
        }
        return new GgufNumbers(GgufValueType.INT32, bytes);
    }

    /** {@return an array of BOOL} */
    public static GgufNumbers ofBooleans(boolean... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return new GgufNumbers(GgufValueType.BOOL, bytes);
    }

    /**
     * {@return an array of an integer type}
     *
     * @throws IllegalArgumentException if the type is no integer type or cannot hold a value
     */
    public static GgufNumbers ofWholes(GgufValueType elementType, long... values) {
        byte[] bytes = allocate(values.length, elementType);
        ByteBuffer buffer = littleEndian(bytes);
        for (long value : values) {
            if (!elementType.holds(value)) {
                throw new IllegalArgumentException(
                        "%s cannot hold %d".formatted(elementType, value));
            }
            switch (elementType.bytes()) {
                case Byte.BYTES -> buffer.put((byte) value);
                case Short.BYTES -> buffer.putShort((short) value);
                case Integer.BYTES -> buffer.putInt((int) value);
                default -> buffer.putLong(value);
            }
        }
        return new GgufNumbers(elementType, bytes);
    }

    /** {@return the type of every element} */
    public GgufValueType elementType() {
        return elementType;
    }

    /** {@return how many elements there are} */
    public int size() {
        return encoded.length / elementType.bytes();
    }

    /**
     * {@return the integer at an index; a BOOL is 0 or 1, a UINT64 above {@link Long#MAX_VALUE} is
     * negative}
     *
     * @throws IllegalStateException if the elements are floating-point numbers
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public long whole(int index) {
        int at = Objects.checkIndex(index, size()) * elementType.bytes();
        return switch (elementType) {
            case UINT8 -> Byte.toUnsignedLong(view.get(at));
            case INT8, BOOL -> view.get(at);
            case UINT16 -> Short.toUnsignedLong(view.getShort(at));
            case INT16 -> view.getShort(at);
            case UINT32 -> Integer.toUnsignedLong(view.getInt(at));
            case INT32 -> view.getInt(at);
            case UINT64, INT64 -> view.getLong(at);
            case FLOAT32, FLOAT64, STRING, ARRAY ->
                    throw new IllegalStateException(
                            "found elements of %s, expected integers".formatted(elementType));
        };
    }

    /**
     * {@return the number at an index as a floating-point number}
     *
     * @throws IndexOutOfBoundsException if there is no such element
     */
    public double real(int index) {
        int at = Objects.checkIndex(index, size()) * elementType.bytes();
        return switch (elementType) {
            case FLOAT32 -> view.getFloat(at);
            case FLOAT64 -> view.getDouble(at);
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64, BOOL, STRING, ARRAY ->
                    whole(index);
        };
    }

    /**
     * {@return the next index from {@code from} on where an INT32 array has a value from 0 to 127,
     * or -1}
     */
    int nextIndexOf(byte value, int from) {
        for (int at = from * Integer.BYTES; at < encoded.length; at += Integer.BYTES) {
            if (encoded[at] == value
                    && (encoded[at + 1] | encoded[at + 2] | encoded[at + 3]) == 0) {
                return at / Integer.BYTES;
            }
        }
        return -1;
    }

    /** {@return the elements as a file holds them; not a copy} */
    byte[] encoded() {
        return encoded;
    }

    private static byte[] allocate(int count, GgufValueType type) {
        return new byte[Math.multiplyExact(count, type.bytes())];
    }

    private static ByteBuffer littleEndian(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GgufNumbers numbers
                && elementType == numbers.elementType
                && Arrays.equals(encoded, numbers.encoded);
    }

    @Override
    public int hashCode() {
        return 31 * elementType.hashCode() + Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "%d %s".formatted(size(), elementType);
    }
}
