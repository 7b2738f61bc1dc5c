package org.nextgeneration.gpu;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The policy at work on this machine: what our processes' environment must be, and where they are.
 *
 * <p>Any thread may call any method. The cards and the rules are those of its making.
 */
public final class GpuGuard {
    /** How long the driver may take to answer. It takes milliseconds, or hangs. */
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final GpuSource source;
    private final PolicyDecision decision;
    private final Duration timeout;

    /** A question that the driver has not answered in time; none other is asked meanwhile. */
    private final AtomicReference<@Nullable FutureTask<?>> unanswered = new AtomicReference<>();

    /**
     * Applies a policy to a machine.
     *
     * @param source the machine's cards; stays the caller's to close
     * @param policy the rules
     */
    public GpuGuard(GpuSource source, GpuPolicy policy) {
        this(source, policy, ANSWER_TIMEOUT);
    }

    /** The same with another patience. */
    GpuGuard(GpuSource source, GpuPolicy policy, Duration timeout) {
        this.source = requireNonNull(source, "source");
        this.decision = policy.decide(source.cards());
        this.timeout = timeout;
    }

    /** {@return which cards may be used, and why} */
    public PolicyDecision decision() {
        return decision;
    }

    /** {@return the cards' source} */
    public GpuSource source() {
        return source;
    }

    /** {@return the variables that a program must be started with} */
    public GpuEnvironment environment(GpuEnvironment.Reach reach) {
        return GpuEnvironment.of(decision, reach);
    }

    /** {@return where processes are now} Asks the driver: several milliseconds a card. */
    public Placement placement(Set<Long> pids) {
        return Placement.of(pids, processes(), decision);
    }

    /**
     * Lists the processes on each card, several milliseconds a card. A driver that hangs is left to
     * itself after some seconds: its processes are unknown then, and whoever watches goes on.
     */
    public List<CardProcesses> processes() {
        if (source.cards().isEmpty()) {
            return List.of();
        }
        return answer(() -> source.cards().stream().map(source::processes).toList())
                .orElseGet(this::unknown);
    }

    /** {@return one sample of all cards; empty if the driver hangs} */
    public Optional<GpuSample> sample() {
        return answer(() -> GpuSampler.once(source));
    }

    /**
     * Asks the driver something, and waits some seconds for the answer at most. While a question is
     * unanswered no other is asked.
     *
     * @param question asks the source, on a thread of its own
     * @return the answer; empty if the driver hangs, or the caller is interrupted
     */
    public <T> Optional<T> answer(Callable<T> question) {
        FutureTask<?> pending = unanswered.get();
        if (pending != null && !pending.isDone()) {
            return Optional.empty();
        }
        FutureTask<T> task = new FutureTask<>(question);
        // Native code cannot be stopped, so it must be a thread that can be left behind.
        Thread.ofPlatform().daemon().name("gpu-question").start(task);
        try {
            return Optional.of(task.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException late) {
            unanswered.set(task);
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException failed) {
            throw new AssertionError("a source never fails", failed.getCause());
        }
    }

    private List<CardProcesses> unknown() {
        String reason = "the driver did not answer within %d ms".formatted(timeout.toMillis());
        return source.cards().stream()
                .map(
                        card ->
                                new CardProcesses(
                                        card, Reading.unknown(reason), Reading.unknown(reason)))
                .toList();
    }
}
