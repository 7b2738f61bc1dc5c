package org.nextgeneration.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;

/**
 * The requests that a worker has not answered yet: as many as it may have, and no more. Any thread
 * may call any method.
 */
final class WaitingRequests {
    /** Requests of one model that may be under way or wait; more are refused. */
    static final int REQUESTS_MAX = 256;

    /** Bytes that those may have together, as they are sent. */
    static final long REQUEST_BYTES_MAX = 32 << 20;

    /** The longest that a refused caller is asked to wait. */
    private static final long RETRY_SECONDS_MAX = 600;

    /** Weight of the newest answer in the usual time of one. */
    private static final double NEWEST = 0.2;

    private record Entry(Waiter waiter, long startNanos) {}

    private final String model;
    private final int sequences;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private long bytes;
    private double usualSeconds = 1;

    /**
     * Begins without requests.
     *
     * @param model name of the model, for messages
     * @param sequences answers that are made at the same time
     */
    WaitingRequests(String model, int sequences) {
        this.model = model;
        this.sequences = sequences;
    }

    /**
     * Takes a request in.
     *
     * @throws EngineException if there are too many; says when to ask again
     */
    synchronized void add(long id, Waiter waiter) {
        if (entries.size() >= REQUESTS_MAX
                || (!entries.isEmpty() && bytes + waiter.bytes() > REQUEST_BYTES_MAX)) {
            Duration wait = usualWait();
            throw new EngineException(
                    Kind.BUSY,
                    "%s has %d requests of %d bytes under way or waiting; it takes %d of %d bytes."
                                    .formatted(
                                            model,
                                            entries.size(),
                                            bytes,
                                            REQUESTS_MAX,
                                            REQUEST_BYTES_MAX)
                            + " Ask again in about %d s.".formatted(wait.toSeconds()),
                    wait);
        }
        entries.put(id, new Entry(waiter, System.nanoTime()));
        bytes += waiter.bytes();
    }

    /**
     * {@return how long it usually takes until as many answers have ended as are made at the same
     * time}
     */
    private Duration usualWait() {
        double seconds = usualSeconds * sequences / entries.size();
        return Duration.ofSeconds(Math.clamp((long) Math.ceil(seconds), 1, RETRY_SECONDS_MAX));
    }

    /** {@return who waits for a request, or nothing once it has ended} */
    synchronized @Nullable Waiter get(long id) {
        Entry entry = entries.get(id);
        return entry == null ? null : entry.waiter();
    }

    /** Forgets a request. {@return who waited for it, or nothing if it was forgotten before} */
    synchronized @Nullable Waiter remove(long id) {
        Entry entry = entries.remove(id);
        if (entry == null) {
            return null;
        }
        bytes -= entry.waiter().bytes();
        double seconds =
                (double) (System.nanoTime() - entry.startNanos()) / TimeUnit.SECONDS.toNanos(1);
        usualSeconds += NEWEST * (seconds - usualSeconds);
        return entry.waiter();
    }

    /** Forgets all requests. {@return who waited for them} */
    synchronized List<Waiter> removeAll() {
        List<Waiter> all = new ArrayList<>();
        entries.values().forEach(entry -> all.add(entry.waiter()));
        entries.clear();
        bytes = 0;
        return all;
    }

    /** {@return how many there are} */
    synchronized int size() {
        return entries.size();
    }
}
