package org.nextgeneration.health.doctor;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Learns something that may take for ever, or fail in ways that nobody foresaw. */
final class TimedProbe {
    private TimedProbe() {}

    /**
     * What came of it.
     *
     * @param <T> what was asked for
     */
    sealed interface Outcome<T> {
        /**
         * It was learned.
         *
         * @param <T> what was asked for
         */
        record Learned<T>(T facts) implements Outcome<T> {}

        /**
         * It was not ready in time. Whoever was asked may still be at it.
         *
         * @param <T> what was asked for
         */
        record Late<T>(Duration limit) implements Outcome<T> {}

        /**
         * It failed.
         *
         * @param <T> what was asked for
         */
        record Failed<T>(String reason) implements Outcome<T> {}
    }

    /**
     * Asks, on a thread that does not keep the process alive: a driver that hangs hangs for good.
     *
     * @param name what is asked for, for the thread's name
     * @param limit after which the thread is interrupted and left to itself
     * @throws InterruptedException if the calling thread is interrupted
     */
    static <T> Outcome<T> ask(String name, Duration limit, Callable<T> question)
            throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(question);
        Thread.ofPlatform().daemon().name("doctor-" + name).start(task);
        try {
            return new Outcome.Learned<>(task.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            task.cancel(true);
            return new Outcome.Late<>(limit);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            String message = cause.getMessage();
            return new Outcome.Failed<>(
                    message == null || message.isBlank()
                            ? cause.getClass().getSimpleName()
                            : message);
        } catch (InterruptedException interrupted) {
            task.cancel(true);
            throw interrupted;
        }
    }
}
