package org.nextgeneration.cli;

import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.engine.Engine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nextgen chat}: a conversation, typed in a terminal or piped line by line. */
@Command(name = "chat")
final class ChatCommand implements Action {
    private static final String HISTORY = "chat-history";

    @Mixin ModelOptions modelOptions = new ModelOptions();
    @Mixin GenerationOptions generationOptions = new GenerationOptions();

    @Override
    public ExitCode run(Session session) throws InterruptedException {
        modelOptions.check();
        try (Interruption interruption = Interruption.watch();
                Engine engine = LocalEngine.create(session);
                ChatInput input = input(session)) {
            ChatSession chat =
                    new ChatSession(
                            session, modelOptions, generationOptions, engine, interruption, input);
            return chat.run();
        }
    }

    private static ChatInput input(Session session) {
        return session.surroundings().inIsTerminal() && session.screen().outIsTerminal()
                ? new TerminalChatInput(session.stateFolder().resolve(HISTORY))
                : new PipedChatInput(session.surroundings().in());
    }
}
