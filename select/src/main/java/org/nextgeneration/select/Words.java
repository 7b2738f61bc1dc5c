package org.nextgeneration.select;

import java.util.ArrayList;
import java.util.List;

/**
 * A text as words, folded so that the same word is the same string however it was typed: lower
 * case, no accents, split at everything that is neither letter nor digit.
 *
 * @param folded the words in order
 * @param keys the same words with doubled consonants made single, which is where most spelling
 *     slips are; terms are looked up by these
 * @param text as it was typed
 * @param spans where each word is in it
 */
record Words(List<String> folded, List<String> keys, String text, List<Span> spans) {
    /** Where a word begins, and where it has ended. */
    record Span(int start, int end) {}

    /**
     * A text without accents and capitals.
     *
     * @param origins for each of its characters, and for its end, the place in the text it is of
     */
    private record Folded(StringBuilder plain, List<Integer> origins) {}

    /** Enough of a text to tell what it asks for, and it bounds the time. */
    private static final int HEAD_CHARS = 1_500;

    private static final int TAIL_CHARS = 500;

    /** Accents written after their letter, as macOS writes names of files. */
    private static final char COMBINING_FIRST = '\u0300';

    private static final char COMBINING_LAST = '\u036f';
    private static final String VOWELS = "aeiouy";

    Words {
        folded = List.copyOf(folded);
        keys = List.copyOf(keys);
        spans = List.copyOf(spans);
    }

    static Words of(String text) {
        Folded whole = fold(text);
        String plain = whole.plain().toString();
        List<String> folded = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        List<Span> spans = new ArrayList<>();
        int from = -1;
        for (int i = 0; i <= plain.length(); i++) {
            boolean inside = i < plain.length() && belongs(plain, i, from);
            if (inside && from < 0) {
                from = i;
            } else if (!inside && from >= 0) {
                String word = plain.substring(from, i);
                folded.add(word);
                keys.add(withSingleConsonants(word));
                spans.add(new Span(whole.origins().get(from), whole.origins().get(i)));
                from = -1;
            }
        }
        return new Words(folded, keys, text, spans);
    }

    /** {@return some of the words as they were typed, with what is between them, on one line} */
    String typed(int from, int count) {
        return text.substring(spans.get(from).start(), spans.get(from + count - 1).end())
                .replace('\n', ' ')
                .replace('\t', ' ');
    }

    /** {@return the beginning and the end of a long text, a short one whole} */
    static String excerpt(String text) {
        return text.length() <= HEAD_CHARS + TAIL_CHARS
                ? text
                : text.substring(0, HEAD_CHARS) + '\n' + text.substring(text.length() - TAIL_CHARS);
    }

    int count() {
        return folded.size();
    }

    static String withSingleConsonants(String word) {
        // Most words have none, and a thousand terms pass here when the program starts.
        int repeat = 1;
        while (repeat < word.length() && word.charAt(repeat) != word.charAt(repeat - 1)) {
            repeat++;
        }
        if (repeat >= word.length()) {
            return word;
        }
        StringBuilder single = new StringBuilder(word.length());
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            boolean repeats = i > 0 && c == word.charAt(i - 1);
            if (!repeats || VOWELS.indexOf(c) >= 0 || !Character.isLetter(c)) {
                single.append(c);
            }
        }
        return single.toString();
    }

    /** Letters and digits, and the marks that end the names of c++, c# and f#. */
    private static boolean belongs(String text, int i, int wordStart) {
        char c = text.charAt(i);
        return Character.isLetterOrDigit(c)
                || ((c == '+' || c == '#') && i == wordStart + 1 && wordStart >= 0)
                || (c == '+' && i == wordStart + 2 && wordStart >= 0 && text.charAt(i - 1) == '+');
    }

    /** By hand: the JDK's normalizer loads its tables first, which the command line would feel. */
    private static Folded fold(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        List<Integer> origins = new ArrayList<>(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            char c = Character.toLowerCase(text.charAt(i));
            switch (c) {
                case 'à', 'á', 'â', 'ã', 'ä', 'å' -> plain.append('a');
                case 'è', 'é', 'ê', 'ë' -> plain.append('e');
                case 'ì', 'í', 'î', 'ï' -> plain.append('i');
                case 'ò', 'ó', 'ô', 'õ', 'ö' -> plain.append('o');
                case 'ù', 'ú', 'û', 'ü' -> plain.append('u');
                case 'ý', 'ÿ' -> plain.append('y');
                case 'ç' -> plain.append('c');
                case 'ñ' -> plain.append('n');
                case 'œ' -> plain.append("oe");
                case 'æ' -> plain.append("ae");
                default -> {
                    if (c < COMBINING_FIRST || c > COMBINING_LAST) {
                        plain.append(c);
                    }
                }
            }
            while (origins.size() < plain.length()) {
                origins.add(i);
            }
        }
        origins.add(text.length());
        return new Folded(plain, origins);
    }
}
