package org.nextgeneration.demo.trainer;

import static java.util.Objects.requireNonNull;

import org.nextgeneration.demo.BytePairTokenizer;
import org.nextgeneration.demo.Corpus;
import org.nextgeneration.demo.Language;
import org.nextgeneration.demo.Topic;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The tokens of every answer, and how many of them tell it from every other answer. */
final class Answers {
    private final Map<Key, List<Integer>> whole = new HashMap<>();
    private final Map<Key, Integer> tellingLengths = new HashMap<>();

    private record Key(String topic, Language language) {}

    Answers(Corpus corpus, BytePairTokenizer tokenizer) {
        for (Topic topic : corpus.topics()) {
            for (Language language : Language.values()) {
                List<Integer> tokens = new ArrayList<>(tokenizer.encode(topic.answer(language)));
                tokens.add(tokenizer.turnEnd());
                whole.put(new Key(topic.id(), language), List.copyOf(tokens));
            }
        }
        whole.forEach(
                (key, tokens) -> {
                    int shared =
                            whole.entrySet().stream()
                                    .filter(other -> !other.getKey().equals(key))
                                    .mapToInt(other -> sharedStart(tokens, other.getValue()))
                                    .max()
                                    .orElse(0);
                    tellingLengths.put(key, Math.min(tokens.size(), shared + 1));
                });
    }

    /** {@return the tokens of an answer, the end of the turn included} */
    List<Integer> whole(String topic, Language language) {
        return requireNonNull(whole.get(new Key(topic, language)));
    }

    /** {@return how many first tokens no other answer begins with} */
    int tellingLength(String topic, Language language) {
        return requireNonNull(tellingLengths.get(new Key(topic, language)));
    }

    /** {@return the most tokens of an answer} */
    int longest() {
        return whole.values().stream().mapToInt(List::size).max().orElse(0);
    }

    private static int sharedStart(List<Integer> one, List<Integer> other) {
        int length = 0;
        while (length < Math.min(one.size(), other.size())
                && one.get(length).equals(other.get(length))) {
            length++;
        }
        return length;
    }
}
