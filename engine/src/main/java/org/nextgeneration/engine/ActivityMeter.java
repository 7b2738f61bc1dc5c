package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts what a worker does and keeps it where other processes see it. Any thread may call any
 * method; each costs a microsecond, and one more every {@link #PERIOD_MILLIS} for the file.
 */
final class ActivityMeter implements AutoCloseable {
    /** How often the file is written while answers run; their starts and ends always are. */
    static final long PERIOD_MILLIS = 200;

    /** An answer on its way. */
    private static final class Running {
        private int tokens;
        private int firstTokens;
        private long firstNanos;
    }

    private final int sequences;
    private final Map<Long, Running> running = new HashMap<>();
    private @Nullable ActivityFile file;
    private boolean closed;
    private long promptTokens;
    private long completionTokens;
    private double tokensPerSecond;
    private long writtenNanos;

    /**
     * Begins to count.
     *
     * @param sequences answers that the worker can make at the same time
     */
    ActivityMeter(int sequences) {
        this.sequences = sequences;
    }

    /** Keeps the activity in the runtime directory from now on; nowhere if that is impossible. */
    synchronized void show(Path runtimeDirectory, long pid) {
        if (closed) {
            // The worker has ended already, and what it left has been removed.
            return;
        }
        try {
            file = ActivityFile.create(runtimeDirectory, pid);
        } catch (IOException unwritable) {
            giveUp(unwritable);
        }
        write();
    }

    /** An answer was asked for. */
    synchronized void started(long id) {
        running.put(id, new Running());
        write();
    }

    /** An answer has so many tokens now. */
    synchronized void piece(long id, int tokens) {
        Running answer = running.get(id);
        if (answer == null) {
            return;
        }
        long nowNanos = System.nanoTime();
        completionTokens += tokens - answer.tokens;
        answer.tokens = tokens;
        if (answer.firstNanos == 0) {
            answer.firstNanos = nowNanos;
            answer.firstTokens = tokens;
        }
        if (nowNanos - writtenNanos < TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS)) {
            return;
        }
        long nanos = nowNanos - answer.firstNanos;
        if (nanos > 0 && tokens > answer.firstTokens) {
            tokensPerSecond = (tokens - answer.firstTokens) * 1e9 / nanos;
        }
        write();
    }

    /** An answer has ended well. */
    synchronized void ended(long id, GenerationResult result) {
        Running answer = running.remove(id);
        if (answer == null) {
            return;
        }
        promptTokens += result.promptTokens();
        completionTokens += result.completionTokens() - answer.tokens;
        if (result.tokensPerSecond() > 0) {
            tokensPerSecond = result.tokensPerSecond();
        }
        write();
    }

    /** An answer has failed, or nobody waits for it any more. */
    synchronized void failed(long id) {
        if (running.remove(id) != null) {
            write();
        }
    }

    private void write() {
        ActivityFile shown = file;
        if (shown == null) {
            return;
        }
        writtenNanos = System.nanoTime();
        int busy = Math.min(running.size(), sequences);
        try {
            shown.write(
                    new WorkerActivity(
                            busy,
                            running.size() - busy,
                            promptTokens,
                            completionTokens,
                            tokensPerSecond,
                            Instant.now()));
        } catch (IOException unwritable) {
            giveUp(unwritable);
        }
    }

    /** Others cannot see the activity then; no answer depends on it. */
    private void giveUp(IOException reason) {
        System.getLogger(ActivityMeter.class.getName())
                .log(System.Logger.Level.DEBUG, "no activity of a worker", reason);
        close();
    }

    @Override
    public synchronized void close() {
        closed = true;
        ActivityFile shown = file;
        file = null;
        if (shown != null) {
            shown.close();
        }
    }
}
