package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.Messages;

/** Sizes as people read them. */
final class Sizes {
    private static final double GIBIBYTE = 1L << 30;
    private static final double MEBIBYTE = 1L << 20;
    private static final double SMALL_BELOW_GIBIBYTES = 0.1;

    private Sizes() {}

    /** {@return bytes in GiB, in MiB where that would be next to nothing} */
    static String gibibytes(long bytes, Messages messages) {
        return bytes >= SMALL_BELOW_GIBIBYTES * GIBIBYTE
                ? messages.text("size.gibibytes", messages.number(bytes / GIBIBYTE, 2))
                : messages.text("size.mebibytes", messages.number(bytes / MEBIBYTE, 1));
    }
}
