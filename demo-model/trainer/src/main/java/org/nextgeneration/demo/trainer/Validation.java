package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.BytePairTokenizer;
import org.nextgeneration.demo.Language;
import org.nextgeneration.demo.Question;
import org.nextgeneration.demo.Topic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Questions kept from training, to see how well the network answers what it never saw. */
final class Validation {
    private final List<Asked> asked;
    private final BytePairTokenizer tokenizer;
    private final int batchTokens;

    private record Asked(Question question, ChatExample example) {}

    Validation(
            List<Question> questions,
            Answers answers,
            BytePairTokenizer tokenizer,
            int batchTokens) {
        this.tokenizer = tokenizer;
        this.batchTokens = batchTokens;
        asked =
                questions.stream()
                        .map(question -> new Asked(question, example(question, answers, tokenizer)))
                        .sorted(Comparator.comparingInt(one -> one.example().tokens().size()))
                        .toList();
    }

    /**
     * Asks every question.
     *
     * <p>A greedy answer is the right one, token by token, exactly if each token is the most likely
     * one after the right beginning; so one pass over question and answer decides.
     */
    String report(Training training) {
        List<Question> right = new ArrayList<>();
        List<Asked> batch = new ArrayList<>();
        for (Asked one : asked) {
            if ((batch.size() + 1) * one.example().tokens().size() > batchTokens) {
                right.addAll(rightOnes(batch, training));
                batch.clear();
            }
            batch.add(one);
        }
        right.addAll(rightOnes(batch, training));
        StringBuilder text = new StringBuilder("validation: ");
        for (Language language : Language.values()) {
            text.append(share(right, language, false)).append(", ");
            text.append(share(right, language, true)).append("; ");
        }
        return text.append("all %.1f %%".formatted(100.0 * right.size() / asked.size())).toString();
    }

    private String share(List<Question> right, Language language, boolean outside) {
        long good = right.stream().filter(one -> isIn(one, language, outside)).count();
        long all = asked.stream().filter(one -> isIn(one.question(), language, outside)).count();
        return "%s%s %.1f %% of %d"
                .formatted(language.code(), outside ? " outside" : "", 100.0 * good / all, all);
    }

    private static boolean isIn(Question question, Language language, boolean outside) {
        return question.language() == language && question.topic().equals(Topic.OUTSIDE) == outside;
    }

    private List<Question> rightOnes(List<Asked> batch, Training training) {
        if (batch.isEmpty()) {
            return List.of();
        }
        Batch input = Batch.of(batch.stream().map(Asked::example).toList(), tokenizer.textEnd());
        long[] likely = training.mostLikely(input);
        boolean[] wrong = new boolean[batch.size()];
        for (int index = 0; index < likely.length; index++) {
            int row = (int) (input.places()[index] / input.length());
            wrong[row] |= likely[index] != input.targets()[index];
        }
        List<Question> right = new ArrayList<>();
        for (int row = 0; row < wrong.length; row++) {
            if (!wrong[row]) {
                right.add(batch.get(row).question());
            }
        }
        return right;
    }

    private static ChatExample example(
            Question question, Answers answers, BytePairTokenizer tokenizer) {
        return new ChatExample.Builder(tokenizer)
                .turn(
                        tokenizer.encode("user\n" + question.text()),
                        answers.whole(question.topic(), question.language()),
                        0,
                        1)
                .build();
    }
}
