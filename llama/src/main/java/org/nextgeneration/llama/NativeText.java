package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Texts that come from C. Bytes that are not UTF-8 become U+FFFD. */
@SuppressWarnings("restricted") // C gives texts without their length.
final class NativeText {
    /** The longest text that is read back; a longer one would be a library gone wrong. */
    static final int BYTES_MAX = 16 << 20;

    private static final int BYTES_FIRST = 1_024;

    /** Writes a text into a buffer and says how long it is, in the manner of {@code snprintf}. */
    @FunctionalInterface
    interface Writer {
        /**
         * Writes as much as there is room for.
         *
         * @return bytes of the whole text without its NUL, or a negative number for no text
         */
        int write(MemorySegment buffer, long bufferBytes);
    }

    private NativeText() {}

    /** Reads a C string that the library owns; nothing for NULL. */
    static Optional<String> owned(MemorySegment pointer) {
        if (pointer.equals(MemorySegment.NULL)) {
            return Optional.empty();
        }
        return Optional.of(pointer.reinterpret(BYTES_MAX).getString(0, StandardCharsets.UTF_8));
    }

    /** Has a text written into a buffer of ours, a larger one if the first is too small. */
    static Optional<String> written(Writer writer) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment buffer = scratch.allocate(BYTES_FIRST);
            int length = writer.write(buffer, BYTES_FIRST);
            if (length >= BYTES_FIRST) {
                if (length >= BYTES_MAX) {
                    throw new LlamaException(
                            "libllama: found a text of %d bytes, expected at most %d. Use another"
                                            .formatted(length, BYTES_MAX)
                                    + " model file.");
                }
                buffer = scratch.allocate(length + 1L);
                length = writer.write(buffer, length + 1L);
            }
            if (length < 0) {
                return Optional.empty();
            }
            byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
            return Optional.of(new String(bytes, StandardCharsets.UTF_8));
        }
    }
}
