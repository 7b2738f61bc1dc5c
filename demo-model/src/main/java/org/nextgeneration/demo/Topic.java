package org.nextgeneration.demo;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that the demo model knows: its answer in each language, and what an answer must hold.
 *
 * @param id unique within the corpus
 * @param keys for each language, the texts that a right answer contains, compared without case
 * @param answers for each language, the answer that the model learns by heart
 */
public record Topic(String id, Map<Language, List<String>> keys, Map<Language, String> answers) {
    /** The topic of every question that the model must not pretend to know. */
    public static final String OUTSIDE = "outside";

    /** Copies the maps. */
    public Topic {
        keys = Map.copyOf(keys);
        answers = Map.copyOf(answers);
        for (Language language : Language.values()) {
            String answer = answers.get(language);
            List<String> wanted = keys.get(language);
            if (answer == null || answer.isBlank()) {
                throw new IllegalArgumentException(
                        "topic %s: found no answer in \"%s\", expected one"
                                .formatted(id, language.code()));
            }
            if (wanted == null || wanted.isEmpty()) {
                throw new IllegalArgumentException(
                        "topic %s: found no key for \"%s\", expected one or more"
                                .formatted(id, language.code()));
            }
            for (String key : wanted) {
                if (!holds(answer, key)) {
                    throw new IllegalArgumentException(
                            "topic %s: its answer in \"%s\" lacks its own key \"%s\""
                                    .formatted(id, language.code(), key));
                }
            }
        }
    }

    /** {@return the answer in a language} */
    public String answer(Language language) {
        return requireNonNull(answers.get(language));
    }

    /** {@return whether a text contains every key of this topic in a language} */
    public boolean isAnsweredBy(String text, Language language) {
        return requireNonNull(keys.get(language)).stream().allMatch(key -> holds(text, key));
    }

    private static boolean holds(String text, String key) {
        return text.toLowerCase(Locale.ROOT).contains(key.toLowerCase(Locale.ROOT));
    }
}
