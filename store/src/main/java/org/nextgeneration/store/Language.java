package org.nextgeneration.store;

import java.util.Locale;

/** A language that the program speaks to people. */
public enum Language {
    /** French. */
    FRENCH("fr"),
    /** English, also for everybody whose language we do not speak. */
    ENGLISH("en");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** {@return the ISO 639-1 code, {@code fr} or {@code en}} */
    public String code() {
        return code;
    }

    /** {@return French for a French locale, else English} */
    public static Language of(Locale locale) {
        return locale.getLanguage().equals(FRENCH.code) ? FRENCH : ENGLISH;
    }
}
