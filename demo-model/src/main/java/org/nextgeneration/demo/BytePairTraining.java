package org.nextgeneration.demo;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nextgeneration.demo.BytePairTokenizer.Merge;

/** Learns the merges of a {@link BytePairTokenizer} from text: the most frequent pair, again. */
public final class BytePairTraining {
    private static final int CONTROL_TOKENS = 3;
    private static final int BYTES = 256;
    private static final long PAIR_COUNT_MIN = 2;

    private final Map<String, Long> wordCounts = new HashMap<>();

    /** Begins with no text. */
    public BytePairTraining() {}

    /** Counts the words of a text, {@code weight} times. */
    public BytePairTraining add(String text, long weight) {
        for (String word : Gpt2Words.split(text)) {
            wordCounts.merge(word, weight, Long::sum);
        }
        return this;
    }

    /**
     * {@return a tokenizer of at most this many tokens, control tokens included}
     *
     * <p>The same texts give the same tokenizer, in whatever order they were added.
     */
    public BytePairTokenizer train(int vocabularySize) {
        PairCounts counts = new PairCounts(wordCounts);
        List<Merge> merges = new ArrayList<>();
        Set<String> known = new HashSet<>();
        while (merges.size() < vocabularySize - BYTES - CONTROL_TOKENS) {
            Optional<Merge> best = counts.mostFrequent(known);
            if (best.isEmpty()) {
                break;
            }
            merges.add(best.get());
            known.add(best.get().joined());
            counts.apply(best.get());
        }
        return new BytePairTokenizer(merges);
    }

    /** How often each pair of neighbours occurs in the words as they are cut so far. */
    private static final class PairCounts {
        private final List<Word> words = new ArrayList<>();
        private final Map<Merge, Long> counts = new HashMap<>();
        private final Map<Merge, Set<Integer>> places = new HashMap<>();

        /** A word cut into parts, and how often it occurs. */
        private record Word(List<String> parts, long count) {}

        PairCounts(Map<String, Long> wordCounts) {
            wordCounts.forEach(
                    (text, count) -> {
                        words.add(new Word(new ArrayList<>(List.of(text.split(""))), count));
                        add(words.size() - 1, 1);
                    });
        }

        Optional<Merge> mostFrequent(Set<String> excluded) {
            return counts.entrySet().stream()
                    .filter(entry -> entry.getValue() >= PAIR_COUNT_MIN)
                    .filter(entry -> !excluded.contains(entry.getKey().joined()))
                    .max(
                            Map.Entry.<Merge, Long>comparingByValue()
                                    .thenComparing(
                                            entry -> entry.getKey().toString(),
                                            Comparator.reverseOrder()))
                    .map(Map.Entry::getKey);
        }

        void apply(Merge merge) {
            Set<Integer> touched = places.getOrDefault(merge, Set.of());
            for (int index : List.copyOf(touched)) {
                add(index, -1);
                join(merge, words.get(index).parts());
                add(index, 1);
            }
        }

        /** Adds a word's pairs to the counts, or takes them away. */
        private void add(int index, int sign) {
            Word word = words.get(index);
            for (int at = 0; at + 1 < word.parts().size(); at++) {
                Merge pair = new Merge(word.parts().get(at), word.parts().get(at + 1));
                counts.merge(pair, sign * word.count(), Long::sum);
                Set<Integer> holders = places.computeIfAbsent(pair, _ -> new HashSet<>());
                if (sign > 0) {
                    holders.add(index);
                } else {
                    holders.remove(index);
                }
            }
        }

        private static void join(Merge merge, List<String> parts) {
            for (int index = 0; index + 1 < parts.size(); index++) {
                if (parts.get(index).equals(merge.left())
                        && parts.get(index + 1).equals(merge.right())) {
                    parts.set(index, merge.joined());
                    parts.remove(index + 1);
                }
            }
        }
    }
}
