package org.nextgeneration.cli.terminal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output and standard error. Results go to the one, everything said about the work to the
 * other. Both are UTF-8, whatever the locale says: what is piped must not depend on it.
 *
 * <p>Output that nobody reads any more ({@code | head -1}) is dropped quietly; {@link #readerGone}
 * tells. Output that is lost for another reason, such as a full disk, is a failure: {@link
 * #writeFailure} has it. One thread prints at a time.
 */
public final class Screen {
    private static final String DIM = "\u001b[2m";
    private static final String BOLD = "\u001b[1m";
    private static final String RED = "\u001b[31m";
    private static final String RESET = "\u001b[0m";
    private static final String CLEAR_LINE = "\r\u001b[K";

    private static final int REPLACEMENT = '\ufffd';

    /** How the systems say, in our two languages, that the reading end of a pipe was closed. */
    private static final List<String> PIPE_CLOSED =
            List.of("pipe", "canal de communication", "connection reset");

    private final RememberingOutput remembering;
    private final PrintStream out;
    private final PrintStream err;
    private final boolean outIsTerminal;
    private final boolean errIsTerminal;
    private boolean colours;
    private boolean lineOpen;

    /**
     * Wraps the two streams.
     *
     * @param out where results go
     * @param err where everything else goes
     * @param outIsTerminal whether a person watches {@code out}
     * @param errIsTerminal whether a person watches {@code err}
     * @param colours whether colours are wanted where a person watches
     */
    public Screen(
            OutputStream out,
            OutputStream err,
            boolean outIsTerminal,
            boolean errIsTerminal,
            boolean colours) {
        this.remembering = new RememberingOutput(out);
        this.out = new PrintStream(remembering, false, StandardCharsets.UTF_8);
        this.err = new PrintStream(err, false, StandardCharsets.UTF_8);
        this.outIsTerminal = outIsTerminal;
        this.errIsTerminal = errIsTerminal;
        this.colours = colours;
    }

    /** Prints without colours from now on. */
    public void withoutColours() {
        colours = false;
    }

    /** {@return whether a person watches the results} */
    public boolean outIsTerminal() {
        return outIsTerminal;
    }

    /** {@return whether a person watches the notes} */
    public boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** {@return whether help may be coloured} */
    public boolean colouredOut() {
        return colours && outIsTerminal;
    }

    /** {@return whether results get nowhere any more, for whichever reason} */
    public boolean readerGone() {
        return out.checkError();
    }

    /** {@return why results were lost, empty where none were or the reader had just gone} */
    public Optional<IOException> writeFailure() {
        // The check writes what is still in a buffer.
        return readerGone()
                ? Optional.ofNullable(remembering.failure).filter(Screen::isFailure)
                : Optional.empty();
    }

    private static boolean isFailure(IOException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return PIPE_CLOSED.stream().noneMatch(message::contains);
    }

    /** Prints one line of a result. */
    public void line(String text) {
        styledLine(shown(text));
    }

    /** Prints a line of a result in bold where colours are on. */
    public void heading(String text) {
        styledLine(colouredOut() ? BOLD + shown(text) + RESET : shown(text));
    }

    /** Prints a line with the colours in it, which must all be our own: nothing is filtered. */
    public void styledLine(String text) {
        out.print(text + '\n');
        out.flush();
        lineOpen = false;
    }

    /** Prints a piece of a result at once. */
    public void piece(String text) {
        if (!text.isEmpty()) {
            out.print(shown(text));
            out.flush();
            lineOpen = text.charAt(text.length() - 1) != '\n';
        }
    }

    /** Ends the line that pieces left open, if any. */
    public void endLine() {
        if (lineOpen) {
            line("");
        }
    }

    /** Says something about the work, for people only. */
    public void note(String text) {
        say(text, DIM);
    }

    /** Says that something is not as asked, although the work goes on. */
    public void warning(String text) {
        say(text, BOLD);
    }

    /** Says why the command failed. */
    public void error(String text) {
        say(text, RED);
    }

    /** Says something on a line that the next status takes the place of. Terminals only. */
    public void status(String text) {
        if (errIsTerminal) {
            err.print(CLEAR_LINE + harmless(text));
            err.flush();
        }
    }

    /** {@return where a stack trace goes when one is asked for} */
    public PrintStream diagnostics() {
        return err;
    }

    private void say(String text, String colour) {
        // On a terminal both streams share the lines.
        if (outIsTerminal && errIsTerminal) {
            endLine();
        }
        String shown = harmless(text);
        err.print((colours && errIsTerminal ? colour + shown + RESET : shown) + '\n');
        err.flush();
    }

    private String shown(String text) {
        return outIsTerminal ? harmless(text) : text;
    }

    /** A model's words, or a file's name, must not be able to drive the terminal. */
    private static String harmless(String text) {
        if (text.chars().noneMatch(Screen::drivesTerminal)) {
            return text;
        }
        return text.codePoints()
                .map(point -> drivesTerminal(point) ? REPLACEMENT : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean drivesTerminal(int point) {
        return Character.isISOControl(point) && point != '\n' && point != '\t';
    }

    /** A print stream says that a write failed and forgets why. */
    private static final class RememberingOutput extends FilterOutputStream {
        private @Nullable IOException failure;

        RememberingOutput(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int value) throws IOException {
            try {
                out.write(value);
            } catch (IOException failed) {
                throw remembered(failed);
            }
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException failed) {
                throw remembered(failed);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException failed) {
                throw remembered(failed);
            }
        }

        private IOException remembered(IOException failed) {
            if (failure == null) {
                failure = failed;
            }
            return failed;
        }
    }
}
