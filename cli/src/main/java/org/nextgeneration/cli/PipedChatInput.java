package org.nextgeneration.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.nextgeneration.cli.terminal.CommandFailure;

/** Lines of UTF-8 text from a stream, one after the other, without any editing. */
final class PipedChatInput implements ChatInput {
    /** The longest line. */
    static final int LINE_BYTES_MAX = 1 << 20;

    private final InputStream in;
    private int lineNumber;

    PipedChatInput(InputStream in) {
        this.in = in;
    }

    @Override
    public Optional<String> readLine(String prompt) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        lineNumber++;
        try {
            int next = in.read();
            if (next < 0) {
                return Optional.empty();
            }
            for (; next >= 0 && next != '\n'; next = in.read()) {
                if (line.size() == LINE_BYTES_MAX) {
                    throw CommandFailure.wrongUsage("failure.input-too-large", LINE_BYTES_MAX);
                }
                line.write(next);
            }
        } catch (IOException unreadable) {
            throw CommandFailure.failed("io", "failure.input-unreadable", unreadable);
        }
        return Optional.of(decoded(line.toByteArray()));
    }

    private String decoded(byte[] bytes) {
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(input).toString();
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        } catch (CharacterCodingException _) {
            throw CommandFailure.wrongUsage(
                    "failure.not-utf8",
                    "stdin, " + lineNumber,
                    input.position(),
                    "0x%02x".formatted(bytes[input.position()]));
        }
    }

    @Override
    public void onInterrupt(Runnable action) {
        // Whoever pipes the input is not there to go on talking: Ctrl-C ends the program.
    }

    @Override
    public void close() {
        // Standard input is not ours to close.
    }
}
