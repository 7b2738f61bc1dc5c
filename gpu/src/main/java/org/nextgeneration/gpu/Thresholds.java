package org.nextgeneration.gpu;

import java.util.OptionalInt;

/**
 * From where on a card's state is worth a word.
 *
 * @param temperatureWarningCelsius as the person set it; without it the card's own limit, else 75
 * @param temperatureCriticalCelsius as the person set it; without it the card's own limit, else 85
 * @param memoryWarningPercent of the card's memory
 * @param memoryCriticalPercent of the card's memory
 * @param utilizationLowPercent below it a card with a model on it has nothing to do
 * @param utilizationHighPercent above it a card has no room for more work
 */
public record Thresholds(
        OptionalInt temperatureWarningCelsius,
        OptionalInt temperatureCriticalCelsius,
        int memoryWarningPercent,
        int memoryCriticalPercent,
        int utilizationLowPercent,
        int utilizationHighPercent) {
    /** Used where neither the person nor the card says anything. */
    public static final int TEMPERATURE_WARNING_CELSIUS = 75;

    /** Used where neither the person nor the card says anything. */
    public static final int TEMPERATURE_CRITICAL_CELSIUS = 85;

    /** The usual ones. */
    public static final Thresholds BUILT_IN =
            new Thresholds(OptionalInt.empty(), OptionalInt.empty(), 80, 95, 10, 95);
}
