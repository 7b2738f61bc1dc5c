package org.nextgeneration.select;

/** The language a text is mostly written in. */
public enum TextLanguage {
    /** French. */
    FRENCH("fr"),
    /** English. */
    ENGLISH("en"),
    /** Another language, or too little text to tell. */
    OTHER("other");

    private final String code;

    TextLanguage(String code) {
        this.code = code;
    }

    /** {@return {@code fr}, {@code en} or {@code other}} */
    public String code() {
        return code;
    }
}
