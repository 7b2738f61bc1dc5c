package org.nextgeneration.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.cli.config.Setting;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.select.Candidate;
import org.nextgeneration.select.ModelSelector;
import org.nextgeneration.select.Reason;
import org.nextgeneration.select.ReasonCode;
import org.nextgeneration.select.Selection;
import org.nextgeneration.select.SelectionRequest;
import org.nextgeneration.select.TaskAnalysis;
import org.nextgeneration.select.TaskAnalyzer;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;

/** Hands the person's choices, the configuration and the text to {@code select}. */
final class ModelPlanner {
    private static final String FILE_SUFFIX = ".gguf";

    /** Why the usual model of a role was chosen; of no matter where another is preferred. */
    private static final Set<ReasonCode> ABOUT_USUAL_MODEL =
            Set.of(
                    ReasonCode.FITS_ROLE,
                    ReasonCode.STANDS_IN,
                    ReasonCode.DEMO_LAST_RESORT,
                    ReasonCode.ROLE_NOT_INSTALLED,
                    ReasonCode.INSTALL_WITH);

    private final Session session;
    private final ModelOptions options;

    ModelPlanner(Session session, ModelOptions options) {
        this.session = session;
        this.options = options;
    }

    /** The outcome of {@link #select}, with what went in. */
    record Outcome(TaskAnalysis analysis, Selection selection, Optional<Assistant> assistant) {}

    /**
     * Chooses for a text; nothing is loaded.
     *
     * @throws CommandFailure if an option names what does not exist
     */
    Outcome select(String text) {
        options.check();
        Optional<Assistant> assistant =
                Optional.ofNullable(options.assistant).map(name -> assistant(session, name));
        Optional<Role> priority =
                options.role != null
                        ? Optional.of(CheckedOptions.role(options.role))
                        : Optional.ofNullable(options.priority).flatMap(CheckedOptions::priority);
        TaskAnalysis analysis =
                TaskAnalyzer.builtIn()
                        .withKeywordsOf(session.configuration().catalogue().value())
                        .analyze(text);
        if (options.model != null && namesFile(options.model)) {
            return new Outcome(analysis, file(options.model, analysis), assistant);
        }
        SelectionRequest request =
                SelectionRequest.of(analysis)
                        .withPriority(priority.orElse(null))
                        .withAssistantRole(assistant.map(Assistant::role).orElse(null))
                        .withModel(options.model);
        Selection selection = ModelSelector.select(request, session.inventory());
        return new Outcome(analysis, preferred(request, selection), assistant);
    }

    /**
     * Chooses for a text and insists on a model that can answer.
     *
     * @throws CommandFailure if there is none
     */
    ModelPlan plan(String text) {
        Outcome outcome = select(text);
        return switch (outcome.selection()) {
            case Selection.Chosen chosen ->
                    new ModelPlan(outcome.analysis(), chosen, outcome.assistant());
            case Selection.NothingInstalled nothing ->
                    throw CommandFailure.failed(
                            "no_model",
                            nothing.installCommand().isPresent()
                                    ? "failure.nothing-installed-install"
                                    : "failure.nothing-installed",
                            nothing.wantedRole().id(),
                            nothing.installCommand().orElse(""));
            case Selection.UnknownModel unknown -> throw unknownModel(unknown);
            case Selection.NotForText embedding -> throw notForText(embedding);
        };
    }

    /** A model that the configuration prefers for the role wins where nobody named another. */
    private Selection preferred(SelectionRequest request, Selection selection) {
        Setting<ModelName> preferred = session.configuration().roles().get(selection.wantedRole());
        if (request.model() != null || preferred == null) {
            return selection;
        }
        Selection named =
                ModelSelector.select(
                        request.withModel(preferred.value().toString()), session.inventory());
        if (named instanceof Selection.Chosen chosen) {
            return instead(selection, chosen, preferred.source().text(session.messages()));
        }
        session.screen()
                .warning(
                        session.text(
                                "note.preferred-absent",
                                selection.wantedRole().id(),
                                preferred.value(),
                                preferred.source().text(session.messages())));
        return selection;
    }

    /** The text still asked for this role; only its usual model is another one. */
    private static Selection.Chosen instead(
            Selection usual, Selection.Chosen chosen, String source) {
        Reason preferred = new Reason(ReasonCode.PREFERRED, List.of(source));
        List<Reason> reasons = new ArrayList<>(usual.reasons());
        reasons.removeIf(reason -> ABOUT_USUAL_MODEL.contains(reason.code()));
        reasons.add(preferred);
        ModelName name = chosen.model().name();
        List<Candidate> candidates = new ArrayList<>(SelectionJson.candidates(usual));
        candidates.removeIf(candidate -> candidate.model().equals(name));
        candidates.addFirst(new Candidate(usual.wantedRole(), name, 1, true, preferred));
        return new Selection.Chosen(
                usual.wantedRole(),
                chosen.model(),
                chosen.entry(),
                false,
                candidates,
                reasons,
                null);
    }

    /**
     * {@return the assistant of that name}
     *
     * @throws CommandFailure if there is none
     */
    static Assistant assistant(Session session, String name) {
        var assistants = session.configuration().assistants().value();
        return assistants
                .find(name)
                .orElseThrow(
                        () ->
                                UnknownName.failure(
                                        "assistant",
                                        name,
                                        assistants.nearest(name),
                                        assistants.all().stream().map(Assistant::name).toList()));
    }

    static CommandFailure unknownModel(Selection.UnknownModel unknown) {
        if (unknown.installCommand().isPresent()) {
            return CommandFailure.wrongUsage(
                    "failure.model-not-installed", unknown.name(), unknown.installCommand().get());
        }
        return UnknownName.failure("model", unknown.name(), unknown.nearest(), List.of());
    }

    static CommandFailure notForText(Selection.NotForText embedding) {
        return CommandFailure.wrongUsage("failure.not-for-text", embedding.model().name());
    }

    /** {@return whether the text means a file on disk and not a model's name} */
    static boolean namesFile(String model) {
        return model.toLowerCase(Locale.ROOT).endsWith(FILE_SUFFIX);
    }

    private Selection file(String name, TaskAnalysis analysis) {
        InstalledModel model = installed(session, name);
        Reason named = new Reason(ReasonCode.MODEL_NAMED, List.of(name));
        if (model.kind() == InstalledModel.Kind.EMBEDDING) {
            return new Selection.NotForText(
                    analysis.role(),
                    model,
                    List.of(named, new Reason(ReasonCode.EMBEDDING_ONLY, List.of())));
        }
        CatalogueEntry entry = session.configuration().catalogue().value().describe(model);
        return new Selection.Chosen(
                analysis.role(), model, entry, false, List.of(), List.of(named), null);
    }

    /**
     * {@return a model file that the person named}
     *
     * @throws CommandFailure if it is not there
     */
    static InstalledModel installed(Session session, String name) {
        try {
            Path file = session.surroundings().folder().resolve(name).normalize();
            if (!Files.isRegularFile(file)) {
                throw CommandFailure.wrongUsage("failure.model-file-absent", file);
            }
            return InstalledModel.ofFile(file);
        } catch (InvalidPathException _) {
            throw CommandFailure.wrongUsage("failure.model-file-absent", name);
        } catch (IOException unreadable) {
            throw CommandFailure.failed("io", "failure.file-unreadable", name, unreadable);
        }
    }
}
