package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.cli.config.Configuration;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.engine.GenerationRequest;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.Sampling;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import picocli.CommandLine.Option;

/** How answers are drawn: the options of {@code ask} and {@code chat}. */
final class GenerationOptions {
    private static final long SEEDS = 1L << 32;

    @Option(names = "--max-tokens", paramLabel = "N")
    @Nullable Integer maxTokens;

    @Option(names = "--temperature", paramLabel = "T")
    @Nullable Float temperature;

    @Option(names = "--seed", paramLabel = "N")
    @Nullable Long seed;

    @Option(names = "--top-p", paramLabel = "P")
    @Nullable Float topP;

    @Option(names = "--top-k", paramLabel = "K")
    @Nullable Integer topK;

    @Option(names = "--min-p", paramLabel = "P")
    @Nullable Float minP;

    @Option(names = "--stop", paramLabel = "TEXT")
    List<String> stop = List.of();

    @Option(names = "--context", paramLabel = "N")
    @Nullable Integer contextTokens;

    @Option(names = "--cache-type", paramLabel = "TYPE")
    @Nullable String cacheType;

    @Option(names = "--gpu-layers", paramLabel = "N")
    int gpuLayers = LoadRequest.ALL_LAYERS;

    @Option(names = "--threads", paramLabel = "N")
    @Nullable Integer threads;

    /**
     * Puts the options over the assistant's wishes and those over the model's.
     *
     * <p>The demo model keeps its own: it was made for one temperature only.
     */
    Parameters over(CatalogueEntry entry, Optional<Assistant> assistant) {
        Optional<Assistant.Sampling> wishes =
                assistant.filter(_ -> !entry.demo()).map(Assistant::sampling);
        float degrees =
                temperature != null
                        ? temperature
                        : wishes.map(Assistant.Sampling::temperature)
                                .orElse(entry.temperature())
                                .floatValue();
        long drawn = seed != null ? seed : RandomGenerator.getDefault().nextLong(SEEDS);
        try {
            Sampling usual = Sampling.ofTemperature(degrees, drawn);
            Sampling sampling =
                    new Sampling(
                            usual.temperature(),
                            topK != null ? topK : usual.topK(),
                            topP != null
                                    ? topP
                                    : wishes.map(wish -> (float) wish.topP()).orElse(usual.topP()),
                            minP != null ? minP : usual.minP(),
                            usual.typicalP(),
                            usual.repeatPenalty(),
                            usual.repeatLastTokens(),
                            usual.frequencyPenalty(),
                            usual.presencePenalty(),
                            usual.mirostat(),
                            usual.mirostatTau(),
                            usual.mirostatEta(),
                            usual.seed(),
                            usual.logitBias());
            int longest =
                    maxTokens != null
                            ? maxTokens
                            : wishes.map(Assistant.Sampling::maxTokens).orElse(entry.maxTokens());
            return new Parameters(sampling, longest, stop).checked();
        } catch (IllegalArgumentException impossible) {
            throw impossible(impossible);
        }
    }

    /** {@return what to load, the options over the configuration over the model's own context} */
    LoadRequest loadRequest(ModelPlan plan, Configuration configuration) {
        InstalledModel model = plan.selection().model();
        try {
            return new LoadRequest(
                            model.name().toString(),
                            model.file(),
                            CheckedOptions.contextTokens(
                                    contextTokens, configuration, model.name()),
                            1,
                            threads != null ? threads : configuration.threads().value(),
                            false)
                    .withCache(0, CheckedOptions.cacheType(cacheType, configuration))
                    .withGpuLayers(gpuLayers);
        } catch (IllegalArgumentException impossible) {
            throw impossible(impossible);
        }
    }

    static CommandFailure impossible(IllegalArgumentException impossible) {
        return CommandFailure.wrongUsage(
                "failure.impossible-parameter", String.valueOf(impossible.getMessage()));
    }

    /**
     * The parameters of one answer.
     *
     * @param sampling how tokens are chosen
     * @param maxTokens the longest answer; 0 for as long as the context allows
     * @param stop texts that end the answer
     */
    record Parameters(Sampling sampling, int maxTokens, List<String> stop) {
        /** Copies the list. */
        Parameters {
            stop = List.copyOf(stop);
        }

        /** Fails early: what the engine would refuse must not cost a load. */
        Parameters checked() {
            request(new Prompt.Raw(""));
            return this;
        }

        GenerationRequest request(Prompt prompt) {
            return new GenerationRequest(prompt, maxTokens, sampling, stop);
        }
    }
}
