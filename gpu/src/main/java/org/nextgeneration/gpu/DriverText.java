package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Texts that a driver or its command gives, made fit for a terminal and a file. */
final class DriverText {
    /** Control characters, and those that are invisible or turn the direction of writing. */
    private static final Pattern NOT_SHOWN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

    private DriverText() {}

    /** {@return the C string in a buffer, which ends with the buffer at the latest} */
    static String in(MemorySegment buffer) {
        byte[] bytes = buffer.toArray(JAVA_BYTE);
        int length = 0;
        while (length < bytes.length && bytes[length] != 0) {
            length++;
        }
        // Bytes that are not UTF-8 become U+FFFD.
        return shown(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** {@return a text without what is not shown} */
    static String shown(String text) {
        return NOT_SHOWN.matcher(text).replaceAll("").strip();
    }
}
