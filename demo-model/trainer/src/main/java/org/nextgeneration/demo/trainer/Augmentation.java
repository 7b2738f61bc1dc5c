package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.Language;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * Asks the same question in another way: other words around it, other case, typing errors.
 *
 * <p>Depends on its arguments alone: the same random numbers give the same text.
 */
final class Augmentation {
    private static final double UNCHANGED = 0.15;
    private static final double OPENING = 0.22;
    private static final double CLOSING = 0.15;
    private static final double SAME = 0.3;
    private static final double WORD_DROPPED = 0.2;
    private static final double WORDS_SWAPPED = 0.05;
    private static final double LOWER_CASE = 0.4;
    private static final double UPPER_CASE = 0.02;
    private static final double NO_ACCENTS = 0.2;
    private static final double NO_APOSTROPHE = 0.1;
    private static final double CURLY_APOSTROPHE = 0.05;
    private static final double NO_END = 0.4;
    private static final double OTHER_END = 0.1;
    private static final double TYPING_ERROR = 0.3;
    private static final int WORDS_TO_DROP_FROM_MIN = 5;
    private static final int LETTERS_TO_MISTYPE_MIN = 4;

    private final RandomGenerator random;

    Augmentation(RandomGenerator random) {
        this.random = random;
    }

    /** {@return the question, or a variant of it} */
    String vary(String question, Language language) {
        if (chance(UNCHANGED)) {
            return question;
        }
        String text = question;
        if (chance(SAME)) {
            text = replaceSame(text, Phrases.same(language));
        }
        if (chance(WORD_DROPPED)) {
            text = dropWord(text);
        }
        if (chance(WORDS_SWAPPED)) {
            text = swapWords(text);
        }
        if (chance(OPENING)) {
            text = pick(Phrases.openings(language)) + lowerFirst(text);
        }
        if (chance(CLOSING)) {
            text = withoutEnd(text) + pick(Phrases.closings(language));
        } else if (chance(NO_END)) {
            text = withoutEnd(text);
        } else if (chance(OTHER_END)) {
            text = withoutEnd(text) + pick(List.of("?", " ?", "??", "!", ".", "...", " ???", " !"));
        }
        while (chance(TYPING_ERROR)) {
            text = mistype(text);
        }
        return restyle(text);
    }

    private String restyle(String text) {
        String out = text;
        if (chance(LOWER_CASE)) {
            out = out.toLowerCase(Locale.ROOT);
        } else if (chance(UPPER_CASE)) {
            out = out.toUpperCase(Locale.ROOT);
        }
        if (chance(NO_ACCENTS)) {
            out = Normalizer.normalize(out, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        }
        if (chance(NO_APOSTROPHE)) {
            out = out.replace("'", chance(0.5) ? "" : " ");
        } else if (chance(CURLY_APOSTROPHE)) {
            out = out.replace('\'', '\u2019');
        }
        return out;
    }

    private String replaceSame(String text, List<List<String>> groups) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> results = new ArrayList<>();
        for (List<String> group : groups) {
            for (String phrase : group) {
                int at = (" " + lower + " ").indexOf(" " + phrase + " ");
                if (at >= 0 && lower.length() == text.length()) {
                    results.add(
                            text.substring(0, at)
                                    + pick(group)
                                    + text.substring(at + phrase.length()));
                }
            }
        }
        return results.isEmpty() ? text : pick(results);
    }

    private String dropWord(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        if (words.size() >= WORDS_TO_DROP_FROM_MIN) {
            words.remove(random.nextInt(words.size()));
        }
        return String.join(" ", words);
    }

    private String swapWords(String text) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        if (words.size() >= WORDS_TO_DROP_FROM_MIN) {
            int at = random.nextInt(words.size() - 1);
            words.add(at, words.remove(at + 1));
        }
        return String.join(" ", words);
    }

    private String mistype(String text) {
        String[] words = text.split(" ");
        int chosen = random.nextInt(words.length);
        String word = words[chosen];
        if (word.length() < LETTERS_TO_MISTYPE_MIN) {
            return text;
        }
        int at = random.nextInt(word.length() - 1);
        String before = word.substring(0, at);
        String letter = word.substring(at, at + 1);
        String after = word.substring(at + 1);
        words[chosen] =
                switch (random.nextInt(5)) {
                    case 0 -> before + after;
                    case 1 -> before + letter + letter + after;
                    case 2 -> before + after.charAt(0) + letter + after.substring(1);
                    case 3 -> before + (char) ('a' + random.nextInt(26)) + after;
                    default -> before + letter + (char) ('a' + random.nextInt(26)) + after;
                };
        return String.join(" ", words);
    }

    private static String withoutEnd(String text) {
        return text.replaceAll("[\\s?!.]+$", "");
    }

    private static String lowerFirst(String text) {
        boolean acronym = text.length() > 1 && Character.isUpperCase(text.charAt(1));
        return acronym || text.isEmpty()
                ? text
                : Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
