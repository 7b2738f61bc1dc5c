package org.nextgeneration.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Which program runs a random model: one of each kind that differs in what it keeps in memory.
 * Source: the files of these names in {@code src/models} of llama.cpp v0.5.0.
 */
public enum RandomModelArchitecture {
    /** Dense, every layer looks back at everything. */
    LLAMA,
    /** The same with normed queries and keys, and wide heads. */
    QWEN3,
    /** Five layers in six look back through a window. */
    GEMMA3,
    /** Experts: each token uses a few of many feed-forward networks. */
    QWEN3MOE,
    /** Experts, and keys and values compressed into one short vector per token. */
    DEEPSEEK2,
    /** No attention: a state of fixed size per sequence. */
    MAMBA2,
    /** A state in three layers of four, attention in the fourth. */
    GRANITEHYBRID,
    /** A short convolution in two layers of three, attention in the third. */
    LFM2,
    /** A matrix as state in three layers of four, gated attention in the fourth. */
    QWEN35;

    /** How far back the layers of {@link #GEMMA3} look that are limited. */
    static final int WINDOW_TOKENS = 512;

    /** Experts of each layer, where there are any. */
    static final int EXPERTS = 32;

    static final int EXPERTS_USED = 4;

    /** Layers of {@link #DEEPSEEK2} before the first with experts. */
    static final int DENSE_LAYERS = 1;

    static final int COMPRESSED_QUERY_LENGTH = 256;
    static final int COMPRESSED_LENGTH = 256;

    /** Numbers of a query and a key before compression: those with a position, and the others. */
    static final int ROTATED_LENGTH = 64;

    static final int UNROTATED_LENGTH = 64;

    static final int STATE_LENGTH = 128;
    static final int CONVOLUTION = 4;
    static final int SHORT_CONVOLUTION = 3;

    /**
     * {@return the architecture that a command line names}
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    static RandomModelArchitecture named(String name) {
        return Arrays.stream(values())
                .filter(it -> it.id().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "found architecture %s, expected one of %s"
                                                .formatted(name, ids())));
    }

    /** {@return all names} */
    static List<String> ids() {
        return Arrays.stream(values()).map(RandomModelArchitecture::id).toList();
    }

    /** {@return the name in files} */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return numbers of a query, a key or a value, for each head} */
    int headLength() {
        return switch (this) {
            case QWEN3, GEMMA3, QWEN3MOE, QWEN35 -> 128;
            case LLAMA, DEEPSEEK2, MAMBA2, GRANITEHYBRID, LFM2 -> 64;
        };
    }

    /** {@return whether a layer has attention} */
    boolean attends(int layer) {
        return switch (this) {
            case LLAMA, QWEN3, GEMMA3, QWEN3MOE, DEEPSEEK2 -> true;
            case MAMBA2 -> false;
            case GRANITEHYBRID, QWEN35 -> layer % 4 == 3;
            case LFM2 -> layer % 3 == 2;
        };
    }

    /** {@return whether a layer has experts instead of one feed-forward network} */
    boolean hasExperts(int layer) {
        return this == QWEN3MOE || (this == DEEPSEEK2 && layer >= DENSE_LAYERS);
    }

    /** {@return whether the program takes other tensors at this depth than are written here} */
    boolean avoids(int layers) {
        // DeepSeek-V2-Lite is recognized by it.
        return this == DEEPSEEK2 && (layers == 26 || layers == 27);
    }
}
