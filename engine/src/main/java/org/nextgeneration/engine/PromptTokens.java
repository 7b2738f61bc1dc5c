package org.nextgeneration.engine;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tokens of one prompt or text, in order. Immutable. */
final class PromptTokens {
    private final int[] tokens;

    /** Takes over the array; the caller must not change it any more. */
    PromptTokens(int[] tokens) {
        this.tokens = tokens;
    }

    /** {@return how many there are} */
    int count() {
        return tokens.length;
    }

    /**
     * {@return one token}
     *
     * @param index from 0
     */
    int at(int index) {
        return tokens[index];
    }

    /** {@return them in an array of the caller's own} */
    int[] copy() {
        return tokens.clone();
    }

    /** {@return them as a list} */
    List<Integer> asList() {
        return Arrays.stream(tokens).boxed().toList();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PromptTokens that && Arrays.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(tokens);
    }

    @Override
    public String toString() {
        return Arrays.toString(tokens);
    }
}
