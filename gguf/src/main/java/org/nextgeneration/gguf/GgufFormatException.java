package org.nextgeneration.gguf;

import java.io.Serial;
import java.nio.file.Path;

/**
 * A file that is not readable GGUF, or not a usable model. The message names the place, what was
 * found, what was expected and what to do; it is fit to be shown as it stands.
 */
public final class GgufFormatException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;
    private static final int QUOTED_CHARS_MAX = 80;

    private final transient Path file;
    private final long offsetBytes;

    GgufFormatException(Path file, long offsetBytes, String found, String expected, String remedy) {
        super(
                "%s, byte %d: found %s, expected %s. %s"
                        .formatted(file, offsetBytes, found, expected, remedy)
                        .strip());
        this.file = file;
        this.offsetBytes = offsetBytes;
    }

    /** {@return the file} */
    public Path file() {
        return file;
    }

    /** {@return where in the file, in bytes from its start} */
    public long offsetBytes() {
        return offsetBytes;
    }

    /**
     * {@return text of a hostile file in quotes, shortened, without what could steer a terminal or
     * break a line}
     */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints()
                .limit(QUOTED_CHARS_MAX)
                .map(character -> isPrintable(character) ? character : '\uFFFD')
                .forEach(quoted::appendCodePoint);
        if (text.codePointCount(0, text.length()) > QUOTED_CHARS_MAX) {
            quoted.append('…');
        }
        return quoted.append('"').toString();
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
