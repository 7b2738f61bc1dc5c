package org.nextgeneration.demo.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Random;

/**
 * A network and its optimizer: takes steps, answers for evaluation. One thread calls; the work is
 * spread over {@link Workers}.
 */
final class Training implements AutoCloseable {
    private static final float INITIAL_SPREAD = 0.03f;

    /** Keeps the gradient's length near 1, whatever the lengths of the answers. */
    private static final float PREDICTIONS_PER_TURN = 8;

    private final NetworkShape shape;
    private final NDManager manager = NDManager.newBaseManager();
    private final LlamaNetwork network;
    private final Optimizer optimizer;
    private final Workers workers;
    private final float dropout;

    /** One at a time may exist in the process, so it is kept open and shared by the workers. */
    private final GradientCollector collector;

    /**
     * What one step did.
     *
     * @param loss sum over a turn's answer tokens, mean over the turns
     * @param gradientLength before it was cut
     */
    record Step(double loss, double gradientLength) {}

    @SuppressWarnings("ArrayRecordComponent") // Numbers for native code; never compared.
    private record Part(double loss, float[] gradient) {}

    /**
     * Begins or goes on.
     *
     * @param tokensMax the longest sequence
     * @param state where to go on from; null to begin
     */
    Training(
            NetworkShape shape,
            int tokensMax,
            float dropout,
            float decay,
            long seed,
            int threads,
            @Nullable Checkpoint state) {
        this.shape = shape;
        this.dropout = dropout;
        Engine.getInstance().setRandomSeed((int) seed);
        network = new LlamaNetwork(shape, manager, tokensMax);
        workers = new Workers(threads);
        optimizer =
                state == null
                        ? new Optimizer(shape, initialWeights(shape, seed), decay)
                        : new Optimizer(
                                shape,
                                state.weights(),
                                decay,
                                state.first(),
                                state.second(),
                                state.steps());
        collector = Engine.getInstance().newGradientCollector();
    }

    /** {@return how many batches one step should have} */
    int batchesPerStep() {
        return workers.threads();
    }

    /** Learns from batches, each worked on by a thread of its own. */
    Step step(List<Batch> batches, float rate) {
        int turns = batches.stream().mapToInt(Batch::turns).sum();
        List<Part> parts = workers.map(batches, batch -> part(batch, turns));
        float[] gradient = parts.getFirst().gradient();
        for (Part part : parts.subList(1, parts.size())) {
            for (int index = 0; index < gradient.length; index++) {
                gradient[index] += part.gradient()[index];
            }
        }
        double loss = parts.stream().mapToDouble(Part::loss).sum();
        return new Step(loss, optimizer.step(gradient, rate, manager, workers));
    }

    private Part part(Batch batch, int turns) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray weights = scope.create(optimizer.weights(), new Shape(shape.size()));
            weights.setRequiresGradient(true);
            NDArray scores = scores(scope, weights, batch, dropout);
            NDArray targets = scope.create(batch.targets(), new Shape(batch.targets().length, 1));
            float[] scaled = batch.weights().clone();
            for (int index = 0; index < scaled.length; index++) {
                scaled[index] /= -turns * PREDICTIONS_PER_TURN;
            }
            NDArray counted = scope.create(scaled, new Shape(scaled.length, 1));
            NDArray total = scores.logSoftmax(1).gather(targets, 1).mul(counted).sum();
            collector.backward(total);
            return new Part(
                    total.getFloat() * PREDICTIONS_PER_TURN, weights.getGradient().toFloatArray());
        }
    }

    /** {@return the most likely token at each place of a batch} */
    long[] mostLikely(Batch batch) {
        try (NDManager scope = manager.newSubManager()) {
            NDArray weights = scope.create(optimizer.weights(), new Shape(shape.size()));
            return scores(scope, weights, batch, 0).argMax(1).toLongArray();
        }
    }

    /** {@return the steps taken} */
    long steps() {
        return optimizer.steps();
    }

    /** {@return the state to go on from} */
    Checkpoint state(int merges, long elapsedMillis) {
        return new Checkpoint(
                shape,
                merges,
                optimizer.steps(),
                elapsedMillis,
                optimizer.weights(),
                optimizer.first(),
                optimizer.second());
    }

    @Override
    public void close() {
        collector.close();
        workers.close();
        manager.close();
    }

    private NDArray scores(NDManager scope, NDArray weights, Batch batch, float share) {
        NDArray tokens = scope.create(batch.tokens(), new Shape(batch.sequences(), batch.length()));
        NDArray places = scope.create(batch.places());
        return network.scores(weights, tokens, places, share);
    }

    private static float[] initialWeights(NetworkShape shape, long seed) {
        Random random = new Random(seed);
        float[] weights = new float[shape.size()];
        for (int part = 0; part < shape.parts(); part++) {
            boolean output = shape.isMatrix(part) && part > 0 && shape.rows(part) == shape.width();
            float spread =
                    output
                            ? INITIAL_SPREAD / (float) Math.sqrt(2.0 * shape.layers())
                            : INITIAL_SPREAD;
            for (int index = shape.offset(part); index < shape.offset(part + 1); index++) {
                weights[index] = shape.isMatrix(part) ? (float) random.nextGaussian() * spread : 1f;
            }
        }
        return weights;
    }
}
