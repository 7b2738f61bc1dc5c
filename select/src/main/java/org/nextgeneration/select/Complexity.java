package org.nextgeneration.select;

import java.util.Locale;

/** How much a text asks for. */
public enum Complexity {
    /** A short, single request. */
    LOW,
    /** An ordinary request. */
    MEDIUM,
    /** A long request, or one of several parts or constraints. */
    HIGH;

    /** {@return the name in lower case, as in JSON output} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
