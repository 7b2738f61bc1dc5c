package org.nextgeneration.engine;

/**
 * How an answer ended, and what it cost. Times are measured in the worker on a monotonic clock.
 *
 * @param finish why it ended
 * @param promptTokens tokens of the rendered prompt
 * @param cachedTokens of those, tokens whose work was reused instead of computed
 * @param completionTokens tokens generated, the end marker not counted
 * @param queueNanos from arrival until the first prompt token was computed
 * @param prefillNanos spent on the prompt
 * @param decodeNanos spent on the tokens after the first
 * @param firstTokenNanos from arrival until the first token was chosen (TTFT)
 */
public record GenerationResult(
        Finish finish,
        int promptTokens,
        int cachedTokens,
        int completionTokens,
        long queueNanos,
        long prefillNanos,
        long decodeNanos,
        long firstTokenNanos) {
    /** Why an answer ended. */
    public enum Finish {
        /** The model ended it, or a stop text did. */
        STOP,
        /** The token limit or the context was reached. */
        LENGTH,
        /** The caller cancelled it. */
        CANCELLED
    }

    /** {@return decode speed; 0 before a second token exists} */
    public double tokensPerSecond() {
        return rate(completionTokens - 1, decodeNanos);
    }

    /** {@return prefill speed; 0 where everything was cached} */
    public double promptTokensPerSecond() {
        return rate(promptTokens - cachedTokens, prefillNanos);
    }

    private static double rate(int tokens, long nanos) {
        return tokens <= 0 || nanos <= 0 ? 0 : tokens * 1e9 / nanos;
    }
}
