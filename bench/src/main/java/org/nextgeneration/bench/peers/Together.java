package org.nextgeneration.bench.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does several things at the same time, one virtual thread each. */
final class Together {
    /** One of the things. */
    interface Task<A, R> {
        /** Does it. */
        R run(A argument) throws InterruptedException;
    }

    private Together() {}

    /**
     * Waits for all and returns their results in order.
     *
     * @throws PeerException if one of them fails
     * @throws InterruptedException if interrupted
     */
    static <A, R> List<R> run(List<A> arguments, Task<A, R> task) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> futures = new ArrayList<>();
            for (A argument : arguments) {
                futures.add(threads.submit(() -> task.run(argument)));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> future : futures) {
                results.add(result(future));
            }
            return results;
        }
    }

    private static <R> R result(Future<R> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof PeerException known) {
                throw known;
            }
            throw new PeerException(String.valueOf(failed.getCause()));
        }
    }
}
