package org.nextgeneration.gguf;

/**
 * What a KV cache stores its numbers as. Source: {@code block_q8_0} and {@code block_q4_0} in
 * {@code ggml-common.h}.
 */
public enum KvCacheType {
    /** 16-bit floating point. */
    F16("f16", 1, 2),
    /** 8 bits in blocks of 32, about half of {@link #F16}. */
    Q8_0("q8_0", 32, 34),
    /** 4 bits in blocks of 32, about a quarter of {@link #F16}, at a cost in quality. */
    Q4_0("q4_0", 32, 18);

    private final String id;
    private final int blockNumbers;
    private final int blockBytes;

    KvCacheType(String id, int blockNumbers, int blockBytes) {
        this.id = id;
        this.blockNumbers = blockNumbers;
        this.blockBytes = blockBytes;
    }

    /** {@return the name as llama.cpp and users write it} */
    public String id() {
        return id;
    }

    /** {@return numbers of one block; a row must be a whole number of blocks} */
    public int blockNumbers() {
        return blockNumbers;
    }

    /** {@return bytes of one block} */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * {@return bytes of so many numbers}
     *
     * @throws IllegalArgumentException if they are no whole number of blocks
     */
    public long bytes(long numbers) {
        if (numbers % blockNumbers != 0) {
            throw new IllegalArgumentException(
                    "a row of %s: found %d numbers, expected a multiple of %d"
                            .formatted(id, numbers, blockNumbers));
        }
        return Math.multiplyExact(numbers / blockNumbers, (long) blockBytes);
    }
}
