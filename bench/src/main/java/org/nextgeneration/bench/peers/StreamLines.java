package org.nextgeneration.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a stream of bytes, in whatever parts it comes, into lines of UTF-8. A character is decoded
 * once all of its line is there, so none is torn. One thread at a time.
 */
final class StreamLines {
    /** The longest line. */
    static final int LINE_BYTES_MAX = 1 << 20;

    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    /**
     * Takes more bytes.
     *
     * @return the lines that they end, without their ends
     * @throws PeerException if a line is longer than {@link #LINE_BYTES_MAX}
     */
    List<String> take(byte[] bytes, int length) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                lines.add(flush());
            } else if (line.size() == LINE_BYTES_MAX) {
                throw new PeerException(
                        "stream: found a line of more than %d bytes".formatted(LINE_BYTES_MAX));
            } else {
                line.write(bytes[i]);
            }
        }
        return lines;
    }

    /** {@return what follows the last end of a line; empty if nothing does} */
    String flush() {
        String text = line.toString(UTF_8);
        line.reset();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
