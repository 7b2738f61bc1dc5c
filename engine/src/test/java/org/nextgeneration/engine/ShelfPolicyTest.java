package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nextgeneration.engine.ShelfPolicy.Bounds;
import org.nextgeneration.engine.ShelfPolicy.Decision;
import org.nextgeneration.engine.ShelfPolicy.Entry;

class ShelfPolicyTest {
    private static final long USABLE = 1L << 40;
    private static final double DAY = ShelfPolicy.HALF_LIFE.toSeconds();

    @Test
    void worth_halfLivesUnused_halvedEachTime() {
        assertEquals(0.5, ShelfPolicy.worth(10, 5, 0));
        assertEquals(0.25, ShelfPolicy.worth(10, 5, DAY));
        assertEquals(0.125, ShelfPolicy.worth(10, 5, 2 * DAY));
        assertEquals(0.5, ShelfPolicy.worth(10, 5, -DAY));
    }

    @Test
    void decide_room_nothingDropped() {
        assertEquals(
                new Decision.Save(List.of()),
                ShelfPolicy.decide(List.of(entry("a", 50, 1, 0)), 50, 1, new Bounds(100, USABLE)));
    }

    @Test
    void decide_full_leastWorthyGoFirstWhateverTheirModel() {
        assertEquals(
                new Decision.Save(List.of("stale", "cheap")),
                ShelfPolicy.decide(
                        List.of(
                                entry("dear", 30, 30, 0),
                                entry("cheap", 30, 3, 0),
                                entry("stale", 30, 30, 10 * DAY)),
                        50,
                        10,
                        new Bounds(100, USABLE)));
    }

    @Test
    void decide_othersWorthMore_refused() {
        assertInstanceOf(
                Decision.Refuse.class,
                ShelfPolicy.decide(
                        List.of(entry("dear", 80, 80, 0)), 50, 10, new Bounds(100, USABLE)));
    }

    @Test
    void decide_superseded_goesBeforeTheCheapest() {
        assertEquals(
                new Decision.Save(List.of("prefix")),
                ShelfPolicy.decide(
                        List.of(
                                entry("cheap", 40, 0.001, 0),
                                new Entry("prefix", 40, 1_000, 0, true)),
                        50,
                        10,
                        new Bounds(100, USABLE)));
    }

    @Test
    void decide_largerThanTheShelf_refusedAndNothingDropped() {
        Decision.Refuse refused =
                assertInstanceOf(
                        Decision.Refuse.class,
                        ShelfPolicy.decide(List.of(), 101, 1e6, new Bounds(100, USABLE)));
        assertTrue(refused.reason().contains("found 101 bytes, expected 100"), refused.reason());
    }

    @Test
    void decide_diskNearlyFull_refused() {
        long usable = ShelfPolicy.FREE_BYTES_MIN + 49;
        Decision.Refuse refused =
                assertInstanceOf(
                        Decision.Refuse.class,
                        ShelfPolicy.decide(List.of(), 50, 1, new Bounds(100, usable)));
        assertTrue(refused.reason().contains("usable on the disk"), refused.reason());
        assertEquals(
                new Decision.Save(List.of()),
                ShelfPolicy.decide(List.of(), 49, 1, new Bounds(100, usable)));
    }

    @Test
    void decide_diskNearlyFull_ownFilesMakeRoom() {
        assertEquals(
                new Decision.Save(List.of("old")),
                ShelfPolicy.decide(
                        List.of(entry("old", 50, 1, 9 * DAY)),
                        50,
                        1,
                        new Bounds(1_000, ShelfPolicy.FREE_BYTES_MIN)));
    }

    @Test
    void decide_tooManyEntries_oneGoes() {
        List<Entry> entries =
                IntStream.range(0, ShelfPolicy.ENTRIES_MAX)
                        .mapToObj(i -> entry("e" + i, 1, 1 + i, DAY))
                        .toList();
        assertEquals(
                new Decision.Save(List.of("e0")),
                ShelfPolicy.decide(entries, 1, 1, new Bounds(USABLE, USABLE)));
    }

    private static Entry entry(String name, long bytes, double seconds, double unusedSeconds) {
        return new Entry(name, bytes, seconds, unusedSeconds, false);
    }
}
