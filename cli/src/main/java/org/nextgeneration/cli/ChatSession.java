package org.nextgeneration.cli;

import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.engine.ChatMessage;
import org.nextgeneration.engine.Engine;
import org.nextgeneration.engine.EngineException;
import org.nextgeneration.engine.GenerationResult.Finish;
import org.nextgeneration.engine.LoadRequest;
import org.nextgeneration.engine.Prompt;
import org.nextgeneration.engine.ResidentModel;
import org.nextgeneration.store.NearestName;

/**
 * A conversation while it goes on. The first question chooses the model, which then stays until
 * {@code /model} or {@code /assistant} says otherwise. One thread; Ctrl-C comes from another.
 */
final class ChatSession {
    private static final String PROMPT = "> ";
    private static final String PROMPT_CONTINUED = "… ";
    private static final String CONTINUED = "\\";
    private static final String AUTOMATIC = "auto";
    private static final String NOBODY = "-";

    /** A word of letters behind the slash; {@code /usr/bin} begins a question. */
    private static final Pattern COMMAND = Pattern.compile("/\\p{L}+(\\s.*)?", Pattern.DOTALL);

    private static final List<String> COMMANDS =
            List.of("/help", "/model", "/assistant", "/clear", "/exit");

    /** The longest text that is put together from continued lines. */
    private static final int TEXT_LENGTH_MAX = PromptText.INPUT_BYTES_MAX;

    private final Session session;
    private final ModelOptions options;
    private final GenerationOptions generation;
    private final Engine engine;
    private final Interruption interruption;
    private final ChatInput input;
    private final Conversation conversation = new Conversation();
    private @Nullable Partner partner;

    /**
     * Who answers now.
     *
     * @param plan why this one
     * @param model the loaded model
     */
    private record Partner(ModelPlan plan, ResidentModel model) {}

    /** What is done with one line. */
    @FunctionalInterface
    private interface Step {
        void take() throws InterruptedException;
    }

    ChatSession(
            Session session,
            ModelOptions options,
            GenerationOptions generation,
            Engine engine,
            Interruption interruption,
            ChatInput input) {
        this.session = session;
        this.options = options;
        this.generation = generation;
        this.engine = engine;
        this.interruption = interruption;
        this.input = input;
    }

    /** Talks until the input ends. */
    ExitCode run() throws InterruptedException {
        input.onInterrupt(interruption::cancelAnswer);
        session.screen().note(session.text("chat.welcome"));
        for (Optional<String> text = readText(); text.isPresent(); text = readText()) {
            String line = text.get().strip();
            if (line.equals("/exit")) {
                return ExitCode.DONE;
            }
            if (COMMAND.matcher(line).matches()) {
                takeOrTell(() -> command(line));
            } else if (!line.isEmpty()) {
                takeOrTell(() -> answer(line));
            }
            if (interruption.interrupted()) {
                return ExitCode.INTERRUPTED;
            }
            if (session.screen().readerGone()) {
                return ExitCode.DONE;
            }
        }
        return ExitCode.DONE;
    }

