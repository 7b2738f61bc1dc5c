package org.nextgeneration.llama;

/** Whether attention is fused. Source: {@code enum llama_flash_attn_type} in {@code llama.h}. */
public enum FlashAttention {
    /** Where the device can. */
    AUTO(-1),
    /** Never. */
    OFF(0),
    /** Always; creating a context fails where the device cannot. */
    ON(1);

    private final int code;

    FlashAttention(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
