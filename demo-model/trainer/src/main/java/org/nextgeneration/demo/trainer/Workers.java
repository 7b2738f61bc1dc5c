package org.nextgeneration.demo.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * A fixed number of threads that share out work.
 *
 * <p>Each runs its native operations alone: on a machine with other work to do, threads that wait
 * for one another after each operation were measured to be several times slower.
 */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService executor;

    Workers(int threads) {
        this.threads = threads;
        executor = Executors.newFixedThreadPool(threads);
    }

    int threads() {
        return threads;
    }

    /** {@return the results of a task for each input, in order} */
    <T, R> List<R> map(List<T> inputs, Function<T, R> task) {
        List<Future<R>> futures = new ArrayList<>();
        for (T input : inputs) {
            futures.add(executor.submit(() -> task.apply(input)));
        }
        List<R> results = new ArrayList<>();
        for (Future<R> future : futures) {
            try {
                results.add(future.get());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while training", interrupted);
            } catch (ExecutionException failed) {
                throw new IllegalStateException("a training thread failed", failed.getCause());
            }
        }
        return results;
    }

    @Override
    public void close() {
        executor.close();
    }
}
