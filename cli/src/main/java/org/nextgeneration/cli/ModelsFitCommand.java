package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.config.Configuration;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.MemoryFit;
import org.nextgeneration.engine.MemoryNeed;
import org.nextgeneration.store.InstalledModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextgen models fit}: what a load would take, whether it fits, and what would. */
@Command(name = "fit")
final class ModelsFitCommand implements Action {
    @Parameters(paramLabel = "NAME|FILE", descriptionKey = "parameter.model")
    @Nullable String name;

    @Option(names = "--context", paramLabel = "N")
    @Nullable Integer contextTokens;

    @Option(names = "--sequences", paramLabel = "N")
    int sequences = 1;

    @Option(names = "--cache-type", paramLabel = "TYPE")
    @Nullable String cacheType;

    @Option(names = "--gpu-layers", paramLabel = "N")
    int gpuLayers = LoadRequest.ALL_LAYERS;

    @Option(names = "--exact")
    boolean exact;

    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        session.expectCards();
        String wanted = String.valueOf(name);
        InstalledModel model = installed(session, wanted);
        LoadRequest request = request(session.configuration(), model);
        try (EmbeddedEngine engine = LocalEngine.measuring(session)) {
            MemoryFit fit = engine.fit(request);
            Optional<MemoryNeed> counted =
                    exact ? Optional.of(engine.measure(request)) : Optional.empty();
            return new FitReport(session, json).show(model, fit, counted);
        }
    }

    private static InstalledModel installed(Session session, String wanted) {
        if (ModelPlanner.namesFile(wanted)) {
            return ModelPlanner.installed(session, wanted);
        }
        return session.inventory()
                .find(wanted)
                .orElseThrow(
                        () ->
                                UnknownName.failure(
                                        "model",
                                        wanted,
                                        session.inventory().nearest(wanted),
                                        List.of()));
    }

    /** The same as {@code ask} would load. */
    private LoadRequest request(Configuration configuration, InstalledModel model) {
        try {
            return new LoadRequest(
                    model.name().toString(),
                    model.file(),
                    CheckedOptions.contextTokens(contextTokens, configuration, model.name()),
                    sequences,
                    configuration.threads().value(),
                    model.kind() == InstalledModel.Kind.EMBEDDING,
                    0,
                    CheckedOptions.cacheType(cacheType, configuration),
                    gpuLayers);
        } catch (IllegalArgumentException impossible) {
            throw GenerationOptions.impossible(impossible);
        }
    }
}
