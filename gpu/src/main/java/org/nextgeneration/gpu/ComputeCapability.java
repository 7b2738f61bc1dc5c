package org.nextgeneration.gpu;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a card's processors can do, by NVIDIA's numbering: 8.6 for an RTX 3090, 12.0 for an RTX 5060
 * Ti.
 *
 * @param major the generation
 * @param minor the variant
 */
public record ComputeCapability(int major, int minor) implements Comparable<ComputeCapability> {
    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,3})(?:\\.(\\d{1,3}))?");

    private static final Comparator<ComputeCapability> ORDER =
            Comparator.comparingInt(ComputeCapability::major)
                    .thenComparingInt(ComputeCapability::minor);

    /** {@return the capability that a text such as {@code 8.6} or {@code 8} names, if it does} */
    public static Optional<ComputeCapability> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String minor = matcher.group(2);
        return Optional.of(
                new ComputeCapability(
                        Integer.parseInt(matcher.group(1)),
                        minor == null ? 0 : Integer.parseInt(minor)));
    }

    @Override
    public int compareTo(ComputeCapability other) {
        return ORDER.compare(this, other);
    }

    /** {@return as NVIDIA writes it, such as {@code 8.6}} */
    @Override
    public String toString() {
        return major + "." + minor;
    }
}
