package org.nextgeneration.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How many held-out questions were answered rightly.
 *
 * @param results one for each question, in order
 */
record Score(List<Result> results) {
    /**
     * One question and its answer.
     *
     * @param question what was asked
     * @param answer what the model said
     * @param right whether the answer holds the topic's keys
     */
    record Result(Question question, String answer, boolean right) {}

    /** Copies the list. */
    Score {
        results = List.copyOf(results);
    }

    /** {@return the score of whoever answers these questions} */
    static Score of(List<Question> questions, Corpus corpus, UnaryOperator<String> answers) {
        List<Result> results = new ArrayList<>();
        for (Question question : questions) {
            String answer = answers.apply(question.text());
            boolean right =
                    corpus.topic(question.topic()).isAnsweredBy(answer, question.language());
            results.add(new Result(question, answer, right));
        }
        return new Score(results);
    }

    /** {@return the results of the questions that are, or are not, outside the model's subject} */
    Score onlyOutside(boolean outside) {
        return new Score(
                results.stream()
                        .filter(one -> one.question().topic().equals(Topic.OUTSIDE) == outside)
                        .toList());
    }

    /** {@return the results of one language} */
    Score only(Language language) {
        return new Score(
                results.stream().filter(one -> one.question().language() == language).toList());
    }

    /** {@return the right answers, 0 to 1 of all; 1 of none} */
    double share() {
        return results.isEmpty() ? 1 : (double) right() / results.size();
    }

    /** {@return the wrong ones} */
    List<Result> wrong() {
        return results.stream().filter(one -> !one.right()).toList();
    }

    private long right() {
        return results.stream().filter(Result::right).count();
    }

    /** {@return the share in percent, and of how many} */
    @Override
    public String toString() {
        return "%5.1f %% (%d of %d)".formatted(100 * share(), right(), results.size());
    }
}
