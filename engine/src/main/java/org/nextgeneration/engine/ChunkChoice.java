package org.nextgeneration.engine;

/**
 * How many prompt tokens one decode takes: beside answers that go on, as many as the device
 * computes in a moment that a reader does not notice. Learns from what decodes take; one thread.
 */
final class ChunkChoice {
    /** How long a prompt may hold up the others at a time. */
    static final long PAUSE_NANOS = 150_000_000;

    /** How long a decode of prompts alone may take: who comes or leaves meanwhile waits for it. */
    static final long ALONE_NANOS = 600_000_000;

    /**
     * The least of a decode with a chunk. ggml computes attention in tiles of so many tokens
     * ({@code GGML_FA_TILE_Q}); a token in a smaller one costs up to three times as much, so that a
     * smaller chunk would not even be shorter.
     */
    static final int TILE_TOKENS = 64;

    /** Decodes of a multiple of that are divided among threads without breaking tiles. */
    private static final int EVEN_TOKENS = 2 * TILE_TOKENS;

    /** How many times the pause an even decode may take before it gives way to a single tile. */
    private static final int PATIENCE = 3;

    /** Weight of the newest measurement. */
    private static final double NEWEST = 0.3;

    private final int tokensMax;
    private double nanosPerToken;

    /**
     * Begins without knowledge.
     *
     * @param tokensMax most tokens of a decode
     */
    ChunkChoice(int tokensMax) {
        this.tokensMax = tokensMax;
    }

    /** Learns what a decode took. */
    void took(int tokens, long nanos) {
        if (tokens >= TILE_TOKENS) {
            double now = (double) nanos / tokens;
            nanosPerToken =
                    nanosPerToken == 0 ? now : nanosPerToken + NEWEST * (now - nanosPerToken);
        }
    }

    /** Takes what was measured before, as long as nothing is known. */
    void assume(double nanos) {
        if (nanosPerToken == 0) {
            nanosPerToken = nanos;
        }
    }

    /**
     * {@return prompt tokens of a decode beside answers that go on}
     *
     * @param beside how many of those there are, a token each
     */
    int tokens(int beside) {
        int together =
                nanosPerToken * EVEN_TOKENS > PATIENCE * PAUSE_NANOS
                        ? TILE_TOKENS
                        : even(PAUSE_NANOS);
        return Math.min(tokensMax, Math.max(TILE_TOKENS / 2, together - beside));
    }

    /** {@return prompt tokens of a decode where no answer goes on} */
    int tokensAlone() {
        return Math.min(tokensMax, even(ALONE_NANOS));
    }

    private int even(long nanos) {
        double wanted = nanosPerToken == 0 ? EVEN_TOKENS : nanos / nanosPerToken;
        int most = (int) Math.min(wanted, tokensMax);
        return Math.max(1, most / EVEN_TOKENS) * EVEN_TOKENS;
    }

    /** {@return what a prompt token costs to compute, 0 before the first was measured} */
    double nanosPerToken() {
        return nanosPerToken;
    }
}
