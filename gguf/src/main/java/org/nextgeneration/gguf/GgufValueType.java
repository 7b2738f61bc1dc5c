package org.nextgeneration.gguf;

import java.util.Optional;

/**
 * The types that a metadata value can have, in the order of their numbers in a file.
 *
 * <p>Source: {@code enum gguf_type} in {@code gguf.h}, llama.cpp v0.5.0.
 */
public enum GgufValueType {
    UINT8(1),
    INT8(1),
    UINT16(2),
    INT16(2),
    UINT32(4),
    INT32(4),
    FLOAT32(4),
    BOOL(1),
    STRING(0),
    ARRAY(0),
    UINT64(8),
    INT64(8),
    FLOAT64(8);

    private static final GgufValueType[] BY_ID = values();

    private final int bytes;

    GgufValueType(int bytes) {
        this.bytes = bytes;
    }

    /** {@return the type with this number in a file, or empty if GGUF 3 has none} */
    public static Optional<GgufValueType> withId(int id) {
        return id < 0 || id >= BY_ID.length ? Optional.empty() : Optional.of(BY_ID[id]);
    }

    /** {@return the number that stands for this type in a file} */
    @SuppressWarnings("EnumOrdinal") // The declaration order is the file format's own numbering.
    public int id() {
        return ordinal();
    }

    /**
     * {@return the bytes of one value; 0 for STRING and ARRAY, whose length is written with them}
     */
    public int bytes() {
        return bytes;
    }

    /** {@return whether values are integers, signed or not} */
    public boolean isWhole() {
        return switch (this) {
            case UINT8, INT8, UINT16, INT16, UINT32, INT32, UINT64, INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
        };
    }

    /** {@return whether values are floating-point numbers} */
    public boolean isReal() {
        return this == FLOAT32 || this == FLOAT64;
    }

    /**
     * {@return whether this integer type can hold a value} A UINT64 is compared as its 64 bits, so
     * every {@code long} fits.
     */
    boolean holds(long value) {
        return switch (this) {
            case UINT8 -> value >= 0 && value <= 0xff;
            case INT8 -> value == (byte) value;
            case UINT16 -> value >= 0 && value <= 0xffff;
            case INT16 -> value == (short) value;
            case UINT32 -> value >= 0 && value <= 0xffff_ffffL;
            case INT32 -> value == (int) value;
            case UINT64, INT64 -> true;
            case FLOAT32, FLOAT64, BOOL, STRING, ARRAY -> false;
        };
    }
}
