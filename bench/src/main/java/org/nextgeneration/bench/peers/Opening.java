package org.nextgeneration.bench.peers;

import java.nio.file.Path;
import java.util.List;

/**
 * How a model is loaded, the same for every peer.
 *
 * @param model the GGUF file
 * @param contextTokens tokens that one sequence may hold
 * @param sequences answers made at the same time
 * @param threads CPU threads
 * @param endTokens tokens that would end an answer; they are never to be chosen
 */
public record Opening(
        Path model, int contextTokens, int sequences, int threads, List<Integer> endTokens) {
    /** Most tokens of one decode, for every peer that lets it be set. */
    public static final int BATCH_TOKENS = 512;

    /** Copies the list. */
    public Opening {
        endTokens = List.copyOf(endTokens);
    }
}
