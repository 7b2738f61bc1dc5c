package org.nextgeneration.demo;

/** A language that the demo model speaks. */
public enum Language {
    /** English, {@code en}. */
    ENGLISH("en"),
    /** French, {@code fr}. */
    FRENCH("fr");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** {@return the two-letter code that the corpus files use} */
    public String code() {
        return code;
    }

    /**
     * {@return the language with this two-letter code}
     *
     * @throws IllegalArgumentException if the demo model does not speak it
     */
    public static Language of(String code) {
        for (Language language : values()) {
            if (language.code.equals(code)) {
                return language;
            }
        }
        throw new IllegalArgumentException(
                "found language \"%s\", expected en or fr".formatted(code));
    }
}
