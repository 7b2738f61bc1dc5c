package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Screen;
import org.nextgeneration.cli.terminal.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nextgen assistants}: who can be asked. Without a subcommand it lists them. */
@Command(name = "assistants")
final class AssistantsCommand implements Action {
    @Option(names = "--json")
    boolean json;

    @Override
    public ExitCode run(Session session) {
        return list(session, json);
    }

    private static ExitCode list(Session session, boolean json) {
        List<Assistant> all = session.configuration().assistants().value().all();
        if (json) {
            session.screen()
                    .line(
                            JsonText.of(
                                    Map.of(
                                            "assistants",
                                            all.stream()
                                                    .map(assistant -> object(session, assistant))
                                                    .toList())));
            return ExitCode.DONE;
        }
        Table table =
                new Table(
                        session.text("column.name"),
                        session.text("column.role"),
                        session.text("column.description"));
        for (Assistant assistant : all) {
            table.row(
                    assistant.name(),
                    assistant.role().id(),
                    assistant.description().text(session.language()));
        }
        table.lines().forEach(session.screen()::line);
        return ExitCode.DONE;
    }

    private static Map<String, Object> object(Session session, Assistant assistant) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", assistant.name());
        json.put("role", assistant.role().id());
        json.put("description", assistant.description().text(session.language()));
        json.put("system_prompt", assistant.systemPrompt().text(session.language()));
        json.put("temperature", assistant.sampling().temperature());
        json.put("top_p", assistant.sampling().topP());
        json.put("max_tokens", assistant.sampling().maxTokens());
        return json;
    }

    /** {@code nextgen assistants list}. */
    @Command(name = "list")
    static final class ListCommand implements Action {
        @Option(names = "--json")
        boolean json;

        @Override
        public ExitCode run(Session session) {
            return list(session, json);
        }
    }

    /** {@code nextgen assistants show}: everything about one. */
    @Command(name = "show")
    static final class ShowCommand implements Action {
        @Parameters(paramLabel = "NAME", descriptionKey = "parameter.assistant")
        @Nullable String name;

        @Option(names = "--json")
        boolean json;

        @Override
        public ExitCode run(Session session) {
            Assistants assistants = session.configuration().assistants().value();
            String wanted = String.valueOf(name);
            Assistant assistant =
                    assistants
                            .find(wanted)
                            .orElseThrow(
                                    () ->
                                            UnknownName.failure(
                                                    "assistant",
                                                    wanted,
                                                    assistants.nearest(wanted),
                                                    assistants.all().stream()
                                                            .map(Assistant::name)
                                                            .toList()));
            if (json) {
                session.screen().line(JsonText.of(object(session, assistant)));
                return ExitCode.DONE;
            }
            Screen screen = session.screen();
            screen.heading(assistant.name());
            screen.line(assistant.description().text(session.language()));
            screen.line(
                    session.text(
                            "assistants.parameters",
                            assistant.role().id(),
                            assistant.sampling().temperature(),
                            assistant.sampling().topP(),
                            assistant.sampling().maxTokens()));
            screen.line("");
            screen.line(assistant.systemPrompt().text(session.language()));
            return ExitCode.DONE;
        }
    }
}
