package org.nextgeneration.engine;

import org.nextgeneration.llama.LoadMode;

/**
 * How weights come into memory. Pure.
 *
 * <p>The library maps a file where it can. Mapped, it costs nothing until it is used, and what the
 * system keeps of it makes the next load of the same model fast. Where the weights go to a card and
 * the file would take most of the memory that is left, reading past the system's cache keeps
 * everything else in it.
 */
final class LoadModeChoice {
    /** The part of the free memory that a file may take in the system's cache. */
    private static final double CACHE_SHARE_MAX = 0.5;

    private LoadModeChoice() {}

    /**
     * Chooses.
     *
     * @param onCard whether the weights go to a card
     * @param fileBytes weights in the model's files, all parts
     * @param availableBytes memory that programs could get now; 0 where the system does not tell
     */
    static LoadMode of(boolean onCard, long fileBytes, long availableBytes) {
        boolean crowded =
                availableBytes > 0 && fileBytes > CACHE_SHARE_MAX * (double) availableBytes;
        return onCard && crowded ? LoadMode.DIRECT : LoadMode.AUTO;
    }
}
