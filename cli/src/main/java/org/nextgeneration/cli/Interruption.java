package org.nextgeneration.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.Generation;

/**
 * Lets the person stop the work with Ctrl-C: the running answer is cancelled, the command tidies up
 * on its own thread, and only then does the process end, with the code that the shell expects of an
 * interrupted command.
 *
 * <p>The JVM runs a hook when it is told to end and waits for it. The hook cancels and waits in its
 * turn, with a bound, until the command has closed this.
 */
final class Interruption implements AutoCloseable {
    private static final long CANCEL_SECONDS_MAX = 2;
    private static final long TIDY_SECONDS_MAX = 3;

    private final Thread command = Thread.currentThread();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "interruption");
    private @Nullable Generation running;
    private boolean interrupted;
    private boolean busy;

    private Interruption() {}

    /** Watches from now on, for the work of the calling thread. */
    static Interruption watch() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Says which answer is to be cancelled; null when it has ended. */
    synchronized void running(@Nullable Generation generation) {
        running = generation;
        if (interrupted && generation != null) {
            generation.cancel();
        }
    }

    /**
     * Says whether the command works on a question. An interrupt that came too late for it is
     * forgotten when it ends, unless the process ends.
     */
    synchronized void busy(boolean now) {
        busy = now;
        if (!now && !interrupted) {
            boolean _ = Thread.interrupted();
        }
    }

    /**
     * Cancels the running answer, or the load before it, and nothing else, for who goes on talking
     * after it.
     */
    synchronized void cancelAnswer() {
        if (running != null) {
            running.cancel();
        } else if (busy) {
            command.interrupt();
        }
    }

    /** {@return whether the person stopped the work} */
    synchronized boolean interrupted() {
        return interrupted;
    }

    /** Ends the watch, and lets a process that is about to end go on with it. */
    @Override
    public void close() {
        finished.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The process is ending already, and the hook with it.
            return;
        }
    }

    private void interrupt() {
        try {
            if (!cancelled() || !finished.await(CANCEL_SECONDS_MAX, TimeUnit.SECONDS)) {
                // Nothing to cancel, or it does not react: stop whatever the command waits for.
                command.interrupt();
            }
            finished.await(TIDY_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean cancelled() {
        interrupted = true;
        Generation generation = running;
        if (generation == null) {
            return false;
        }
        generation.cancel();
        return true;
    }
}
