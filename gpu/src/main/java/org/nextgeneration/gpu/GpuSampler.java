package org.nextgeneration.gpu;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes samples of all cards: one for all who watch them, because drivers answer under a lock that
 * programs on the card wait for, too.
 *
 * <p>One thread of its own asks the source, a second one waits for faults. Any thread may read what
 * they found.
 */
public final class GpuSampler implements AutoCloseable {
    /** How old what is dear to read may be. */
    public static final Duration SLOW_PERIOD = Duration.ofSeconds(5);

    /** The shortest time between samples. */
    public static final Duration PERIOD_MIN = Duration.ofMillis(500);

    /** How far back samples are kept. */
    public static final Duration HISTORY = Duration.ofHours(1);

    /** Faults that wait for the next sample; of more, the oldest are dropped. */
    static final int FAULTS_MAX = 256;

    private static final Duration FAULT_WAIT = Duration.ofSeconds(1);

    /** How long close waits for a thread that is in the driver; a hung driver keeps it. */
    private static final Duration END_WAIT = Duration.ofSeconds(2);

    private final GpuSource source;
    private final SampleSchedule schedule;
    private final int samplesMax;
    private final Thread owner;
    private final Thread faultWatch;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All guarded by the lock.
    private final Deque<GpuSample> samples = new ArrayDeque<>();
    private final Deque<XidEvent> faults = new ArrayDeque<>();
    private boolean closed;
    private @Nullable Throwable failure;

    private GpuSampler(GpuSource source, Duration period) {
        this.source = requireNonNull(source, "source");
        if (period.compareTo(PERIOD_MIN) < 0) {
            throw new IllegalArgumentException(
                    "time between samples: found %d ms, expected %d ms or more"
                            .formatted(period.toMillis(), PERIOD_MIN.toMillis()));
        }
        schedule = SampleSchedule.of(period, SLOW_PERIOD);
        samplesMax = (int) Math.max(1, HISTORY.dividedBy(period));
        owner = Thread.ofPlatform().daemon().name("gpu-sampler").unstarted(this::sample);
        faultWatch = Thread.ofPlatform().daemon().name("gpu-faults").unstarted(this::watch);
    }

    /**
     * Starts to take samples, the first at once.
     *
     * @param source the cards; stays the caller's to close, after this
     * @param period between samples, at least {@link #PERIOD_MIN}
     * @return what must be closed
     * @throws IllegalArgumentException if the period is shorter
     */
    public static GpuSampler start(GpuSource source, Duration period) {
        GpuSampler sampler = new GpuSampler(source, period);
        sampler.owner.start();
        sampler.faultWatch.start();
        return sampler;
    }

    /** {@return one sample, everything in it read now} */
    public static GpuSample once(GpuSource source) {
        return new SampleReader(source).read(true, List.of());
    }

    /** {@return the newest sample; empty before the first} */
    public Optional<GpuSample> latest() {
        lock.lock();
        try {
            return Optional.ofNullable(samples.peekLast());
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return the newest samples, the oldest of them first}
     *
     * @param most how many at most; there are no more than an hour's
     */
    public List<GpuSample> history(int most) {
        lock.lock();
        try {
            List<GpuSample> all = List.copyOf(samples);
            return all.subList(Math.max(0, all.size() - Math.max(0, most)), all.size());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a sample that the caller has not seen. Whoever is slower than the period misses
     * samples, and the faults in them; they are in {@link #history}.
     *
     * @param after the last one it saw; empty for any
     * @return the newest sample
     * @throws InterruptedException if interrupted while waiting
     * @throws IllegalStateException if this is closed, before or while waiting
     */
    public GpuSample next(Optional<GpuSample> after) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                if (closed) {
                    throw new IllegalStateException(
                            "found the sampler of the cards closed, expected it open", failure);
                }
                GpuSample newest = samples.peekLast();
                if (newest != null && !newest.equals(after.orElse(null))) {
                    return newest;
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes samples until closed. The owner's thread. */
    private void sample() {
        SampleReader reader = new SampleReader(source);
        OptionalLong slowNanos = OptionalLong.empty();
        long dueNanos = System.nanoTime();
        try {
            while (awaitMoment(dueNanos)) {
                long nowNanos = System.nanoTime();
                boolean slow = schedule.isSlowDue(nowNanos, slowNanos);
                publish(reader.read(slow, takeFaults()));
                if (slow) {
                    slowNanos = OptionalLong.of(nowNanos);
                }
                dueNanos = schedule.next(dueNanos, System.nanoTime());
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error failed) {
            // Whoever waits for a sample would wait for ever; they are told why there is none.
            end(failed);
        }
    }

    /** Waits; answers whether there is still somebody to take samples for. */
    private boolean awaitMoment(long dueNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long leftNanos = dueNanos - System.nanoTime();
            while (!closed && leftNanos > 0) {
                var _ = changed.awaitNanos(leftNanos);
                leftNanos = dueNanos - System.nanoTime();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void publish(GpuSample sample) {
        lock.lock();
        try {
            if (samples.size() == samplesMax) {
                samples.removeFirst();
            }
            samples.addLast(sample);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<XidEvent> takeFaults() {
        lock.lock();
        try {
            List<XidEvent> taken = new ArrayList<>(faults);
            faults.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Collects faults until closed, or until the source shows that it never tells any. */
    private void watch() {
        try {
            while (!isClosed()) {
                long startNanos = System.nanoTime();
                Optional<XidEvent> fault = source.awaitFault(FAULT_WAIT);
                if (fault.isPresent()) {
                    keep(fault.get());
                } else if (System.nanoTime() - startNanos < FAULT_WAIT.toNanos() / 2) {
                    return;
                }
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void keep(XidEvent fault) {
        lock.lock();
        try {
            if (faults.size() == FAULTS_MAX) {
                faults.removeFirst();
            }
            faults.addLast(fault);
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void end(@Nullable Throwable why) {
        lock.lock();
        try {
            closed = true;
            failure = failure == null ? why : failure;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends both threads; returns when they have ended, or hang in the driver. */
    @Override
    public void close() {
        end(null);
        owner.interrupt();
        faultWatch.interrupt();
        try {
            owner.join(END_WAIT);
            faultWatch.join(END_WAIT);
        } catch (InterruptedException interrupted) {
            // Both are daemons, and told to end.
            Thread.currentThread().interrupt();
        }
    }
}
