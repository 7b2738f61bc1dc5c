package org.nextgeneration.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A made-up byte-level BPE vocabulary in GPT-2's form: every byte, then words merged at random,
 * then the special tokens. It can tokenize any text.
 *
 * @param tokens all tokens, by id
 * @param merges one "left right" pair for each merged token, in order of rank
 */
record RandomModelVocabulary(List<String> tokens, List<String> merges) {
    /** All bytes and the special tokens. */
    static final int SIZE_MIN = 256 + 4;

    static final int SIZE_MAX = 1 << 20;

    private static final List<String> SPECIAL =
            List.of("<|begin_of_text|>", "<|end_of_text|>", "<|im_start|>", "<|im_end|>");
    private static final int PART_CHARS_MAX = 8;
    private static final int NORMAL_TYPE = 1;
    private static final int CONTROL_TYPE = 3;

    /** What GPT-2 writes for a space. */
    private static final char SPACE = '\u0120';

    /** Copies the lists. */
    RandomModelVocabulary {
        tokens = List.copyOf(tokens);
        merges = List.copyOf(merges);
    }

    /**
     * {@return a vocabulary of exactly this size}
     *
     * @throws IllegalArgumentException if the size is out of range
     */
    static RandomModelVocabulary of(int size, long seed) {
        if (size < SIZE_MIN || size > SIZE_MAX) {
            throw new IllegalArgumentException(
                    "found a vocabulary of %d, expected %d to %d"
                            .formatted(size, SIZE_MIN, SIZE_MAX));
        }
        Set<String> tokens = new LinkedHashSet<>();
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf(byteCharacter(value)));
        }
        List<String> words = new ArrayList<>();
        for (char letter = 'a'; letter <= 'z'; letter++) {
            words.add(String.valueOf(letter));
        }
        words.add(String.valueOf(SPACE));

        List<String> merges = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed);
        while (tokens.size() < size - SPECIAL.size()) {
            String left = words.get(random.nextInt(words.size()));
            String right = words.get(random.nextInt(words.size()));
            String word = left + right;
            if (right.charAt(0) != SPACE && tokens.add(word)) {
                merges.add(left + " " + right);
                if (word.length() <= PART_CHARS_MAX) {
                    words.add(word);
                }
            }
        }
        tokens.addAll(SPECIAL);
        return new RandomModelVocabulary(new ArrayList<>(tokens), merges);
    }

    int bosId() {
        return tokens.size() - SPECIAL.size();
    }

    int eosId() {
        return bosId() + 1;
    }

    int eotId() {
        return bosId() + 3;
    }

    int[] tokenTypes() {
        int[] types = new int[tokens.size()];
        Arrays.fill(types, NORMAL_TYPE);
        Arrays.fill(types, bosId(), types.length, CONTROL_TYPE);
        return types;
    }

    /** GPT-2's printable stand-in for a byte: itself, or the next free letter from U+0100. */
    private static char byteCharacter(int value) {
        if (isPrintable(value)) {
            return (char) value;
        }
        int rank = 0;
        for (int other = 0; other < value; other++) {
            if (!isPrintable(other)) {
                rank++;
            }
        }
        return (char) (0x100 + rank);
    }

    private static boolean isPrintable(int value) {
        return (value >= '!' && value <= '~')
                || (value >= 0xa1 && value <= 0xac)
                || (value >= 0xae && value <= 0xff);
    }
}
