package org.nextgeneration.cli;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.engine.ChatMessage;
import org.nextgeneration.engine.Engine;
import org.nextgeneration.engine.EngineException;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.select.TextLanguage;
import org.nextgeneration.store.Language;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextgen ask}: one question, one answer. */
@Command(name = "ask")
final class AskCommand implements Action {
    @Mixin ModelOptions modelOptions = new ModelOptions();
    @Mixin GenerationOptions generationOptions = new GenerationOptions();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE")
    List<String> files = List.of();

    @Option(names = "--dry-run")
    boolean dryRun;

    @Option(names = "--json")
    boolean json;

    @Parameters(arity = "0..*", paramLabel = "TEXT", descriptionKey = "parameter.text")
    List<String> words = List.of();

    @Override
    public ExitCode run(Session session) throws InterruptedException {
        long startNanos = System.nanoTime();
        Instant startedAt = Instant.now();
        modelOptions.check();
        if (!dryRun) {
            session.expectCards();
        }
        PromptText prompts = new PromptText(session.surroundings());
        String question = prompts.question(words);
        // The files' names tell what kind of task it is; their contents would drown the question.
        String task = files.isEmpty() ? question : question + "\n" + String.join("\n", files);
        ModelPlanner planner = new ModelPlanner(session, modelOptions);
        String text = prompts.withFiles(question, files);
        if (dryRun) {
            return new RouteReport(session, json).show(planner.select(task));
        }
        ModelPlan plan = planner.plan(task);
        GenerationOptions.Parameters parameters =
                generationOptions.over(plan.selection().entry(), plan.assistant());
        LoadRequest load = generationOptions.loadRequest(plan, session.configuration());
        PlanNotes notes = new PlanNotes(session);
        notes.chosen(plan);
        Prompt prompt = new Prompt.Chat(messages(session, plan, text));
        try (Interruption interruption = Interruption.watch();
                Engine engine = LocalEngine.create(session)) {
            try {
                AnswerStream stream = new AnswerStream(session, interruption);
                ResidentModel model = stream.load(engine, load);
                Answer answer = stream.answer(model, parameters.request(prompt), !json);
                if (interruption.interrupted()) {
                    return interrupted(session);
                }
                long totalNanos = System.nanoTime() - startNanos;
                Optional<AnswerGpu> gpu = AnswerGpu.of(session.gpuGuard(), answer);
                if (json) {
                    session.screen()
                            .line(
                                    JsonText.of(
                                            AnswerJson.of(
                                                    answer,
                                                    plan,
                                                    parameters,
                                                    session.language(),
                                                    totalNanos,
                                                    startedAt,
                                                    gpu)));
                }
                gpu.ifPresent(card -> card.warn(session));
                notes.finished(answer, totalNanos);
                return ExitCode.DONE;
            } catch (EngineException failure) {
                // The interrupt ended a load, or the worker ended with us: no failure of its own.
                if (interruption.interrupted()) {
                    return interrupted(session);
                }
                throw failure;
            }
        }
    }

    private static ExitCode interrupted(Session session) {
        session.screen().endLine();
        session.screen().warning(session.text("note.interrupted"));
        return ExitCode.INTERRUPTED;
    }

    /** The demo model was made without rules and would only be confused by them. */
    static List<ChatMessage> messages(Session session, ModelPlan plan, String text) {
        List<ChatMessage> messages = new ArrayList<>();
        plan.assistant()
                .filter(_ -> !plan.demo())
                .ifPresent(assistant -> messages.add(rules(session, plan, assistant)));
        messages.add(ChatMessage.user(text));
        return messages;
    }

    static ChatMessage rules(Session session, ModelPlan plan, Assistant assistant) {
        Language language =
                switch (plan.analysis().language()) {
                    case TextLanguage.FRENCH -> Language.FRENCH;
                    case TextLanguage.ENGLISH -> Language.ENGLISH;
                    case TextLanguage.OTHER -> session.language();
                };
        return ChatMessage.system(assistant.systemPrompt().text(language));
    }
}
