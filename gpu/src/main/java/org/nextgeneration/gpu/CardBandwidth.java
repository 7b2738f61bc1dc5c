package org.nextgeneration.gpu;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How fast cards read their memory. Decoding reads every weight for every token, so this is what
 * limits it.
 */
public final class CardBandwidth {
    private static final long GIGA = 1_000_000_000L;

    /** Gigabytes a second, by product. Source: the makers' data sheets. */
    private static final Map<String, Integer> KNOWN =
            Map.ofEntries(
                    Map.entry("rtx 2080 ti", 616),
                    Map.entry("rtx 3060", 360),
                    Map.entry("rtx 3060 ti", 448),
                    Map.entry("rtx 3070", 448),
                    Map.entry("rtx 3080", 760),
                    Map.entry("rtx 3080 ti", 912),
                    Map.entry("rtx 3090", 936),
                    Map.entry("rtx 3090 ti", 1_008),
                    Map.entry("rtx 4060", 272),
                    Map.entry("rtx 4060 ti", 288),
                    Map.entry("rtx 4070", 504),
                    Map.entry("rtx 4070 ti", 504),
                    Map.entry("rtx 4080", 717),
                    Map.entry("rtx 4090", 1_008),
                    Map.entry("rtx 5060", 448),
                    Map.entry("rtx 5060 ti", 448),
                    Map.entry("rtx 5070", 672),
                    Map.entry("rtx 5070 ti", 896),
                    Map.entry("rtx 5080", 960),
                    Map.entry("rtx 5090", 1_792));

    private CardBandwidth() {}

    /**
     * Finds the bandwidth of a card. Pure.
     *
     * @param card the card
     * @param limits what it says of itself, for products that are not in the table
     * @return bytes a second, empty where neither tells
     */
    public static Optional<Long> bytesPerSecond(GpuCard card, CardLimits limits) {
        return Optional.ofNullable(KNOWN.get(card.label().toLowerCase(Locale.ROOT)))
                .map(gigabytes -> gigabytes * GIGA)
                .or(() -> limits.memoryBytesPerSecond().value());
    }
}
