package org.nextgeneration.store;

import java.util.Locale;
import java.util.Optional;

/** A job that a model is chosen for. */
public enum Role {
    /** Complex analysis, reasoning and review; the best answer, however slow. */
    QUALITY,
    /** Writing, fixing and explaining programs. */
    CODE,
    /** Everyday writing, summaries, documentation. */
    DAILY,
    /** Short questions and conversation, answered at once. */
    SPEED,
    /** Quick trials and tests on the smallest model. */
    MINI,
    /** Text to vector. Never visible in a text: the caller asks for it. */
    EMBEDDING,
    /** From one human language to another. */
    TRANSLATION;

    private static final String LONG_SUFFIX = "_model";

    /** {@return the name as users write it, in lower case} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the role of that name, in any case; the longer form {@code speed_model} is the role
     * {@code speed}; empty for any other text}
     */
    public static Optional<Role> parse(String text) {
        String id = text.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        if (id.endsWith(LONG_SUFFIX)) {
            id = id.substring(0, id.length() - LONG_SUFFIX.length());
        }
        for (Role role : values()) {
            if (role.id().equals(id)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
