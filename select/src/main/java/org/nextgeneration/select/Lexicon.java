package org.nextgeneration.select;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The weighted terms of each category, and finding them in a text. Words, never parts of words:
 * "latest" and "contest" hold no "test".
 *
 * <p>Immutable; any thread. The format is told at the top of {@code terms.txt}.
 */
final class Lexicon {
    private static final String TERMS = "terms.txt";
    private static final String IGNORE = "ignore";

    /** Terms whose first word may have any ending are found by its first letters. */
    private static final int STEM_LETTERS_MIN = 3;

    /**
     * One word of a term.
     *
     * @param key as the keys of {@link Words}, without the star
     * @param open whether it may have any ending
     */
    private record Word(String key, boolean open) {
        boolean matches(String other) {
            if (open) {
                return other.startsWith(key);
            }
            return other.equals(key) || isPlural(other);
        }

        private boolean isPlural(String other) {
            return key.length() > STEM_LETTERS_MIN
                    && other.length() == key.length() + 1
                    && other.endsWith("s")
                    && other.startsWith(key);
        }
    }

    /**
     * One term.
     *
     * @param category null for words that mislead
     * @param written as in the resource
     */
    private record Term(
            @Nullable Category category, Weight weight, List<Word> words, String written) {
        boolean matches(List<String> keys, int from) {
            if (from + words.size() > keys.size()) {
                return false;
            }
            for (int i = 0; i < words.size(); i++) {
                if (!words.get(i).matches(keys.get(from + i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /**
     * A term found in a text.
     *
     * @param weight as the lexicon gives it
     * @param term as the lexicon writes it
     * @param shown as the text writes it
     */
    record Hit(Weight weight, String term, String shown) {}

    /**
     * What a term counts.
     *
     * @param value 1 a hint, 4 and more decides
     * @param beside whether it counts only beside another sign of its category
     */
    record Weight(double value, boolean beside) {
        private static final String BESIDE = "?";

        static Weight parse(String text) {
            boolean beside = text.endsWith(BESIDE);
            return new Weight(
                    Double.parseDouble(beside ? text.substring(0, text.length() - 1) : text),
                    beside);
        }
    }

    /**
     * What a text holds.
     *
     * @param hits by category, in the order of the text, each term once
     * @param ignored misleading senses that were set aside
     */
    record Hits(Map<Category, List<Hit>> hits, List<String> ignored) {}

    /**
     * A term as written, read closely only when a text has a word with its first letters: a short
     * text touches a few dozen of a thousand terms, and the command line's start is where it
     * counts.
     */
    private record Entry(@Nullable Category category, Weight weight, String written) {}

    private final Map<String, List<Entry>> entries;
    private final Map<String, List<Term>> byFirstLetters = new ConcurrentHashMap<>();

    private Lexicon(Map<String, List<Entry>> entries) {
        this.entries = entries;
    }

    /** Reads the terms that the program ships with. */
    static Lexicon load() {
        try (InputStream in = Lexicon.class.getResourceAsStream(TERMS)) {
            if (in == null) {
                throw new IllegalStateException("resource " + TERMS + ": found none in the jar");
            }
            return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("resource " + TERMS, e);
        }
    }

    /**
     * Reads terms.
     *
     * @throws IllegalArgumentException naming the line that is not of the format
     */
    static Lexicon parse(String text) {
        Map<String, List<Entry>> entries = new HashMap<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank() && line.charAt(0) != '#') {
                addLine(line, number, entries);
            }
        }
        return new Lexicon(entries);
    }

    /** {@return this lexicon with single-word or short terms added, which weigh the same} */
    Lexicon with(Map<String, Category> added, double weight) {
        Map<String, List<Entry>> all = new HashMap<>();
        entries.forEach((letters, list) -> all.put(letters, new ArrayList<>(list)));
        added.forEach(
                (term, category) -> add(new Entry(category, new Weight(weight, false), term), all));
        return new Lexicon(all);
    }

    /** {@return the terms found, longer ones first where they overlap} */
    Hits find(Words words) {
        Map<Category, List<Hit>> hits = new EnumMap<>(Category.class);
        List<String> ignored = new ArrayList<>();
        List<String> keys = words.keys();
        int at = 0;
        while (at < keys.size()) {
            @Nullable Term term = longest(keys, at);
            if (term == null) {
                at++;
                continue;
            }
            String shown = words.typed(at, term.words().size());
            at += term.words().size();
            @Nullable Category category = term.category();
            if (category == null) {
                ignored.add(shown);
                continue;
            }
            List<Hit> found = hits.computeIfAbsent(category, _ -> new ArrayList<>());
            if (found.stream().noneMatch(hit -> isHitOf(hit, term))) {
                found.add(new Hit(term.weight(), term.written(), shown));
            }
        }
        return new Hits(hits, ignored);
    }

    private static boolean isHitOf(Hit hit, Term term) {
        return hit.term().equals(term.written()) && hit.weight().equals(term.weight());
    }

    private @Nullable Term longest(List<String> keys, int at) {
        String letters = firstLetters(keys.get(at));
        if (!entries.containsKey(letters)) {
            return null;
        }
        for (Term term : byFirstLetters.computeIfAbsent(letters, this::terms)) {
            if (term.matches(keys, at)) {
                return term;
            }
        }
        return null;
    }

    /** Longest first; of equals, the exact before the open-ended, then the heavier. */
    private List<Term> terms(String letters) {
        return entries.getOrDefault(letters, List.of()).stream()
                .map(Lexicon::term)
                .sorted(
                        Comparator.<Term>comparingInt(term -> -term.words().size())
                                .thenComparingInt(term -> term.words().getFirst().open() ? 1 : 0)
                                .thenComparingDouble(term -> -term.weight().value()))
                .toList();
    }

    private static void addLine(String line, int number, Map<String, List<Entry>> entries) {
        int space = line.indexOf(' ');
        int colon = line.indexOf(':');
        if (space < 0 || colon < space) {
            throw new IllegalArgumentException(
                    "terms, line %d: found no \"category weight:\"".formatted(number));
        }
        String name = line.substring(0, space);
        Weight weight = Weight.parse(line.substring(space + 1, colon));
        @Nullable Category category =
                name.equals(IGNORE) ? null : Category.valueOf(name.toUpperCase(Locale.ROOT));
        for (String term : line.substring(colon + 1).split(",", -1)) {
            add(new Entry(category, weight, term.strip()), entries);
        }
    }

    private static void add(Entry entry, Map<String, List<Entry>> entries) {
        String written = entry.written();
        int space = written.indexOf(' ');
        String first = space < 0 ? written : written.substring(0, space);
        boolean open = first.endsWith("*");
        String key =
                Words.withSingleConsonants(open ? first.substring(0, first.length() - 1) : first);
        if (key.isEmpty() || (open && key.length() < STEM_LETTERS_MIN)) {
            throw new IllegalArgumentException(
                    "term \"%s\": expected a first word of %d letters or more before a *"
                            .formatted(written, STEM_LETTERS_MIN));
        }
        entries.computeIfAbsent(firstLetters(key), _ -> new ArrayList<>()).add(entry);
    }

    private static Term term(Entry entry) {
        List<Word> words = new ArrayList<>();
        for (String written : entry.written().split(" ", -1)) {
            boolean open = written.endsWith("*");
            String word = open ? written.substring(0, written.length() - 1) : written;
            words.add(new Word(Words.withSingleConsonants(word), open));
        }
        return new Term(entry.category(), entry.weight(), List.copyOf(words), entry.written());
    }

    private static String firstLetters(String key) {
        return key.length() <= STEM_LETTERS_MIN ? key : key.substring(0, STEM_LETTERS_MIN);
    }
}
