package org.nextgeneration.engine;

import java.util.Arrays;

/** What a shelf knows of one of its files. Immutable. */
final class ShelfEntry {
    private final String name;
    private final ShelfHeader header;
    private final int[] tokens;

    /**
     * Describes a file.
     *
     * @param name of the file
     * @param header what it begins with
     * @param tokens of the sequence; kept, not copied
     */
    ShelfEntry(String name, ShelfHeader header, int[] tokens) {
        this.name = name;
        this.header = header;
        this.tokens = tokens;
    }

    String name() {
        return name;
    }

    ShelfHeader header() {
        return header;
    }

    int tokenCount() {
        return tokens.length;
    }

    /** {@return the tokens of the sequence, a copy} */
    int[] tokens() {
        return tokens.clone();
    }

    boolean has(int[] other) {
        return Arrays.equals(tokens, other);
    }

    /** {@return how many tokens, from the first, are the same} */
    int commonWith(int[] other) {
        int length = Math.min(tokens.length, other.length);
        int mismatch = Arrays.mismatch(tokens, 0, length, other, 0, length);
        return mismatch < 0 ? length : mismatch;
    }

    /** {@return whether all its tokens are the first of these} */
    boolean beginsOf(int[] other) {
        return commonWith(other) == tokens.length;
    }
}
