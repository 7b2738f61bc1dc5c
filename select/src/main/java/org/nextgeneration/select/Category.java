package org.nextgeneration.select;

import java.util.Locale;
import org.nextgeneration.store.Role;

/** A kind of task that can be seen in a text, and the role that does it. */
public enum Category {
    /** Writing, fixing, converting or explaining programs; SQL, shell, configuration. */
    CODE(Role.CODE),
    /** Analysis, comparison, strategy, extraction that needs judgement. */
    ANALYSIS(Role.QUALITY),
    /** Mathematics, logic, science. */
    REASONING(Role.QUALITY),
    /** Review of code, of a text or of a system's security. */
    REVIEW(Role.QUALITY),
    /** Writing and rewriting: letters, articles, stories, documentation. */
    WRITING(Role.DAILY),
    /** Making a text shorter. */
    SUMMARY(Role.DAILY),
    /** Ordinary explanations. */
    EXPLANATION(Role.DAILY),
    /** Advice for everyday life and plans. */
    ADVICE(Role.DAILY),
    /** Nothing recognised in a text that is too long to be a quick question. */
    GENERAL(Role.DAILY),
    /** Greetings, thanks, small talk. */
    GREETING(Role.SPEED),
    /** A short question with a short answer; ideas by the handful. */
    QUICK_QUESTION(Role.SPEED),
    /** From one human language to another. */
    TRANSLATION(Role.TRANSLATION);

    private final Role role;

    Category(Role role) {
        this.role = role;
    }

    /** {@return the role that does tasks of this kind} */
    public Role role() {
        return role;
    }

    /** {@return the name in lower case, as in JSON output} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
