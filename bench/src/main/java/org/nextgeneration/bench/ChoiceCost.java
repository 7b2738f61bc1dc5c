package org.nextgeneration.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LoadProgress;
import org.nextgeneration.llama.LogListener;
import org.nextgeneration.llama.ModelParameters;
import org.nextgeneration.llama.SamplingParameters;

/**
 * What choosing the next tokens of several sequences costs beside decoding them: one after another,
 * and at the same time, in turns within one run.
 */
public final class ChoiceCost {
    private static final int WARM_UPS = 5;

    /** llama.cpp's own defaults: they look through the whole vocabulary. */
    private static final SamplingParameters USUAL =
            SamplingParameters.GREEDY.withTemperature(0.8f).withFilters(40, 0.95f, 0.05f, 1);

    private ChoiceCost() {}

    /**
     * Runs.
     *
     * @param args model file, sequences, rounds, threads
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length != 4) {
            System.err.println("usage: ChoiceCost MODEL SEQUENCES ROUNDS THREADS");
            Runtime.getRuntime().exit(2);
        }
        int sequences = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        int threads = Integer.parseInt(args[3]);
        try (LlamaLibrary library =
                        LlamaLibrary.open(NativeLibrary.directory(), LogListener.QUIET);
                LlamaModel model =
                        LlamaModel.load(
                                library,
                                Path.of(args[0]),
                                ModelParameters.WHOLE,
                                LoadProgress.NONE);
                LlamaContext context =
                        LlamaContext.create(
                                model,
                                ContextParameters.of(4_096, threads)
                                        .withBatch(512, 512)
                                        .withSequences(sequences, true)
                                        .withOutputs(sequences));
                LlamaBatch batch = new LlamaBatch(512);
                ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            measure(model, context, batch, executor, sequences, rounds, threads);
        }
    }

    private static void measure(
            LlamaModel model,
            LlamaContext context,
            LlamaBatch batch,
            ExecutorService executor,
            int sequences,
            int rounds,
            int threads)
            throws InterruptedException {
        List<LlamaSampler> samplers = new ArrayList<>();
        int[] indexes = new int[sequences];
        for (int i = 0; i < sequences; i++) {
            samplers.add(LlamaSampler.create(model, USUAL.withSeed(i)));
            indexes[i] = i;
        }
        double[] decodeMillis = new double[rounds];
        double[] serialMillis = new double[rounds];
        double[] parallelMillis = new double[rounds];
        double[] shares = new double[rounds];
        int[] next = new int[sequences];
        for (int round = -WARM_UPS; round < rounds; round++) {
            long startNanos = System.nanoTime();
            batch.clear();
            for (int i = 0; i < sequences; i++) {
                batch.add(next[i], round + WARM_UPS, i, true);
            }
            if (context.decode(batch) != DecodeResult.OK) {
                throw new IllegalStateException("the context is too small for this benchmark");
            }
            long decodedNanos = System.nanoTime();
            next = LlamaSampler.sampleAll(context, samplers, indexes, ChoiceCost::serial);
            long serialNanos = System.nanoTime();
            LlamaSampler.sampleAll(
                    context, samplers, indexes, (jobs, job) -> parallel(executor, jobs, job));
            long parallelNanos = System.nanoTime();
            if (round >= 0) {
                decodeMillis[round] = (decodedNanos - startNanos) / 1e6;
                serialMillis[round] = (serialNanos - decodedNanos) / 1e6;
                parallelMillis[round] = (parallelNanos - serialNanos) / 1e6;
                shares[round] = parallelMillis[round] / decodeMillis[round];
            }
        }
        samplers.forEach(LlamaSampler::close);
        System.out.printf(
                "vocabulary %d, %d sequences, %d threads%n",
                model.vocabulary().size(), sequences, threads);
        System.out.println("decode:          " + Measurements.of(decodeMillis).summary("ms"));
        System.out.println("choice, serial:  " + Measurements.of(serialMillis).summary("ms"));
        System.out.println("choice, at once: " + Measurements.of(parallelMillis).summary("ms"));
        System.out.println("share:           " + Measurements.of(shares).summary("of the decode"));
    }

    private static void serial(int jobs, IntConsumer job) {
        for (int i = 0; i < jobs; i++) {
            job.accept(i);
        }
    }

    private static void parallel(ExecutorService executor, int jobs, IntConsumer job) {
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            int number = i;
            all.add(executor.submit(() -> job.accept(number)));
        }
        try {
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException("a choice failed", failure);
        }
    }
}
