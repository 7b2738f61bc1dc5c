package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.BytePairTokenizer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A chat as the network sees it.
 *
 * @param tokens the ids
 * @param weights for each token, how much its prediction from those before it counts
 * @param turns questions in it
 */
record ChatExample(List<Integer> tokens, List<Float> weights, int turns) {
    /** A chat that grows turn by turn. */
    static final class Builder {
        private final BytePairTokenizer tokenizer;
        private final List<Integer> tokens = new ArrayList<>();
        private final List<Float> weights = new ArrayList<>();
        private int turns;

        Builder(BytePairTokenizer tokenizer) {
            this.tokenizer = tokenizer;
        }

        /**
         * Adds a question and the beginning of its answer.
         *
         * @param question tokens of the role, a line break and the text
         * @param answer tokens of the answer; the end of the turn is one of them if it is whole
         * @param answerWeight what each token of the answer counts
         * @param questionWeight what each token of the question counts
         */
        Builder turn(
                List<Integer> question,
                List<Integer> answer,
                float questionWeight,
                float answerWeight) {
            List<Integer> newline = tokenizer.encode("\n");
            if (turns > 0) {
                append(newline, 0);
            }
            append(List.of(tokenizer.turnStart()), 0);
            append(question, questionWeight);
            append(List.of(tokenizer.turnEnd()), questionWeight);
            append(newline, 0);
            append(List.of(tokenizer.turnStart()), 0);
            append(tokenizer.encode("assistant\n"), 0);
            append(answer, answerWeight);
            turns++;
            return this;
        }

        ChatExample build() {
            return new ChatExample(List.copyOf(tokens), List.copyOf(weights), turns);
        }

        private void append(List<Integer> more, float weight) {
            tokens.addAll(more);
            weights.addAll(Collections.nCopies(more.size(), weight));
        }
    }
}
