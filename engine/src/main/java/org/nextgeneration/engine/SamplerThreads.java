package org.nextgeneration.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.nextgeneration.llama.LlamaSampler;

/**
 * Chooses the next tokens of several answers at the same time. A vocabulary of 150,000 tokens takes
 * longer to look through than a small model takes to compute it.
 *
 * <p>One thread at a time calls it, and works with the others.
 */
final class SamplerThreads implements LlamaSampler.Runner, AutoCloseable {
    /** More threads would wait for each other and for memory. */
    private static final int THREADS_MAX = 8;

    /** Below so many numbers to look at, waking a thread takes longer than the work. */
    private static final int NUMBERS_MIN = 200_000;

    private final int vocabularySize;
    private final int helpers;
    private final ExecutorService executor;

    /**
     * Starts no thread before the first work for one.
     *
     * @param vocabularySize numbers that each choice looks at
     * @param processors logical processors of the machine
     */
    SamplerThreads(int vocabularySize, int processors) {
        this.vocabularySize = vocabularySize;
        this.helpers = Math.clamp(processors - 1, 0, THREADS_MAX - 1);
        this.executor =
                Executors.newFixedThreadPool(
                        Math.max(1, helpers),
                        Thread.ofPlatform().daemon().name("sample").factory());
    }

    @Override
    public void run(int jobs, IntConsumer job) {
        int wanted = Math.min(helpers, jobs - 1);
        if (wanted < 1 || (long) jobs * vocabularySize < NUMBERS_MIN) {
            for (int i = 0; i < jobs; i++) {
                job.accept(i);
            }
            return;
        }
        AtomicInteger next = new AtomicInteger();
        Runnable work =
                () -> {
                    for (int i = next.getAndIncrement(); i < jobs; i = next.getAndIncrement()) {
                        job.accept(i);
                    }
                };
        List<Future<?>> started = new ArrayList<>(wanted);
        for (int i = 0; i < wanted; i++) {
            started.add(executor.submit(work));
        }
        try {
            work.run();
        } finally {
            started.forEach(SamplerThreads::await);
        }
        for (Future<?> helper : started) {
            if (helper.state() == Future.State.FAILED) {
                throw new IllegalStateException(
                        "a token could not be chosen", helper.exceptionNow());
            }
        }
    }

    /** Waits whatever happens: the samplers are in use until then. */
    private static void await(Future<?> helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.get();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            } catch (ExecutionException failed) {
                // Thrown when all have ended.
                break;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}
