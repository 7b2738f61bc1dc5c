package org.nextgeneration.gpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Which cards a rule of the policy speaks of: those that have everything that it names.
 *
 * @param name the product's whole name in any case, with or without its maker; {@code *} stands for
 *     anything. {@code RTX 3090} is not an RTX 3090 Ti.
 * @param uuid the driver's identifier, or how it begins
 * @param bus where it sits
 * @param memoryBytesMin at least this much memory
 * @param computeCapabilityMin at least this capability
 */
public record GpuRule(
        Optional<String> name,
        Optional<String> uuid,
        Optional<BusPattern> bus,
        OptionalLong memoryBytesMin,
        Optional<ComputeCapability> computeCapabilityMin) {
    /** Characters of a name pattern, and stars in it: matching one costs their product. */
    public static final int NAME_LENGTH_MAX = 200;

    /** What a product's name may begin with, and people leave out. */
    private static final List<String> MAKERS = List.of("nvidia ", "geforce ");

    private static final long BYTES_PER_GIBIBYTE = 1L << 30;

    /** What a rule can name. */
    public enum Criterion {
        /** The product's name. */
        NAME,
        /** The driver's identifier. */
        UUID,
        /** Where it sits. */
        BUS,
        /** How much memory it has. */
        MEMORY,
        /** What its processors can do. */
        COMPUTE_CAPABILITY
    }

    /** Rejects a rule that names nothing, which would speak of every card by accident. */
    public GpuRule {
        boolean empty =
                name.isEmpty()
                        && uuid.isEmpty()
                        && bus.isEmpty()
                        && memoryBytesMin.isEmpty()
                        && computeCapabilityMin.isEmpty();
        if (empty) {
            throw new IllegalArgumentException(
                    "a rule about cards: found nothing in it, expected a name, uuid, bus,"
                            + " memory or compute capability");
        }
        if (name.isPresent() && name.get().length() > NAME_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "a rule about cards: found a name of %d characters, expected %d at most"
                            .formatted(name.get().length(), NAME_LENGTH_MAX));
        }
    }

    /** {@return a rule about a name alone} */
    public static GpuRule named(String name) {
        return new GpuRule(
                Optional.of(name),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** {@return whether the rule speaks of this card} */
    public boolean matches(GpuCard card) {
        return failing(card).isEmpty();
    }

    /**
     * {@return the driver's reason why it cannot be said whether the rule speaks of a card, of
     * which it does not tell what the rule asks for; empty where it can be said}
     */
    Optional<String> doubt(GpuCard card) {
        Optional<String> doubt = Optional.empty();
        for (Criterion criterion : failing(card)) {
            Reading<?> fact =
                    switch (criterion) {
                        case NAME -> card.name();
                        case UUID -> card.uuid();
                        case BUS -> card.address();
                        case MEMORY -> card.memoryBytes();
                        case COMPUTE_CAPABILITY -> card.computeCapability();
                    };
            if (!(fact instanceof Reading.Unknown<?>(String reason))) {
                return Optional.empty();
            }
            doubt = Optional.of(reason);
        }
        return doubt;
    }

    /**
     * {@return what keeps the rule from speaking of this card, in the order of the components}; a
     * fact that the card does not tell is as good as a wrong one.
     */
    public List<Criterion> failing(GpuCard card) {
        List<Criterion> failing = new ArrayList<>();
        if (name.isPresent() && !card.name().value().filter(this::nameFits).isPresent()) {
            failing.add(Criterion.NAME);
        }
        if (uuid.isPresent() && !card.uuid().value().filter(this::uuidFits).isPresent()) {
            failing.add(Criterion.UUID);
        }
        if (bus.isPresent() && !card.address().value().filter(bus.get()::matches).isPresent()) {
            failing.add(Criterion.BUS);
        }
        if (memoryBytesMin.isPresent()
                && card.memoryBytes().value().orElse(-1L) < memoryBytesMin.getAsLong()) {
            failing.add(Criterion.MEMORY);
        }
        if (computeCapabilityMin.isPresent()
                && !card.computeCapability()
                        .value()
                        .filter(has -> has.compareTo(computeCapabilityMin.get()) >= 0)
                        .isPresent()) {
            failing.add(Criterion.COMPUTE_CAPABILITY);
        }
        return failing;
    }

    private boolean uuidFits(String found) {
        return found.toLowerCase(Locale.ROOT)
                .startsWith(uuid.orElseThrow().toLowerCase(Locale.ROOT));
    }

    private boolean nameFits(String found) {
        String wanted = name.orElseThrow().strip().toLowerCase(Locale.ROOT);
        String full = found.strip().toLowerCase(Locale.ROOT);
        for (String maker : MAKERS) {
            if (fits(wanted, full)) {
                return true;
            }
            full = full.startsWith(maker) ? full.substring(maker.length()) : full;
        }
        return fits(wanted, full);
    }

    /** A star takes as little as it can, and more when what follows it does not fit. */
    private static boolean fits(String pattern, String text) {
        int star = -1;
        int starTook = 0;
        int at = 0;
        int in = 0;
        while (in < text.length()) {
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starTook = in;
            } else if (at < pattern.length() && pattern.charAt(at) == text.charAt(in)) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++starTook;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    /** {@return the rule as it is written in the configuration} */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        name.ifPresent(text -> parts.add("name: " + text));
        uuid.ifPresent(text -> parts.add("uuid: " + text));
        bus.ifPresent(pattern -> parts.add("bus: " + pattern));
        memoryBytesMin.ifPresent(bytes -> parts.add("memory_min: " + gibibytes(bytes)));
        computeCapabilityMin.ifPresent(least -> parts.add("compute_min: " + least));
        return parts.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    private static String gibibytes(long bytes) {
        return bytes % BYTES_PER_GIBIBYTE == 0
                ? bytes / BYTES_PER_GIBIBYTE + " GiB"
                : (bytes >> 20) + " MiB";
    }
}