    /** Reads one line, and the next ones while they end in a backslash. */
    private Optional<String> readText() {
        StringBuilder text = new StringBuilder();
        Optional<String> line = input.readLine(PROMPT);
        while (line.isPresent() && line.get().endsWith(CONTINUED)) {
            text.append(line.get(), 0, line.get().length() - 1).append('\n');
            if (text.length() > TEXT_LENGTH_MAX) {
                throw CommandFailure.wrongUsage("failure.input-too-large", TEXT_LENGTH_MAX);
            }
            line = input.readLine(PROMPT_CONTINUED);
        }
        if (line.isEmpty() && text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(text + line.orElse(""));
    }

    private void command(String line) {
        String[] words = line.split("\\s+", 2);
        String argument = words.length > 1 ? words[1].strip() : "";
        Screen screen = session.screen();
        switch (words[0]) {
            case "/help" -> session.text("chat.help").lines().forEach(screen::line);
            case "/clear" -> {
                conversation.clear();
                screen.note(session.text("chat.cleared"));
            }
            case "/model" -> changeModel(argument.equals(AUTOMATIC) ? "" : argument);
            case "/assistant" -> changeAssistant(argument);
            default ->
                    throw NearestName.of(words[0], COMMANDS)
                            .map(
                                    name ->
                                            CommandFailure.wrongUsage(
                                                    "chat.unknown-nearest", words[0], name))
                            .orElseGet(() -> CommandFailure.wrongUsage("chat.unknown", words[0]));
        }
    }

    /** Empty for the choice by the text. A name that does not exist changes nothing. */
    private void changeModel(String name) {
        if (name.isEmpty()) {
            options.model = null;
        } else {
            ModelOptions named = new ModelOptions();
            named.model = name;
            new ModelPlanner(session, named).plan(name);
            options.model = name;
            options.assistant = null;
            options.priority = null;
        }
        options.role = null;
        partnerChanges(name.isEmpty() ? AUTOMATIC : name);
    }

    /** Empty for none. A name that does not exist changes nothing. */
    private void changeAssistant(String name) {
        options.assistant = name.isEmpty() ? null : ModelPlanner.assistant(session, name).name();
        options.role = null;
        options.model = null;
        partnerChanges(name.isEmpty() ? NOBODY : name);
    }

    private void partnerChanges(String to) {
        Partner known = partner;
        partner = null;
        if (known != null) {
            known.model().close();
        }
        session.screen().note(session.text("chat.next", to));
    }

    /** What goes wrong with one line does not end the conversation where a person talks. */
    private void takeOrTell(Step step) throws InterruptedException {
        interruption.busy(true);
        try {
            step.take();
        } catch (CommandFailure failure) {
            if (!session.surroundings().inIsTerminal()) {
                throw failure;
            }
            session.screen().error(failure.text(session.messages()));
        } catch (EngineException failure) {
            // Either way its worker is gone.
            boolean gone =
                    failure.kind() == EngineException.Kind.WORKER_LOST
                            || failure.kind() == EngineException.Kind.POLICY;
            partner = gone ? null : partner;
            // The interrupt ended a load, or the worker ended with us: no failure of its own.
            if (interruption.interrupted() || failure.kind() == EngineException.Kind.CANCELLED) {
                tellInterrupted();
                return;
            }
            if (!session.surroundings().inIsTerminal()) {
                throw failure;
            }
            session.screen().endLine();
            session.screen().error(String.valueOf(failure.getMessage()));
        } catch (InterruptedException stopped) {
            if (interruption.interrupted()) {
                throw stopped;
            }
            tellInterrupted();
        } finally {
            interruption.busy(false);
        }
    }

    private void tellInterrupted() {
        session.screen().endLine();
        session.screen().warning(session.text("note.interrupted"));
    }

    private void answer(String text) throws InterruptedException {
        Partner talking = partner == null ? newPartner(text) : partner;
        partner = talking;
        ToIntFunction<String> tokens = part -> talking.model().tokenize(part).size();
        GenerationOptions.Parameters parameters =
                generation.over(talking.plan().selection().entry(), talking.plan().assistant());
        conversation.add(ChatMessage.user(text), tokens);
        int dropped =
                conversation.trim(
                        talking.model().description().contextTokens(), parameters.maxTokens());
        if (dropped > 0) {
            session.screen().note(session.text("chat.trimmed", dropped));
        }
        try {
            Answer answer =
                    new AnswerStream(session, interruption)
                            .answer(
                                    talking.model(),
                                    parameters.request(new Prompt.Chat(conversation.messages())),
                                    true);
            conversation.add(ChatMessage.assistant(answer.text()), tokens);
            if (answer.result().finish() == Finish.CANCELLED && !session.screen().readerGone()) {
                tellInterrupted();
            }
        } catch (EngineException | InterruptedException failure) {
            conversation.removeNewest();
            throw failure;
        }
    }

    private Partner newPartner(String text) {
        ModelPlan plan = new ModelPlanner(session, options).plan(text);
        LoadRequest load = generation.loadRequest(plan, session.configuration());
        new PlanNotes(session).chosen(plan);
        ResidentModel model = new AnswerStream(session, interruption).load(engine, load);
        conversation.rules(
                plan.assistant()
                        .filter(_ -> !plan.demo())
                        .map(assistant -> AskCommand.rules(session, plan, assistant)),
                part -> model.tokenize(part).size());
        return new Partner(plan, model);
    }
}
