package org.nextgeneration.gpu;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Reads the values that {@code nvidia-smi} writes. */
final class SmiField {
    /** How much of a text that is no value is passed on as the reason. */
    private static final int REASON_CHARACTERS_MAX = 64;

    private static final long MEBIBYTE = 1L << 20;
    private static final int MILLI = 1_000;

    private static final Pattern DECIMAL = Pattern.compile("\\d{1,15}(\\.\\d{1,6})?");

    private SmiField() {}

    /** {@return a text; what is in brackets, or means the same, is why there is none} */
    static Reading<String> text(String written) {
        String shown = DriverText.shown(written);
        boolean absent =
                shown.isEmpty()
                        || shown.startsWith("[")
                        || shown.equals("N/A")
                        || shown.startsWith("ERR!");
        String reason = shown.isEmpty() ? "empty" : shown;
        return absent ? Reading.unknown(shortened(reason)) : Reading.of(shown);
    }

    private static String shortened(String text) {
        return text.length() <= REASON_CHARACTERS_MAX
                ? text
                : text.substring(0, REASON_CHARACTERS_MAX) + "…";
    }

    /** {@return what a text means to a parser that may not understand it} */
    static <T> Reading<T> parsed(
            Reading<String> written, Function<String, Optional<T>> parser, String expected) {
        return switch (written) {
            case Reading.Unknown<String>(String reason) -> Reading.unknown(reason);
            case Reading.Known<String>(String text) ->
                    parser.apply(text)
                            .map(Reading::of)
                            .orElseGet(
                                    () ->
                                            Reading.unknown(
                                                    "found %s, expected %s"
                                                            .formatted(shortened(text), expected)));
        };
    }

    /** {@return a number of 0 or more} */
    static Reading<Integer> integer(Reading<String> written) {
        return parsed(written, SmiField::integer, "a number");
    }

    private static Optional<Integer> integer(String text) {
        return decimal(text, 1).filter(value -> value <= Integer.MAX_VALUE).map(Long::intValue);
    }

    /** {@return milliwatts, of watts} */
    static Reading<Integer> milliwatts(Reading<String> written) {
        return parsed(
                written,
                text ->
                        decimal(text, MILLI)
                                .filter(value -> value <= Integer.MAX_VALUE)
                                .map(Long::intValue),
                "watts");
    }

    /** {@return bytes, of MiB} */
    static Reading<Long> mebibytes(Reading<String> written) {
        return parsed(written, text -> decimal(text, MEBIBYTE), "MiB");
    }

    /** {@return the number of a performance state such as P8} */
    static Reading<Integer> performanceState(Reading<String> written) {
        return parsed(
                written,
                text -> text.startsWith("P") ? integer(text.substring(1)) : Optional.empty(),
                "a state such as P8");
    }

    /** {@return bits that are written as 0x0000000000000001} */
    static Reading<Long> bits(Reading<String> written) {
        return parsed(
                written,
                text -> {
                    try {
                        return text.startsWith("0x")
                                ? Optional.of(Long.parseUnsignedLong(text.substring(2), 16))
                                : Optional.empty();
                    } catch (NumberFormatException notBits) {
                        return Optional.empty();
                    }
                },
                "bits");
    }

    /** Reads a decimal number of 0 or more, in another unit; nothing that a long cannot hold. */
    private static Optional<Long> decimal(String text, long factor) {
        if (!DECIMAL.matcher(text).matches()) {
            return Optional.empty();
        }
        double value = Double.parseDouble(text) * factor;
        return value < Long.MAX_VALUE ? Optional.of(Math.round(value)) : Optional.empty();
    }
}
