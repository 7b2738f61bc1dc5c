package org.nextgeneration.cli.terminal;

/** Sizes as people read them. Pure. */
public final class Sizes {
    private static final double GIBIBYTE = 1L << 30;
    private static final double MEBIBYTE = 1L << 20;
    private static final long SMALL_BELOW_BYTES = 100L << 20;

    private Sizes() {}

    /** {@return bytes in GiB, in MiB where that would be next to nothing} */
    public static String gibibytes(long bytes, Messages messages) {
        return bytes >= SMALL_BELOW_BYTES
                ? messages.text("size.gibibytes", messages.number(bytes / GIBIBYTE, 2))
                : messages.text("size.mebibytes", messages.number(bytes / MEBIBYTE, 1));
    }

    /** {@return the same with one decimal less, for a narrow column} */
    public static String brief(long bytes, Messages messages) {
        return bytes == 0 || bytes >= SMALL_BELOW_BYTES
                ? messages.text("size.gibibytes", number(bytes, messages))
                : messages.text("size.mebibytes", messages.number(bytes / MEBIBYTE, 0));
    }

    /** {@return a number of GiB with one decimal, without the unit} */
    public static String number(long bytes, Messages messages) {
        return messages.number(bytes / GIBIBYTE, 1);
    }
}
