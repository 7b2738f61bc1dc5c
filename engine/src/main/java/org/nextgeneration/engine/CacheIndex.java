package org.nextgeneration.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * What the KV cache holds, cell by cell: sequences that share a prefix share its cells, and each
 * cell is counted once. Knows nothing of the library and of clocks; one thread.
 */
final class CacheIndex {
    /** After so many tokens a token costs twice as much to compute again, for attention. */
    private static final double ATTENTION_TOKENS = 8_192;

    private final int[] users;
    private final int[] runningUsers;
    private final int[] freeCells;
    private int free;
    private int runningCells;
    private final Deque<Integer> freePlaces = new ArrayDeque<>();
    private final List<CachedSequence> sequences = new ArrayList<>();

    /**
     * Begins with an empty cache.
     *
     * @param places sequences that it can hold
     * @param cells tokens that it can hold
     */
    CacheIndex(int places, int cells) {
        users = new int[cells];
        runningUsers = new int[cells];
        freeCells = new int[cells];
        free = cells;
        for (int cell = 0; cell < cells; cell++) {
            freeCells[cell] = cells - 1 - cell;
        }
        for (int place = 0; place < places; place++) {
            freePlaces.add(place);
        }
    }

    /** {@return cells that nothing uses} */
    int freeCells() {
        return free;
    }

    /** {@return cells that answers use, each counted once} */
    int runningCells() {
        return runningCells;
    }

    /** {@return cells of the whole cache} */
    int cells() {
        return users.length;
    }

    /** {@return the sequences in the cache, running and idle} */
    List<CachedSequence> sequences() {
        return Collections.unmodifiableList(sequences);
    }

    /** {@return whether another sequence has a place} */
    boolean hasFreePlace() {
        return !freePlaces.isEmpty();
    }

    /**
     * {@return a new, empty, running sequence}
     *
     * @throws IllegalStateException if no place is free
     */
    CachedSequence open(long nowNanos) {
        Integer place = freePlaces.pollFirst();
        if (place == null) {
            throw new IllegalStateException("the cache has no place for another sequence");
        }
        CachedSequence sequence = new CachedSequence(place);
        sequence.setUsedNanos(nowNanos);
        sequences.add(sequence);
        return sequence;
    }

    /**
     * Gives a sequence its next token.
     *
     * @throws IllegalStateException if no cell is free
     */
    void append(CachedSequence sequence, int token) {
        if (free == 0) {
            throw new IllegalStateException("the cache has no cell for another token");
        }
        int cell = freeCells[--free];
        use(cell, sequence.running());
        sequence.add(token, cell);
    }

    /** Lets a sequence go on with what another one holds, up to a position. */
    void share(CachedSequence source, CachedSequence target, int end) {
        for (int position = target.count(); position < end; position++) {
            use(source.cell(position), target.running());
            target.add(source.token(position), source.cell(position));
        }
    }

    private void use(int cell, boolean running) {
        users[cell]++;
        if (running && runningUsers[cell]++ == 0) {
            runningCells++;
        }
    }

    /** Keeps a sequence for reuse after its answer. */
    void rest(CachedSequence sequence, long nowNanos) {
        for (int position = 0; position < sequence.count(); position++) {
            leave(sequence.cell(position));
        }
        sequence.setRunning(false);
        sequence.setUsedNanos(nowNanos);
    }

    private void leave(int cell) {
        if (--runningUsers[cell] == 0) {
            runningCells--;
        }
    }

    /** Empties a sequence, which keeps its place. */
    void clear(CachedSequence sequence) {
        for (int position = 0; position < sequence.count(); position++) {
            int cell = sequence.cell(position);
            if (sequence.running()) {
                leave(cell);
            }
            if (--users[cell] == 0) {
                freeCells[free++] = cell;
            }
        }
        sequence.clear();
    }

    /** Forgets a sequence; its place is free again, and so are the cells that only it used. */
    void remove(CachedSequence sequence) {
        clear(sequence);
        sequences.remove(sequence);
        freePlaces.addFirst(sequence.place());
    }

    /** {@return tokens at the beginning of a sequence whose cells answers use already} */
    int usedByAnswers(CachedSequence sequence, int end) {
        int shared = 0;
        for (int position = 0; position < end; position++) {
            if (runningUsers[sequence.cell(position)] > 0) {
                shared++;
            }
        }
        return shared;
    }

    /** {@return the idle sequence among candidates whose loss costs least, if there is one} */
    Optional<CachedSequence> leastValuable(Predicate<CachedSequence> candidates, long nowNanos) {
        return sequences.stream()
                .filter(sequence -> !sequence.running() && candidates.test(sequence))
                .min(Comparator.comparingDouble(sequence -> value(sequence, nowNanos)));
    }

    /**
     * {@return what an idle sequence is worth: the tokens that only it holds, each by what it would
     * cost to compute again, divided by how long ago the sequence was of use}
     */
    double value(CachedSequence sequence, long nowNanos) {
        double cost = 0;
        for (int position = 0; position < sequence.count(); position++) {
            if (users[sequence.cell(position)] == 1) {
                cost += 1 + position / ATTENTION_TOKENS;
            }
        }
        double ageSeconds =
                (double) Math.max(0, nowNanos - sequence.usedNanos()) / TimeUnit.SECONDS.toNanos(1);
        return cost / (1 + ageSeconds);
    }
}
