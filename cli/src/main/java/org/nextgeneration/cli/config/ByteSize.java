package org.nextgeneration.cli.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as people write them: {@code 20 GiB}, {@code 512 MiB}, {@code 1.5 GB}, {@code 0}. */
final class ByteSize {
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(\\d{1,12}(?:\\.\\d{1,6})?)\\s*([KMGT]?I?B)", Pattern.CASE_INSENSITIVE);

    private static final Map<String, Long> UNITS =
            Map.of(
                    "B", 1L,
                    "KIB", 1L << 10,
                    "MIB", 1L << 20,
                    "GIB", 1L << 30,
                    "TIB", 1L << 40,
                    "KB", 1_000L,
                    "MB", 1_000_000L,
                    "GB", 1_000_000_000L,
                    "TB", 1_000_000_000_000L);

    private ByteSize() {}

    /** {@return the bytes; empty where the text is no size, or one beyond any disk} */
    static Optional<Long> parse(String text) {
        if (text.strip().equals("0")) {
            return Optional.of(0L);
        }
        Matcher matcher = WRITTEN.matcher(text.strip());
        Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toUpperCase(Locale.ROOT)) : null;
        if (unit == null) {
            return Optional.empty();
        }
        BigDecimal bytes = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        return bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0
                ? Optional.empty()
                : Optional.of(bytes.longValue());
    }
}
