package org.nextgeneration.gpu;

/**
 * What a card itself says about its limits.
 *
 * @param slowdownCelsius from here on the card slows itself down
 * @param shutdownCelsius from here on the card switches itself off
 * @param operatingCelsiusMax the highest temperature of normal use
 * @param memoryCelsiusMax the highest temperature of its memory
 * @param powerLimitMilliwattsDefault the limit that it came with
 * @param powerLimitMilliwattsMax the highest limit that can be set
 * @param memoryClockMegahertzMax the fastest memory clock
 * @param memoryBusBits width of the bus to its memory
 * @param pcieMax the fastest link that card and slot can have
 */
public record CardLimits(
        Reading<Integer> slowdownCelsius,
        Reading<Integer> shutdownCelsius,
        Reading<Integer> operatingCelsiusMax,
        Reading<Integer> memoryCelsiusMax,
        Reading<Integer> powerLimitMilliwattsDefault,
        Reading<Integer> powerLimitMilliwattsMax,
        Reading<Integer> memoryClockMegahertzMax,
        Reading<Integer> memoryBusBits,
        Reading<PcieLink> pcieMax) {
    /** Bits moved with each tick of the clock, on either edge of it. */
    private static final long TRANSFERS_PER_TICK = 2;

    /** {@return bytes that the card can read from its memory in a second, by these facts} */
    public Reading<Long> memoryBytesPerSecond() {
        return switch (memoryClockMegahertzMax) {
            case Reading.Known<Integer>(Integer megahertz) ->
                    memoryBusBits.map(
                            bits -> megahertz * 1_000_000L * TRANSFERS_PER_TICK * bits / 8);
            case Reading.Unknown<Integer>(String reason) -> Reading.unknown(reason);
        };
    }
}
