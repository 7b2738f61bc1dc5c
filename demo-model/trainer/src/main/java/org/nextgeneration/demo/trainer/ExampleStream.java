package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.BytePairTokenizer;
import org.nextgeneration.demo.Question;
import org.nextgeneration.demo.Topic;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Endless training examples: every question once a round, each time asked in another way. */
final class ExampleStream {
    private static final double TWO_TURNS = 0.06;
    private static final double WHOLE_ANSWER = 0.08;
    private static final double INVENTED_OUTSIDE = 0.04;
    private static final double CUT_OTHERWISE = 0.3;
    private static final double MERGE_SKIPPED = 0.15;
    private static final double TOKEN_REPLACED = 0.02;
    private static final int TOKENS_BEYOND_TELLING = 2;
    private static final int ROUND_BATCHES = 24;

    private final List<Question> questions;
    private final List<Question> outside;
    private final Answers answers;
    private final BytePairTokenizer tokenizer;
    private final RandomGenerator random;
    private final Augmentation augmentation;
    private final int batchTokens;
    private final float questionWeight;
    private final List<Question> deck = new ArrayList<>();
    private final List<List<ChatExample>> ready = new ArrayList<>();

    /**
     * Begins a stream.
     *
     * @param questions what to ask
     * @param batchTokens about how many tokens one batch has, padding included
     * @param questionWeight what predicting a token of a question counts; of an answer, 1
     */
    ExampleStream(
            List<Question> questions,
            Answers answers,
            BytePairTokenizer tokenizer,
            RandomGenerator random,
            int batchTokens,
            float questionWeight) {
        this.questions = List.copyOf(questions);
        this.outside =
                questions.stream().filter(asked -> asked.topic().equals(Topic.OUTSIDE)).toList();
        this.answers = answers;
        this.tokenizer = tokenizer;
        this.random = random;
        this.augmentation = new Augmentation(random);
        this.batchTokens = batchTokens;
        this.questionWeight = questionWeight;
    }

    /** {@return the next batch: examples of about the same length} */
    List<ChatExample> next() {
        if (ready.isEmpty()) {
            prepareRound();
        }
        return ready.removeLast();
    }

    private void prepareRound() {
        List<ChatExample> round = new ArrayList<>();
        long tokens = 0;
        while (tokens < (long) ROUND_BATCHES * batchTokens) {
            ChatExample example = example();
            round.add(example);
            tokens += example.tokens().size();
        }
        round.sort(Comparator.comparingInt(example -> example.tokens().size()));
        List<ChatExample> batch = new ArrayList<>();
        for (ChatExample example : round) {
            if ((batch.size() + 1) * example.tokens().size() > batchTokens && !batch.isEmpty()) {
                ready.add(List.copyOf(batch));
                batch.clear();
            }
            batch.add(example);
        }
        ready.add(List.copyOf(batch));
        Collections.shuffle(ready, Random.from(random));
    }

    private ChatExample example() {
        ChatExample.Builder chat = new ChatExample.Builder(tokenizer);
        if (random.nextDouble() < TWO_TURNS) {
            Question first = draw();
            List<Integer> answer = answers.whole(first.topic(), first.language());
            chat.turn(varied(first), answer, questionWeight, 1);
        }
        Question last = draw();
        List<Integer> answer = answers.whole(last.topic(), last.language());
        int telling = answers.tellingLength(last.topic(), last.language());
        int length =
                random.nextDouble() < WHOLE_ANSWER
                        ? answer.size()
                        : Math.min(answer.size(), telling + TOKENS_BEYOND_TELLING);
        return chat.turn(varied(last), answer.subList(0, length), questionWeight, 1).build();
    }

    private Question draw() {
        if (!outside.isEmpty() && random.nextDouble() < INVENTED_OUTSIDE) {
            return invented();
        }
        if (deck.isEmpty()) {
            deck.addAll(questions);
            Collections.shuffle(deck, Random.from(random));
        }
        return deck.removeLast();
    }

    /** Mixes the words of two foreign questions: nothing that the model should know. */
    private Question invented() {
        Question one = outside.get(random.nextInt(outside.size()));
        Question other = outside.get(random.nextInt(outside.size()));
        List<String> words = new ArrayList<>(List.of(one.text().split(" ")));
        List<String> others = List.of(other.text().split(" "));
        int replaced = 1 + random.nextInt(Math.max(1, words.size() / 2));
        for (int count = 0; count < replaced; count++) {
            words.set(random.nextInt(words.size()), others.get(random.nextInt(others.size())));
        }
        if (random.nextInt(4) == 0) {
            Collections.shuffle(words, Random.from(random));
        }
        return new Question(one.language(), Topic.OUTSIDE, String.join(" ", words));
    }

    private List<Integer> varied(Question question) {
        String text = "user\n" + augmentation.vary(question.text(), question.language());
        List<Integer> tokens =
                random.nextDouble() < CUT_OTHERWISE
                        ? tokenizer.encode(text, MERGE_SKIPPED, random)
                        : tokenizer.encode(text);
        List<Integer> out = new ArrayList<>(tokens);
        for (int index = 2; index < out.size(); index++) {
            if (random.nextDouble() < TOKEN_REPLACED) {
                out.set(index, random.nextInt(tokenizer.turnStart()));
            }
        }
        return out;
    }
}
