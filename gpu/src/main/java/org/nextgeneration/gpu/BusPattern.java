package org.nextgeneration.gpu;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Which places on the PCI bus a rule speaks of: a bus, as in {@code 1}, or one address.
 *
 * @param domain if the rule names one
 * @param bus the bus
 * @param device if the rule names one
 */
public record BusPattern(OptionalInt domain, int bus, OptionalInt device) {
    private static final Pattern BUS_ALONE = Pattern.compile("[0-9a-fA-F]{1,2}");

    /**
     * Reads a pattern. Numbers are hexadecimal, as every tool that shows bus ids writes them.
     *
     * @param text such as {@code 1}, {@code 01:00.0} or {@code 0000:01:00.0}
     */
    public static Optional<BusPattern> parse(String text) {
        String stripped = text.strip();
        if (BUS_ALONE.matcher(stripped).matches()) {
            return Optional.of(
                    new BusPattern(
                            OptionalInt.empty(),
                            Integer.parseInt(stripped, 16),
                            OptionalInt.empty()));
        }
        boolean withDomain = stripped.chars().filter(character -> character == ':').count() == 2;
        return PciAddress.parse(stripped)
                .map(
                        address ->
                                new BusPattern(
                                        withDomain
                                                ? OptionalInt.of(address.domain())
                                                : OptionalInt.empty(),
                                        address.bus(),
                                        OptionalInt.of(address.device())));
    }

    /** {@return whether an address is one of those} */
    public boolean matches(PciAddress address) {
        return bus == address.bus()
                && (domain.isEmpty() || domain.getAsInt() == address.domain())
                && (device.isEmpty() || device.getAsInt() == address.device());
    }

    /** {@return the pattern as it is written in the configuration} */
    @Override
    public String toString() {
        if (device.isEmpty()) {
            return Integer.toHexString(bus);
        }
        String address = "%02x:%02x.0".formatted(bus, device.getAsInt());
        return domain.isEmpty() ? address : "%04x:%s".formatted(domain.getAsInt(), address);
    }
}
