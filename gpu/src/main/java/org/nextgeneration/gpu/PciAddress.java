package org.nextgeneration.gpu;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a card sits on the PCI bus.
 *
 * @param domain 0 on nearly every machine
 * @param bus the number by which cards are told apart
 * @param device 0 for nearly every card
 */
public record PciAddress(int domain, int bus, int device) {
    /** As the driver, the kernel and ggml write it: {@code 00000000:01:00.0}, {@code 01:00.0}. */
    private static final Pattern WRITTEN =
            Pattern.compile(
                    "(?:([0-9a-fA-F]{1,8}):)?([0-9a-fA-F]{1,2}):([0-9a-fA-F]{1,2})"
                            + "(?:\\.[0-9a-fA-F])?");

    /** {@return the address, empty where the text is none} */
    public static Optional<PciAddress> parse(String text) {
        Matcher matcher = WRITTEN.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String domain = matcher.group(1);
        return Optional.of(
                new PciAddress(
                        domain == null ? 0 : Integer.parseUnsignedInt(domain, 16),
                        Integer.parseInt(matcher.group(2), 16),
                        Integer.parseInt(matcher.group(3), 16)));
    }

    /** {@return the address as the kernel writes it, such as {@code 0000:01:00.0}} */
    @Override
    public String toString() {
        return "%04x:%02x:%02x.0".formatted(domain, bus, device).toLowerCase(Locale.ROOT);
    }
}
