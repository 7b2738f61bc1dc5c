package org.nextgeneration.store;

import static java.util.Objects.requireNonNull;

/**
 * One text in the two languages of the program.
 *
 * @param fr the French text
 * @param en the English text
 */
public record Localized(String fr, String en) {
    /** Rejects an absent text. */
    public Localized {
        requireNonNull(fr, "fr");
        requireNonNull(en, "en");
    }

    /** {@return the same words for both languages, as a user's configuration may give them} */
    public static Localized same(String text) {
        return new Localized(text, text);
    }

    /** {@return the text in that language} */
    public String text(Language language) {
        return switch (language) {
            case FRENCH -> fr;
            case ENGLISH -> en;
        };
    }
}
