package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * What a saved sequence fits: restored with another key it would be nonsense, or refused. Compared
 * exactly. Pure.
 *
 * @param model the weights, as {@link ModelFingerprint} tells them
 * @param library version and build of libllama
 * @param cache everything of the context that changes what is in its cache
 */
record ShelfKey(String model, String library, String cache) {
    /** Longest part, in characters. */
    static final int PART_LENGTH_MAX = 500;

    /** Rejects a part that is empty, too long, or not printable ASCII. */
    ShelfKey {
        requirePart("model", model);
        requirePart("library", library);
        requirePart("cache", cache);
    }

    /**
     * {@return the key of the sequences of a context}
     *
     * <p>The number of cells is part of it, because some models take other rotary factors where the
     * context is longer than the one they were first trained on.
     *
     * @param model fingerprint of the model
     * @param library version and build of libllama
     * @param plan what the context was made by; its cache is unified, attention fused where the
     *     device can
     */
    static ShelfKey of(String model, String library, ContextPlan plan) {
        return new ShelfKey(
                model,
                library,
                String.format(
                        Locale.ROOT,
                        "%s, unified, %d cells, flash attention auto",
                        plan.cacheType().id(),
                        plan.cells()));
    }

    private static void requirePart(String name, String part) {
        requireNonNull(part, name);
        boolean printable = part.chars().allMatch(c -> c >= ' ' && c <= '~');
        if (part.isEmpty() || part.length() > PART_LENGTH_MAX || !printable) {
            throw new IllegalArgumentException(
                    "shelf key, %s: found %d characters%s, expected 1 to %d of printable ASCII"
                            .formatted(
                                    name,
                                    part.length(),
                                    printable ? "" : ", some not printable",
                                    PART_LENGTH_MAX));
        }
    }
}
