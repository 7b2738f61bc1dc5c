package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CacheIndexTest {
    private static CachedSequence filled(CacheIndex index, int from, int to) {
        CachedSequence sequence = index.open(0);
        for (int token = from; token < to; token++) {
            index.append(sequence, token);
        }
        return sequence;
    }

    @Test
    void share_prefix_usesItsCellsOnce() {
        CacheIndex index = new CacheIndex(4, 100);
        CachedSequence first = filled(index, 0, 30);
        CachedSequence second = index.open(0);
        index.share(first, second, 20);
        index.append(second, 99);
        assertEquals(100 - 31, index.freeCells());
        assertEquals(31, index.runningCells());
        assertEquals(20, second.common(first.tokens(), 30));
        index.remove(first);
        assertEquals(100 - 21, index.freeCells());
        assertEquals(21, second.count());
        index.remove(second);
        assertEquals(100, index.freeCells());
        assertEquals(0, index.runningCells());
    }

    @Test
    void rest_afterAnAnswer_freesNothingButMayBeTaken() {
        CacheIndex index = new CacheIndex(2, 100);
        CachedSequence sequence = filled(index, 0, 30);
        assertTrue(index.leastValuable(_ -> true, 0).isEmpty());
        index.rest(sequence, 7);
        assertEquals(70, index.freeCells());
        assertEquals(0, index.runningCells());
        assertSame(sequence, index.leastValuable(_ -> true, 8).orElseThrow());
        assertArrayEquals(filled(new CacheIndex(1, 30), 0, 30).tokens(), sequence.tokens());
    }

    @Test
    void leastValuable_manyTokensOrRecent_isKept() {
        CacheIndex index = new CacheIndex(4, 1_000);
        CachedSequence small = filled(index, 0, 10);
        CachedSequence old = filled(index, 100, 200);
        CachedSequence recent = filled(index, 300, 400);
        long now = TimeUnit.MINUTES.toNanos(1);
        index.rest(small, now);
        index.rest(old, 0);
        index.rest(recent, now);
        assertSame(old, index.leastValuable(_ -> true, now).orElseThrow());
        index.remove(old);
        assertSame(small, index.leastValuable(_ -> true, now).orElseThrow());
    }

    @Test
    void value_tokensOthersHoldToo_countNothing() {
        CacheIndex index = new CacheIndex(4, 1_000);
        CachedSequence first = filled(index, 0, 100);
        CachedSequence second = index.open(0);
        index.share(first, second, 100);
        index.rest(first, 0);
        assertEquals(0, index.value(first, 0));
        index.remove(second);
        assertTrue(index.value(first, 0) > 100);
    }

    @Test
    void append_fullCache_saysSo() {
        CacheIndex index = new CacheIndex(1, 3);
        CachedSequence sequence = filled(index, 0, 3);
        assertThrows(IllegalStateException.class, () -> index.append(sequence, 1));
        assertThrows(IllegalStateException.class, () -> index.open(0));
        assertFalse(index.hasFreePlace());
    }

    @Test
    void anything_inAnyOrder_countsEachCellOnce() {
        SplittableRandom random = new SplittableRandom(11);
        CacheIndex index = new CacheIndex(12, 400);
        List<CachedSequence> all = new ArrayList<>();
        for (int round = 0; round < 20_000; round++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    if (index.hasFreePlace()) {
                        all.add(index.open(round));
                    }
                }
                case 1 -> {
                    if (!all.isEmpty()) {
                        index.remove(all.remove(random.nextInt(all.size())));
                    }
                }
                case 2 -> {
                    if (!all.isEmpty() && all.get(random.nextInt(all.size())).running()) {
                        CachedSequence sequence = all.get(random.nextInt(all.size()));
                        if (sequence.running()) {
                            index.rest(sequence, round);
                        }
                    }
                }
                case 3 -> {
                    if (all.size() > 1) {
                        CachedSequence source = all.get(random.nextInt(all.size()));
                        CachedSequence target = all.get(random.nextInt(all.size()));
                        if (source != target && target.running()) {
                            index.clear(target);
                            index.share(source, target, random.nextInt(source.count() + 1));
                        }
                    }
                }
                default -> {
                    if (!all.isEmpty()) {
                        CachedSequence sequence = all.get(random.nextInt(all.size()));
                        for (int k = 0; k < 9 && sequence.running() && index.freeCells() > 0; k++) {
                            index.append(sequence, random.nextInt(1_000));
                        }
                    }
                }
            }
            requireCounted(index, all);
        }
        List.copyOf(all).forEach(index::remove);
        assertEquals(400, index.freeCells());
    }

    private static void requireCounted(CacheIndex index, List<CachedSequence> all) {
        Set<Integer> used = new HashSet<>();
        Set<Integer> running = new HashSet<>();
        Set<Integer> places = new HashSet<>();
        for (CachedSequence sequence : all) {
            assertTrue(places.add(sequence.place()));
            for (int position = 0; position < sequence.count(); position++) {
                used.add(sequence.cell(position));
                if (sequence.running()) {
                    running.add(sequence.cell(position));
                }
            }
        }
        assertEquals(index.cells() - used.size(), index.freeCells());
        assertEquals(running.size(), index.runningCells());
    }
}
