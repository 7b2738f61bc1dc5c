package org.nextgeneration.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * How fast threads of this machine's processor read its memory: the limit of decode speed there, as
 * a card's memory is on a card.
 */
final class MemoryBandwidth {
    /** Far more than any cache holds. */
    private static final int LONGS_PER_THREAD = 32 << 20;

    private static final int ROUNDS = 5;

    private MemoryBandwidth() {}

    /**
     * Measures.
     *
     * @param threads that read at the same time
     * @return the best of several rounds, in bytes a second
     * @throws InterruptedException if interrupted
     */
    static double bytesPerSecond(int threads) throws InterruptedException {
        List<long[]> blocks = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            long[] block = new long[LONGS_PER_THREAD];
            Arrays.fill(block, thread);
            blocks.add(block);
        }
        double best = 0;
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < ROUNDS; round++) {
                List<Callable<Long>> reads = new ArrayList<>();
                blocks.forEach(block -> reads.add(() -> sum(block)));
                long startNanos = System.nanoTime();
                List<Future<Long>> sums = executor.invokeAll(reads);
                double seconds = (System.nanoTime() - startNanos) / 1e9;
                check(sums);
                best = Math.max(best, 8.0 * LONGS_PER_THREAD * threads / seconds);
            }
        }
        return best;
    }

    /** Four sums side by side, so that no addition waits for the one before. */
    private static long sum(long[] block) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int at = 0; at < block.length; at += 4) {
            a += block[at];
            b += block[at + 1];
            c += block[at + 2];
            d += block[at + 3];
        }
        return a + b + c + d;
    }

    /** Uses the sums, so that they are computed. */
    private static void check(List<Future<Long>> sums) throws InterruptedException {
        for (int thread = 0; thread < sums.size(); thread++) {
            try {
                if (sums.get(thread).get() != (long) thread * LONGS_PER_THREAD) {
                    throw new IllegalStateException("a sum is wrong");
                }
            } catch (ExecutionException failed) {
                throw new IllegalStateException("a read failed", failed);
            }
        }
    }
}
