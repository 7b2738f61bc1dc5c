package org.nextgeneration.cli.monitor;

/** What a person typed. */
public sealed interface Key {
    /**
     * A character.
     *
     * @param point its code point
     */
    record Typed(int point) implements Key {}

    /** A key without a character. */
    enum Named implements Key {
        /** One line up. */
        UP,
        /** One line down. */
        DOWN,
        /** One page up. */
        PAGE_UP,
        /** One page down. */
        PAGE_DOWN,
        /** To the top. */
        HOME,
        /** To the end. */
        END,
        /** Ends what was begun. */
        ENTER,
        /** Takes back a character. */
        BACKSPACE,
        /** Leaves, whatever it is. */
        ESCAPE,
        /** Ctrl-C: leaves the monitor. */
        INTERRUPT
    }
}
