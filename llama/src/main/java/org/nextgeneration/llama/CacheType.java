package org.nextgeneration.llama;

/** What a KV cache stores its numbers as. Source: {@code enum ggml_type} in {@code ggml.h}. */
public enum CacheType {
    /** 16-bit floating point. */
    F16(1),
    /** 8 bits in blocks of 32, about half of {@link #F16}. */
    Q8_0(8),
    /** 4 bits in blocks of 32, about a quarter of {@link #F16}, at a cost in quality. */
    Q4_0(2);

    private final int code;

    CacheType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
