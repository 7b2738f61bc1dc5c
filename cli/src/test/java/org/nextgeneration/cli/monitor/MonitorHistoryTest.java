package org.nextgeneration.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MonitorHistoryTest {
    private static MonitorHistory of(int samples) {
        MonitorHistory history = MonitorHistory.EMPTY;
        for (int i = 0; i < samples; i++) {
            history = history.plus(Samples.of(List.of(), Samples.at3090(i % 100)));
        }
        return history;
    }

    private static double load(MonitorSample sample) {
        return sample.cards().getFirst().sample().fast().utilizationPercent().value().orElseThrow();
    }

    @Test
    void history_full_dropsTheOldest() {
        MonitorHistory history = of(MonitorHistory.SAMPLES_MAX + 3);
        assertEquals(MonitorHistory.SAMPLES_MAX, history.samples().size());
        assertEquals(3, history.dropped());
        assertEquals(3, load(history.samples().getFirst()));
    }

    @Test
    void columns_fewerThanSamples_showThePeakOfEach() {
        List<OptionalDouble> columns = of(7).columns(60, MonitorHistoryTest::load);
        assertEquals(
                List.of(OptionalDouble.of(2), OptionalDouble.of(5), OptionalDouble.of(6)), columns);
    }

    @Test
    void columns_whenSamplesAreDropped_standForTheSameOnes() {
        int perColumn = 3;
        List<OptionalDouble> before =
                of(MonitorHistory.SAMPLES_MAX + perColumn).columns(60, MonitorHistoryTest::load);
        List<OptionalDouble> after =
                of(MonitorHistory.SAMPLES_MAX + 2 * perColumn)
                        .columns(60, MonitorHistoryTest::load);
        assertEquals(before.subList(1, 60), after.subList(0, 59));
    }

    @Test
    void columns_ofWhatIsUnknown_areGaps() {
        List<OptionalDouble> columns = of(1).columns(60, _ -> Double.NaN);
        assertEquals(List.of(OptionalDouble.empty()), columns);
        assertEquals(List.of(), of(5).columns(0, MonitorHistoryTest::load));
    }

    @Test
    void glyphs_eachTerminal_getsWhatItCanShow() {
        Map<String, String> utf8 = Map.of("LANG", "fr_FR.UTF-8", "TERM", "xterm-256color");
        assertEquals(Glyphs.UNICODE, Glyphs.of(utf8, false));
        assertEquals(
                Glyphs.ASCII,
                Glyphs.of(Map.of("LC_ALL", "C", "LANG", "fr_FR.UTF-8", "TERM", "xterm"), false));
        assertEquals(Glyphs.ASCII, Glyphs.of(Map.of("LANG", "C.UTF-8", "TERM", "linux"), false));
        assertEquals(Glyphs.ASCII, Glyphs.of(Map.of("TERM", "xterm"), false));
        assertEquals(Glyphs.UNICODE, Glyphs.of(Map.of(), true));
    }

    @Test
    void palette_eachTerminal_hasItsColours() {
        assertEquals(Palette.NONE, Palette.of(false, "xterm-256color", "truecolor"));
        assertEquals(Palette.RICH, Palette.of(true, "xterm-256color", ""));
        assertEquals(Palette.RICH, Palette.of(true, "xterm", "truecolor"));
        assertEquals(Palette.BASIC, Palette.of(true, "linux", ""));
    }
}
