package org.nextgeneration.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.Reading;

class GaugeTest {
    private static final long GIBIBYTE = Samples.GIBIBYTE;

    private static String bar(double fraction, Glyphs glyphs) {
        return Gauge.bar(fraction, 8, glyphs).text();
    }

    private static String chart(int columns, double... values) {
        List<OptionalDouble> list =
                Arrays.stream(values)
                        .mapToObj(
                                value ->
                                        Double.isNaN(value)
                                                ? OptionalDouble.empty()
                                                : OptionalDouble.of(value))
                        .toList();
        return Gauge.chart(list, columns, Glyphs.UNICODE).text();
    }

    @Test
    void bar_eachFraction_isAsLongAsItSays() {
        assertEquals("········", bar(0, Glyphs.UNICODE));
        assertEquals("▏·······", bar(1 / 64.0, Glyphs.UNICODE));
        assertEquals("████····", bar(0.5, Glyphs.UNICODE));
        assertEquals("████▌···", bar(0.5625, Glyphs.UNICODE));
        assertEquals("████████", bar(1, Glyphs.UNICODE));
        assertEquals("####....", bar(0.5, Glyphs.ASCII));
    }

    @Test
    void bar_fractionThatIsNone_staysWithinTheBar() {
        assertEquals("████████", bar(7, Glyphs.UNICODE));
        assertEquals("········", bar(-1, Glyphs.UNICODE));
    }

    @Test
    void chart_valuesAndGaps_standAtTheRight() {
        assertEquals("   ▁▅█ ▁", chart(8, 0, 0.5, 1, Double.NaN, 0));
        assertEquals("█▁", chart(2, 0.5, 1, 0));
        assertEquals("█▁", chart(2, 99, -5));
    }

    @Test
    void split_eachPart_isSeenHoweverSmall() {
        MemorySplit split = new MemorySplit(12 * GIBIBYTE, 1, 1, 3 * GIBIBYTE, GIBIBYTE);
        assertEquals("██████▓▒", Gauge.split(split, 16 * GIBIBYTE, 8, Glyphs.UNICODE).text());
        MemorySplit small = new MemorySplit(1, 1, 1, 1, 16 * GIBIBYTE);
        assertEquals("█▓▒░····", Gauge.split(small, 16 * GIBIBYTE, 8, Glyphs.UNICODE).text());
        assertEquals(
                "········",
                Gauge.split(MemorySplit.UNKNOWN, 16 * GIBIBYTE, 8, Glyphs.UNICODE).text());
    }

    @Test
    void memory_ofOurModel_isSplitAsTheEngineCounted() {
        assertEquals(
                new MemorySplit(12 * GIBIBYTE, 3 * GIBIBYTE, GIBIBYTE, 2 * GIBIBYTE, 6 * GIBIBYTE),
                MemorySplit.of(Samples.at3090(50), List.of(Samples.MODEL)));
    }

    @Test
    void memory_withoutOurModels_isOfOthers() {
        assertEquals(
                new MemorySplit(0, 0, 0, 18 * GIBIBYTE, 6 * GIBIBYTE),
                MemorySplit.of(Samples.at3090(50), List.of()));
        assertEquals(
                new MemorySplit(0, 0, 0, GIBIBYTE, 15 * GIBIBYTE),
                MemorySplit.of(Samples.at5060Ti(), List.of(Samples.MODEL)));
    }

    @Test
    void memory_ofMoreThanIsUsed_isCutToWhatIsUsed() {
        CardSample card = Samples.at3090(50);
        List<LoadedModel> twice = List.of(Samples.MODEL, Samples.MODEL);
        assertEquals(
                new MemorySplit(18 * GIBIBYTE, 0, 0, 0, 6 * GIBIBYTE), MemorySplit.of(card, twice));
    }

    @Test
    void memory_unknown_isNotSplit() {
        CardSample card = Samples.at3090(50);
        CardSample silent =
                new CardSample(
                        card.card(),
                        card.limits(),
                        new FastReadings(
                                Reading.unknown(Samples.ABSENT),
                                card.fast().utilizationPercent(),
                                card.fast().memoryUtilizationPercent(),
                                card.fast().temperatureCelsius(),
                                card.fast().powerMilliwatts()),
                        card.slow(),
                        card.processes());
        assertEquals(MemorySplit.UNKNOWN, MemorySplit.of(silent, List.of(Samples.MODEL)));
    }
}
