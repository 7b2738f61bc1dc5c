package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * One answer that is asked for.
 *
 * @param prompt what to continue
 * @param maxTokens most tokens to generate; 0 for as many as the context holds
 * @param sampling how the next token is chosen
 * @param stop texts that end the answer and are not part of it, at most {@link #STOPS_MAX}
 * @param contextShift whether an answer of {@code maxTokens} goes on where the context is full, by
 *     forgetting the older half of what follows the prompt; else it ends there
 */
public record GenerationRequest(
        Prompt prompt, int maxTokens, Sampling sampling, List<String> stop, boolean contextShift) {
    /** The most stop texts of one request. */
    public static final int STOPS_MAX = 16;

    /** The longest stop text, in characters. */
    public static final int STOP_CHARACTERS_MAX = 256;

    /** A request that ends at the latest where the context is full. */
    public GenerationRequest(Prompt prompt, int maxTokens, Sampling sampling, List<String> stop) {
        this(prompt, maxTokens, sampling, stop, false);
    }

    /** Copies the list and rejects the impossible. */
    public GenerationRequest {
        requireNonNull(prompt, "prompt");
        requireNonNull(sampling, "sampling");
        stop = List.copyOf(stop);
        if (maxTokens < 0) {
            throw new IllegalArgumentException(
                    "max_tokens: found %d, expected 0 or more".formatted(maxTokens));
        }
        if (stop.size() > STOPS_MAX) {
            throw new IllegalArgumentException(
                    "stop: found %d texts, expected at most %d".formatted(stop.size(), STOPS_MAX));
        }
        for (String text : stop) {
            if (text.isEmpty() || text.length() > STOP_CHARACTERS_MAX) {
                throw new IllegalArgumentException(
                        "stop: found a text of %d characters, expected 1 to %d"
                                .formatted(text.length(), STOP_CHARACTERS_MAX));
            }
        }
    }
}
