package org.nextgeneration.bench.peers;

/** A quantity that a load measures. */
enum Metric {
    DECODE_SPEED("decode", "tokens/s", Better.HIGHER),
    TOTAL_SPEED("all streams", "tokens/s", Better.HIGHER),
    GAP_P95("between tokens, p95", "ms", Better.LOWER),
    FIRST_TOKEN("first token", "ms", Better.LOWER),
    FIRST_TOKEN_P50("first token, p50", "ms", Better.LOWER),
    FIRST_TOKEN_P95("first token, p95", "ms", Better.LOWER),
    WALL("wall time", "ms", Better.LOWER),
    PROMPT_TOKENS("prompt tokens", "tokens", Better.NEITHER),
    DISTINCT_TOKENS("distinct prompt tokens", "tokens", Better.NEITHER),
    CACHED_TOKENS("of those cached", "tokens", Better.HIGHER),
    COMPUTED_TOKENS("prompt tokens computed", "tokens", Better.LOWER),
    LOAD("load", "ms", Better.LOWER),
    FIRST_TOKEN_CONTINUED("first token, continued", "ms", Better.LOWER),
    CONTINUED_CACHED_TOKENS("continued: cached", "tokens", Better.HIGHER),
    FIRST_TOKEN_ANEW("first token, prefilled anew", "ms", Better.LOWER),
    UNLOAD("unload", "ms", Better.LOWER),
    TURN("turn", "ms", Better.LOWER);

    /** Which way is better. */
    enum Better {
        HIGHER,
        LOWER,
        NEITHER
    }

    private final String label;
    private final String unit;
    private final Better better;

    Metric(String label, String unit, Better better) {
        this.label = label;
        this.unit = unit;
        this.better = better;
    }

    /** {@return its name in the table} */
    String label() {
        return label;
    }

    /** {@return what it is counted in} */
    String unit() {
        return unit;
    }

    /** {@return which way is better} */
    Better better() {
        return better;
    }
}
