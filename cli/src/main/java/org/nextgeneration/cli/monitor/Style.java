package org.nextgeneration.cli.monitor;

/** What a piece of the screen means; a {@link Palette} says how it looks. */
enum Style {
    /** Text. */
    PLAIN,
    /** What matters less. */
    DIM,
    /** What matters more. */
    STRONG,
    /** Names of columns and rows. */
    LABEL,
    /** Borders. */
    BORDER,
    /** All is well; allowed. */
    GOOD,
    /** Worth a look. */
    WARNING,
    /** Bad; denied. */
    BAD,
    /** Memory of models. */
    WEIGHTS,
    /** Memory of what models have read. */
    KV,
    /** The rest of our memory. */
    BUFFERS,
    /** Memory of other programs. */
    OTHER,
    /** Values from low to high. */
    HEAT_0,
    /** Next. */
    HEAT_1,
    /** Next. */
    HEAT_2,
    /** Next. */
    HEAT_3,
    /** Next. */
    HEAT_4,
    /** The highest. */
    HEAT_5;

    private static final Style[] HEAT = {HEAT_0, HEAT_1, HEAT_2, HEAT_3, HEAT_4, HEAT_5};

    /** {@return the style of a value from 0 to 1} */
    static Style heat(double fraction) {
        return HEAT[(int) Math.clamp(fraction * HEAT.length, 0, HEAT.length - 1)];
    }
}
