package org.nextgeneration.gguf;

import java.util.Optional;

/**
 * How a tensor's numbers are stored: elements per block and bytes per block.
 *
 * <p>Source: {@code enum ggml_type} in {@code ggml.h} and the block structures of {@code
 * ggml-common.h}, ggml as of llama.cpp v0.5.0. Numbers 4, 5, 31 to 33 and 36 to 38 named types that
 * ggml has removed.
 */
public enum TensorType {
    F32(0, 1, 4),
    F16(1, 1, 2),
    Q4_0(2, 32, 18),
    Q4_1(3, 32, 20),
    Q5_0(6, 32, 22),
    Q5_1(7, 32, 24),
    Q8_0(8, 32, 34),
    Q8_1(9, 32, 36),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, 256, 144),
    Q5_K(13, 256, 176),
    Q6_K(14, 256, 210),
    Q8_K(15, 256, 292),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18),
    IQ3_S(21, 256, 110),
    IQ2_S(22, 256, 82),
    IQ4_XS(23, 256, 136),
    I8(24, 1, 1),
    I16(25, 1, 2),
    I32(26, 1, 4),
    I64(27, 1, 8),
    F64(28, 1, 8),
    IQ1_M(29, 256, 56),
    BF16(30, 1, 2),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66),
    MXFP4(39, 32, 17),
    NVFP4(40, 64, 36),
    Q1_0(41, 128, 18),
    Q2_0(42, 64, 18);

    private static final int REMOVED_MAX = 38;
    private static final TensorType[] BY_ID = byId();

    private final int id;
    private final int blockElements;
    private final int blockBytes;

    TensorType(int id, int blockElements, int blockBytes) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** {@return the type with this number in a file, or empty if ggml v0.5.0 has none} */
    public static Optional<TensorType> withId(int id) {
        return id < 0 || id >= BY_ID.length ? Optional.empty() : Optional.ofNullable(BY_ID[id]);
    }

    /** {@return whether ggml once had a type of this number and has dropped it} */
    static boolean isRemoved(int id) {
        return id >= 0 && id <= REMOVED_MAX && withId(id).isEmpty();
    }

    /** {@return the number that stands for this type in a file} */
    public int id() {
        return id;
    }

    /** {@return how many elements one block holds; the first dimension is a multiple of it} */
    public int blockElements() {
        return blockElements;
    }

    /** {@return the bytes of one block} */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * {@return the bytes that this many elements take}
     *
     * @throws IllegalArgumentException if {@code elements} is negative or splits a block
     * @throws ArithmeticException if the answer does not fit in a {@code long}
     */
    public long bytesFor(long elements) {
        if (elements < 0 || elements % blockElements != 0) {
            throw new IllegalArgumentException(
                    "%s: found %d elements, expected a multiple of %d"
                            .formatted(this, elements, blockElements));
        }
        return Math.multiplyExact(elements / blockElements, (long) blockBytes);
    }

    private static TensorType[] byId() {
        TensorType[] types = new TensorType[Q2_0.id + 1];
        for (TensorType type : values()) {
            types[type.id] = type;
        }
        return types;
    }
}
