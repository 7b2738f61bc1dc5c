package org.nextgeneration.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.Generation;
import org.nextgeneration.engine.GenerationRequest;
import org.nextgeneration.engine.GenerationResult;
import org.nextgeneration.engine.LoadProgress;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.engine.Sampling;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.llama.ContextParameters;
import org.nextgeneration.llama.DecodeResult;
import org.nextgeneration.llama.LlamaBatch;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaSampler;
import org.nextgeneration.llama.LogListener;
import org.nextgeneration.llama.ModelParameters;
import org.nextgeneration.llama.SamplingParameters;

/**
 * Decode speed of the engine, worker process and socket included, against a bare libllama loop in
 * this process: the same model, threads, prompt and number of tokens, in turns within one run.
 */
public final class DecodeRatio {
    private static final String PROMPT = "The quick brown fox jumps over the lazy dog. ";
    private static final int CONTEXT_TOKENS = 1024;

    /**
     * Both are servers that run for long: their JVMs have compiled what is called for each token.
     */
    private static final int WARM_UPS = 3;

    private DecodeRatio() {}

    /**
     * Runs.
     *
     * @param args model file, tokens to generate, rounds, threads
     * @throws IOException if the model cannot be read
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 4) {
            System.err.println("usage: DecodeRatio MODEL TOKENS ROUNDS THREADS");
            Runtime.getRuntime().exit(2);
        }
        Path model = Path.of(args[0]);
        int tokens = Integer.parseInt(args[1]);
        int rounds = Integer.parseInt(args[2]);
        int threads = Integer.parseInt(args[3]);
        Path natives = NativeLibrary.directory();
        double[] ratios = new double[rounds];
        double[] bareSpeeds = new double[rounds];
        double[] engineSpeeds = new double[rounds];
        Path runtime = Files.createTempDirectory("nextgen-bench-");
        EmbeddedEngine.Settings settings =
                new EmbeddedEngine.Settings(
                        Optional.empty(),
                        List.of(natives),
                        runtime,
                        new GpuGuard(new NoGpuSource(List.of()), GpuPolicy.BUILT_IN),
                        _ -> {},
                        List.of(),
                        false);
        try (EmbeddedEngine engine = new EmbeddedEngine(settings);
                ResidentModel resident =
                        engine.load(
                                new LoadRequest("bench", model, CONTEXT_TOKENS, 1, threads, false),
                                LoadProgress.NONE);
                LlamaLibrary library = LlamaLibrary.open(natives, LogListener.QUIET);
                LlamaModel bare =
                        LlamaModel.load(
                                library,
                                model,
                                ModelParameters.WHOLE,
                                org.nextgeneration.llama.LoadProgress.NONE)) {
            int continuation = bare.vocabulary().tokenize("a", false, false)[0];
            for (int round = 0; round < WARM_UPS; round++) {
                engineSpeed(resident, continuation, tokens);
                bareSpeed(bare, continuation, tokens, threads);
            }
            for (int round = 0; round < rounds; round++) {
                // The order changes, so that neither side always meets the warmer machine.
                if (round % 2 == 0) {
                    bareSpeeds[round] = bareSpeed(bare, continuation, tokens, threads);
                    engineSpeeds[round] = engineSpeed(resident, continuation, tokens);
                } else {
                    engineSpeeds[round] = engineSpeed(resident, continuation, tokens);
                    bareSpeeds[round] = bareSpeed(bare, continuation, tokens, threads);
                }
                ratios[round] = engineSpeeds[round] / bareSpeeds[round];
                System.err.printf(
                        Locale.ROOT,
                        "round %d: bare %.1f, engine %.1f tokens/s, ratio %.3f%n",
                        round + 1,
                        bareSpeeds[round],
                        engineSpeeds[round],
                        ratios[round]);
            }
        } finally {
            Files.deleteIfExists(runtime);
        }
        System.out.println("bare loop: " + Measurements.of(bareSpeeds).summary("tokens/s"));
        System.out.println("engine:    " + Measurements.of(engineSpeeds).summary("tokens/s"));
        System.out.println("ratio:     " + Measurements.of(ratios).summary("engine/bare"));
        reportLimit(model, threads, Measurements.of(engineSpeeds).median());
    }

    /** What share of the memory's speed was reached: every token reads every weight once. */
    private static void reportLimit(Path model, int threads, double tokensPerSecond)
            throws IOException, InterruptedException {
        double limit =
                MemoryBandwidth.bytesPerSecond(threads) / ModelFacts.read(model).bytesPerToken();
        System.out.printf(
                Locale.ROOT,
                "limit:     %.1f tokens/s by the memory's speed; engine at %.0f %% of it%n",
                limit,
                tokensPerSecond / limit * 100);
    }

    /** Forces one token again and again, so that no model ends early and both do the same work. */
    private static double engineSpeed(ResidentModel resident, int token, int tokens)
            throws InterruptedException {
        Sampling sampling =
                new Sampling(
                        0, 0, 1, 0, 1, 1, 0, 0, 0, 0, 5, 0.1f, 0, java.util.Map.of(token, 1000f));
        GenerationRequest request =
                new GenerationRequest(new Prompt.Raw(PROMPT), tokens, sampling, List.of());
        long startNanos = 0;
        int pieces = 0;
        try (Generation generation = resident.generate(request)) {
            while (generation.next().isPresent()) {
                if (pieces++ == 0) {
                    startNanos = System.nanoTime();
                }
            }
            // Measured here, where the pieces arrive, not by the worker's own clock.
            long nanos = System.nanoTime() - startNanos;
            GenerationResult result = generation.result();
            return (result.completionTokens() - 1) * 1e9 / nanos;
        }
    }

    private static double bareSpeed(LlamaModel model, int token, int tokens, int threads) {
        SamplingParameters sampling =
                SamplingParameters.GREEDY.withLogitBias(java.util.Map.of(token, 1000f));
        try (LlamaContext context =
                        LlamaContext.create(
                                model,
                                ContextParameters.of(CONTEXT_TOKENS, threads).withBatch(512, 512));
                LlamaBatch batch = new LlamaBatch(512);
                LlamaSampler sampler = LlamaSampler.create(model, sampling)) {
            int[] prompt = model.vocabulary().tokenize(PROMPT, true, false);
            for (int i = 0; i < prompt.length; i++) {
                batch.add(prompt[i], i, 0, i == prompt.length - 1);
            }
            decode(context, batch);
            int next = sampler.sample(context, prompt.length - 1);
            long startNanos = System.nanoTime();
            for (int i = 1; i < tokens; i++) {
                batch.clear();
                batch.add(next, prompt.length + i - 1, 0, true);
                decode(context, batch);
                next = sampler.sample(context, 0);
            }
            return (tokens - 1) * 1e9 / (System.nanoTime() - startNanos);
        }
    }

    private static void decode(LlamaContext context, LlamaBatch batch) {
        if (context.decode(batch) != DecodeResult.OK) {
            throw new IllegalStateException("the context is too small for this benchmark");
        }
    }
}
