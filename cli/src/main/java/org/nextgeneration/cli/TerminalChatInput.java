package org.nextgeneration.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.nextgeneration.cli.terminal.CommandFailure;

/** Lines that a person types, with editing, and a history that outlives the program. */
final class TerminalChatInput implements ChatInput {
    private static final int HISTORY_LINES_MAX = 1_000;

    private final Terminal terminal;
    private final LineReader reader;

    /**
     * Takes over the terminal.
     *
     * @param history the file that keeps what was typed; its folder is made if absent
     */
    TerminalChatInput(Path history) {
        try {
            terminal = TerminalBuilder.builder().system(true).dumb(true).build();
        } catch (IOException unusable) {
            throw CommandFailure.failed("io", "failure.input-unreadable", unusable);
        }
        DefaultParser parser = new DefaultParser();
        // Quotes and backslashes are text like any other.
        parser.setEscapeChars(new char[0]);
        parser.setQuoteChars(new char[0]);
        LineReaderBuilder builder =
                LineReaderBuilder.builder()
                        .terminal(terminal)
                        .parser(parser)
                        .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                        .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES_MAX);
        if (prepared(history)) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        reader = builder.build();
    }

    /** A history is a comfort: without a place for it there is none, and the chat goes on. */
    private static boolean prepared(Path history) {
        try {
            Files.createDirectories(history.toAbsolutePath().getParent());
            return true;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }

    @Override
    public Optional<String> readLine(String prompt) {
        while (true) {
            try {
                return Optional.of(reader.readLine(prompt));
            } catch (EndOfFileException _) {
                return Optional.empty();
            } catch (UserInterruptException _) {
                // Ctrl-C while typing drops the line, as in a shell.
            }
        }
    }

    @Override
    public void onInterrupt(Runnable action) {
        terminal.handle(Terminal.Signal.INT, _ -> action.run());
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException unusable) {
            throw new UncheckedIOException("the terminal could not be given back", unusable);
        }
    }
}
