package org.nextgeneration.bench.peers;

import java.util.List;
import java.util.stream.IntStream;

/**
 * An answer, and when its pieces came. All times are measured from the moment it was asked for, by
 * the one who asked.
 *
 * @param text the whole text
 * @param pieceNanos when each piece of text came
 * @param totalNanos when it ended
 * @param usage what the peer told
 */
record Answer(String text, List<Long> pieceNanos, long totalNanos, Usage usage) {
    /** Tokens around a prompt that a peer may count or not; beside that, 2 % for retokenizing. */
    private static final int PROMPT_TOLERANCE_TOKENS = 4;

    /** Copies the list. */
    Answer {
        pieceNanos = List.copyOf(pieceNanos);
    }

    /** {@return when its first piece came; when it ended, if it had no text} */
    long firstNanos() {
        return pieceNanos.isEmpty() ? totalNanos : pieceNanos.getFirst();
    }

    /** {@return tokens after the first, per second; 0 before a second one} */
    double decodeTokensPerSecond() {
        long nanos = totalNanos - firstNanos();
        return nanos <= 0 ? 0 : Math.max(0, usage.completionTokens() - 1) * 1e9 / nanos;
    }

    /** {@return the times between one piece and the next} */
    List<Long> gapNanos() {
        return IntStream.range(1, pieceNanos.size())
                .mapToObj(i -> pieceNanos.get(i) - pieceNanos.get(i - 1))
                .toList();
    }

    /**
     * Refuses an answer that was other work than what was asked for.
     *
     * @param peer who answered
     * @param promptTokens tokens of the prompt, counted by the harness
     * @param tokens tokens that were asked for
     * @throws PeerException if the answer is longer or shorter, or the peer tells of another prompt
     */
    void requireWork(String peer, int promptTokens, int tokens) {
        if (usage.completionTokens() != tokens) {
            throw new PeerException(
                    "%s: found an answer of %d tokens, expected %d"
                            .formatted(peer, usage.completionTokens(), tokens));
        }
        int told = usage.promptTokens().orElse(promptTokens);
        if (Math.abs(told - promptTokens) > PROMPT_TOLERANCE_TOKENS + promptTokens / 50) {
            throw new PeerException(
                    "%s: found a prompt of %d tokens, expected %d. Was it cut?"
                            .formatted(peer, told, promptTokens));
        }
    }
}
