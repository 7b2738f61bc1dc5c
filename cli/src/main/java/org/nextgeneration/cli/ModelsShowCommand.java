package org.nextgeneration.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.ModelName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextgen models show}: what a model's file and the catalogue say of it. */
@Command(name = "show")
final class ModelsShowCommand implements Action {
    @Parameters(paramLabel = "NAME|FILE", descriptionKey = "parameter.model")
    @Nullable String name;

    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        String wanted = String.valueOf(name);
        Optional<CatalogueEntry> known =
                ModelName.tryParse(wanted)
                        .flatMap(session.configuration().catalogue().value()::find);
        Optional<InstalledModel> model =
                ModelPlanner.namesFile(wanted)
                        ? Optional.of(ModelPlanner.installed(session, wanted))
                        : session.inventory().find(wanted);
        if (model.isEmpty() && known.isEmpty()) {
            throw UnknownName.failure(
                    "model", wanted, session.inventory().nearest(wanted), List.of());
        }
        ModelReport report = new ModelReport(session, json);
        return model.map(found -> report.show(found, facts(found)))
                .orElseGet(() -> report.showAbsent(known.orElseThrow()));
    }

    private static ModelFacts facts(InstalledModel model) {
        try {
            return ModelFacts.read(model.file());
        } catch (IOException unreadable) {
            throw CommandFailure.failed("io", "failure.file-unreadable", model.file(), unreadable);
        }
    }
}
