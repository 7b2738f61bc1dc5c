package org.nextgeneration.engine;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Turns the bytes of tokens into pieces of text: never half a character, and never the beginning of
 * a stop text that may still be completed. Not safe for use by several threads.
 *
 * <p>Tokens of byte-level vocabularies end in the middle of characters. Such bytes wait for the
 * rest; bytes that can never become a character turn into U+FFFD.
 */
final class PieceAssembler {
    /** The longest character of UTF-8. */
    private static final int CHARACTER_BYTES_MAX = 4;

    private final List<String> stops;
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPLACE)
                    .onUnmappableCharacter(CodingErrorAction.REPLACE);

    /** Bytes of a character whose end has not come yet. */
    private byte[] incomplete = new byte[0];

    /** Text that could be the beginning of a stop text. */
    private final StringBuilder held = new StringBuilder();

    private boolean stopped;

    PieceAssembler(List<String> stops) {
        this.stops = List.copyOf(stops);
    }

    /**
     * Takes the bytes of the next token.
     *
     * @return the text that is certain now; may be empty
     */
    String add(byte[] bytes) {
        if (stopped) {
            return "";
        }
        ByteBuffer in = ByteBuffer.allocate(incomplete.length + bytes.length);
        in.put(incomplete).put(bytes).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
        decoder.decode(in, out, false);
        incomplete = new byte[Math.min(in.remaining(), CHARACTER_BYTES_MAX)];
        in.get(incomplete);
        held.append(out.flip());
        int stop = firstStop();
        if (stop >= 0) {
            stopped = true;
            held.setLength(stop);
            return take(held.length());
        }
        return take(held.length() - longestStopPrefixAtEnd());
    }

    /** {@return the rest of the text, once no more bytes will come} */
    String finish() {
        if (stopped) {
            return "";
        }
        if (incomplete.length > 0) {
            incomplete = new byte[0];
            held.append('\uFFFD');
        }
        return take(held.length());
    }

    /** {@return whether a stop text was met; it and what follows is not part of the text} */
    boolean stopped() {
        return stopped;
    }

    private String take(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }

    private int firstStop() {
        int first = -1;
        for (String stop : stops) {
            int found = held.indexOf(stop);
            if (found >= 0 && (first < 0 || found < first)) {
                first = found;
            }
        }
        return first;
    }

    private int longestStopPrefixAtEnd() {
        int longest = 0;
        for (String stop : stops) {
            for (int length = Math.min(stop.length() - 1, held.length());
                    length > longest;
                    length--) {
                if (held.indexOf(stop.substring(0, length), held.length() - length) >= 0) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
