package org.nextgeneration.select;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.select.TaskAnalysis.RoleScore;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.Role;

/**
 * Tells from a text what kind of task it is, in French and English alike: by weighted words and
 * phrases, and by the form of the text.
 *
 * <p>Each category collects the weights of its terms, each further one counting less; a role has
 * its best category and half of its others; the roles' scores become shares that add up to 1. When
 * the first two roles are close, the more capable one wins, so that a doubt costs time rather than
 * a bad answer. {@code MINI} and {@code EMBEDDING} are never read from a text.
 *
 * <p>Immutable and pure; any thread. Only the beginning and the end of a long text are read, so the
 * time is bounded whatever the length.
 */
public final class TaskAnalyzer {
    private static final double KEYWORD_WEIGHT = 2.5;

    private static final TaskAnalyzer BUILT_IN = new TaskAnalyzer(Lexicon.load());

    private final Lexicon lexicon;

    private TaskAnalyzer(Lexicon lexicon) {
        this.lexicon = lexicon;
    }

    /** {@return the analyzer with the terms that the program ships with} */
    public static TaskAnalyzer builtIn() {
        return BUILT_IN;
    }

    /**
     * {@return this analyzer with the use cases of the models that a configuration added or
     * changed, each a sign for its model's first role; those of the built-in models are among the
     * terms already}
     */
    public TaskAnalyzer withKeywordsOf(Catalogue catalogue) {
        Map<String, Category> added = new HashMap<>();
        Catalogue builtIn = Catalogue.builtIn();
        for (CatalogueEntry entry : catalogue.entries()) {
            Optional<Category> category = categoryOfKeywords(entry.roles().getFirst());
            boolean known =
                    builtIn.find(entry.name())
                            .filter(old -> old.keywords().equals(entry.keywords()))
                            .isPresent();
            if (category.isPresent() && !known) {
                for (String keyword : entry.keywords()) {
                    String term = String.join(" ", Words.of(keyword).folded());
                    if (!term.isEmpty()) {
                        added.put(term, category.get());
                    }
                }
            }
        }
        return added.isEmpty() ? this : new TaskAnalyzer(lexicon.with(added, KEYWORD_WEIGHT));
    }

    /**
     * Analyses one human turn.
     *
     * @param lastHumanTurn the last message of the person only, never a system prompt or earlier
     *     turns; those speak of other things
     */
    public TaskAnalysis analyze(String lastHumanTurn) {
        String excerpt = Words.excerpt(lastHumanTurn);
        Words words = Words.of(excerpt);
        TextLanguage language = LanguageGuess.of(words.folded(), excerpt);
        if (words.count() == 0) {
            return certain(language, Category.GREETING, 0, Reason.of(ReasonCode.EMPTY_TEXT));
        }
        if (Greetings.isPure(words.folded())) {
            return certain(language, Category.GREETING, 1, Reason.of(ReasonCode.PURE_GREETING));
        }
        TextShape shape = TextShape.of(lastHumanTurn, excerpt);
        return new TaskScores(words, shape, lexicon.find(words)).analysis(language);
    }

    private static TaskAnalysis certain(
            TextLanguage language, Category category, double confidence, Reason reason) {
        return new TaskAnalysis(
                language,
                category,
                Complexity.LOW,
                category.role(),
                confidence,
                List.of(reason),
                List.of(new RoleScore(category.role(), 1)));
    }

    private static Optional<Category> categoryOfKeywords(Role role) {
        return switch (role) {
            case QUALITY -> Optional.of(Category.ANALYSIS);
            case CODE -> Optional.of(Category.CODE);
            case DAILY -> Optional.of(Category.GENERAL);
            case SPEED -> Optional.of(Category.QUICK_QUESTION);
            case TRANSLATION -> Optional.of(Category.TRANSLATION);
            case MINI, EMBEDDING -> Optional.empty();
        };
    }
}
