package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Chooses tokens as {@link SamplingParameters} say, with a memory of what was chosen.
 *
 * <p>The order is llama.cpp's own ({@code common/sampling.cpp}): logit bias, penalties, top-k,
 * typical, top-p, min-p, temperature, draw. Temperature 0 takes the likeliest after the penalties;
 * mirostat takes the place of the filters and the draw.
 *
 * <p>One thread at a time; a second one is turned away.
 */
public final class LlamaSampler implements AutoCloseable {
    /** Below it the distribution is the likeliest token, and dividing by it would overflow. */
    private static final float TEMPERATURE_GREEDY = 1e-3f;

    private static final long MIN_KEEP = 1;

    /** {@code m} of the mirostat paper, as llama.cpp sets it. */
    private static final int MIROSTAT_CANDIDATES = 100;

    private static final int MIROSTAT_2 = 2;

    private final SamplerFunctions functions;
    private final NativeResource resource;
    private final int vocabularySize;

    private LlamaSampler(SamplerFunctions functions, MemorySegment chain, int vocabularySize) {
        this.functions = functions;
        this.vocabularySize = vocabularySize;
        this.resource =
                new NativeResource(
                        "sampler", chain, NativeResource.Sharing.EXCLUSIVE, functions.free::call);
    }

    /**
     * Makes a sampler.
     *
     * @param model whose tokens it will choose from
     * @param parameters how
     * @throws IllegalArgumentException if a bias is for a token that the model does not have
     */
    public static LlamaSampler create(LlamaModel model, SamplingParameters parameters) {
        int vocabularySize = model.vocabulary().size();
        for (int token : parameters.logitBias().keySet()) {
            Requirement.range("logitBias: token", token, 0, vocabularySize - 1L);
        }
        SamplerFunctions functions = model.library().samplerFunctions();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment chainParameters = arena.allocate(NativeStructs.SAMPLER_CHAIN_PARAMS);
            chainParameters.set(JAVA_BOOLEAN, 0, true);
            MemorySegment chain = functions.chain.pointer(chainParameters);
            fill(functions, chain, parameters, vocabularySize, arena);
            return new LlamaSampler(functions, chain, vocabularySize);
        }
    }

    private static void fill(
            SamplerFunctions functions,
            MemorySegment chain,
            SamplingParameters parameters,
            int vocabularySize,
            Arena arena) {
        if (!parameters.logitBias().isEmpty()) {
            functions.add.call(
                    chain,
                    functions.logitBias.pointer(
                            vocabularySize,
                            parameters.logitBias().size(),
                            biases(parameters.logitBias(), arena)));
        }
        functions.add.call(
                chain,
                functions.penalties.pointer(
                        vocabularySize,
                        parameters.repeatLastN(),
                        parameters.repeatPenalty(),
                        parameters.frequencyPenalty(),
                        parameters.presencePenalty()));
        if (parameters.temperature() < TEMPERATURE_GREEDY) {
            functions.add.call(chain, functions.greedy.pointer());
        } else if (parameters.mirostat() == 0) {
            fillFilters(functions, chain, parameters);
        } else {
            fillMirostat(functions, chain, parameters, vocabularySize);
        }
    }

    private static void fillFilters(
            SamplerFunctions functions, MemorySegment chain, SamplingParameters parameters) {
        functions.add.call(chain, functions.topK.pointer(parameters.topK()));
        functions.add.call(chain, functions.typical.pointer(parameters.typicalP(), MIN_KEEP));
        functions.add.call(chain, functions.topP.pointer(parameters.topP(), MIN_KEEP));
        functions.add.call(chain, functions.minP.pointer(parameters.minP(), MIN_KEEP));
        functions.add.call(chain, functions.temperature.pointer(parameters.temperature()));
        functions.add.call(chain, functions.distribution.pointer((int) parameters.seed()));
    }

    private static void fillMirostat(
            SamplerFunctions functions,
            MemorySegment chain,
            SamplingParameters parameters,
            int vocabularySize) {
        int seed = (int) parameters.seed();
        float tau = parameters.mirostatTau();
        float eta = parameters.mirostatEta();
        functions.add.call(chain, functions.temperature.pointer(parameters.temperature()));
        functions.add.call(
                chain,
                parameters.mirostat() == MIROSTAT_2
                        ? functions.mirostatV2.pointer(seed, tau, eta)
                        : functions.mirostat.pointer(
                                vocabularySize, seed, tau, eta, MIROSTAT_CANDIDATES));
    }

    private static MemorySegment biases(Map<Integer, Float> biases, Arena arena) {
        MemorySegment array = arena.allocate(NativeStructs.LOGIT_BIAS, biases.size());
        long position = 0;
        for (Map.Entry<Integer, Float> bias : biases.entrySet()) {
            array.set(JAVA_INT, position, bias.getKey());
            array.set(JAVA_FLOAT, position + JAVA_INT.byteSize(), bias.getValue());
            position += NativeStructs.LOGIT_BIAS.byteSize();
        }
        return array;
    }

    /**
     * Chooses the token after one of the last batch, and remembers it.
     *
     * @param context whose last decode gave the logits
     * @param batchIndex index in the batch of a token that wanted output
     * @return the id of the chosen token
     * @throws IllegalArgumentException if that token gave no output, or the context is of a model
     *     with another number of tokens
     * @throws IllegalStateException if the context gives vectors, is closed or in use
     */
    public int sample(LlamaContext context, int batchIndex) {
        requireVocabulary(context);
        return resource.useForInt(
                sampler ->
                        context.useLogits(
                                batchIndex,
                                address -> functions.sample.integer(sampler, address, batchIndex)));
    }

    /** Runs a number of jobs, several at the same time perhaps, and returns when all are done. */
    @FunctionalInterface
    public interface Runner {
        /**
         * Runs.
         *
         * @param jobs how many
         * @param job told the number of each, from 0
         */
        void run(int jobs, IntConsumer job);
    }

    /**
     * Chooses one token with each of several samplers, and lets each remember its own: what {@link
     * #sample} does for one.
     *
     * @param context whose last decode gave the logits
     * @param samplers each once
     * @param batchIndexes for each sampler the index in the batch of a token that wanted output
     * @param runner who does the work
     * @return the ids of the chosen tokens
     * @throws IllegalArgumentException if a token gave no output, or a sampler is for a model with
     *     another number of tokens
     * @throws IllegalStateException if the context gives vectors, or something is closed or in use
     */
    public static int[] sampleAll(
            LlamaContext context, List<LlamaSampler> samplers, int[] batchIndexes, Runner runner) {
        for (LlamaSampler sampler : samplers) {
            sampler.requireVocabulary(context);
        }
        int[] tokens = new int[samplers.size()];
        // The library sorts its outputs when first asked; after that they are only read.
        context.useLogits(
                batchIndexes,
                address ->
                        runner.run(
                                tokens.length,
                                i ->
                                        tokens[i] =
                                                samplers.get(i)
                                                        .sampleAt(address, batchIndexes[i])));
        return tokens;
    }

    private int sampleAt(MemorySegment context, int batchIndex) {
        return resource.useForInt(
                sampler -> functions.sample.integer(sampler, context, batchIndex));
    }

    private void requireVocabulary(LlamaContext context) {
        Requirement.range(
                "context: tokens of its vocabulary",
                context.vocabularySize(),
                vocabularySize,
                vocabularySize);
    }

    /**
     * Remembers a token that was not chosen here, such as one of the prompt, for the penalties.
     *
     * @throws IllegalArgumentException if the model has no such token
     */
    public void accept(int token) {
        Requirement.range("token", token, 0, vocabularySize - 1L);
        resource.run(sampler -> functions.accept.call(sampler, token));
    }

    /** Forgets every token and starts the random numbers over. */
    public void reset() {
        resource.run(functions.reset::call);
    }

    /** {@return the seed in use, also where the library picked it; unsigned 32 bits} */
    public long seed() {
        return resource.useForInt(functions.seed::integer) & SamplingParameters.SEED_RANDOM;
    }

    /** Frees the sampler. Does nothing when called again. */
    @Override
    public void close() {
        resource.close();
    }
}
