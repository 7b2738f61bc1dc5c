package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Path;

/**
 * Reads little-endian values one after the other from the mapped start of a file. One thread.
 *
 * <p>Nothing is taken that is not there: every length is compared with the bytes that remain before
 * anything of that size is allocated.
 */
final class HeaderCursor {
    /** Far more than 262,144 tokens and their merges take; a file that claims more is refused. */
    static final long HEADER_BYTES_MAX = 48L << 20;

    private static final int WINDOW_BYTES = 256 << 10;
    private static final String DAMAGED = "The file is damaged: download or convert it again.";
    private static final String TRUNCATED = "The file is incomplete: download or copy it again.";

    private final Path file;
    private final long fileBytes;
    private final MemorySegment header;
    private final CharsetDecoder strictUtf8 =
            UTF_8.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);

    /**
     * A copy of the bytes around the position: array access stays fast before the compiler has seen
     * this code, and a header is read once, at start.
     */
    private final byte[] window;

    private long windowStart;
    private int windowBytes;
    private long position;

    /**
     * Starts at byte 0.
     *
     * @param header the first bytes of the file, all of it or {@link #HEADER_BYTES_MAX}
     */
    HeaderCursor(Path file, long fileBytes, MemorySegment header) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.header = header;
        this.window = new byte[(int) Math.min(WINDOW_BYTES, header.byteSize())];
    }

    long position() {
        return position;
    }

    long remainingBytes() {
        return header.byteSize() - position;
    }

    int readInt(Subject what) {
        int at = advance(Integer.BYTES, what);
        return intAt(at);
    }

    long readLong(Subject what) {
        int at = advance(Long.BYTES, what);
        return longAt(at);
    }

    /** Reads an integer of 1, 2, 4 or 8 bytes, sign-extended. */
    long readSigned(int bytes, Subject what) {
        int at = advance(bytes, what);
        return switch (bytes) {
            case Byte.BYTES -> window[at];
            case Short.BYTES -> (short) ((window[at] & 0xff) | (window[at + 1] << 8));
            case Integer.BYTES -> intAt(at);
            case Long.BYTES -> longAt(at);
            default -> throw new IllegalArgumentException("found a width of " + bytes + " bytes");
        };
    }

    /** Reads a name: UTF-8 without exception, from 1 byte to the given length. */
    String readName(int bytesMax, Subject what) {
        long start = position;
        long length = readLong(what.part("the length of "));
        if (length < 1 || length > bytesMax) {
            throw failure(
                    start,
                    "%s of %s bytes".formatted(what, Long.toUnsignedString(length)),
                    "1 to %d bytes".formatted(bytesMax),
                    DAMAGED);
        }
        byte[] bytes = readBytes(length, what);
        try {
            return strictUtf8.decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException malformed) {
            GgufFormatException failure =
                    failure(
                            start,
                            "%s %s"
                                    .formatted(
                                            what,
                                            GgufFormatException.quoted(new String(bytes, UTF_8))),
                            "UTF-8",
                            DAMAGED);
            failure.initCause(malformed);
            throw failure;
        }
    }

    /** Reads a text value; bytes that are not UTF-8 become U+FFFD. */
    String readText(Subject what) {
        long start = position;
        long length = readLong(what.part("the length of "));
        if (length < 0 || length > remainingBytes()) {
            throw tooLong(start, what, Long.toUnsignedString(length) + " bytes");
        }
        return new String(readBytes(length, what), UTF_8);
    }

    byte[] readBytes(long count, Subject what) {
        if (count < 0 || count > remainingBytes()) {
            throw tooLong(position, what, Long.toUnsignedString(count) + " bytes");
        }
        byte[] bytes = new byte[(int) count];
        MemorySegment.copy(header, ValueLayout.JAVA_BYTE, position, bytes, 0, bytes.length);
        position += count;
        return bytes;
    }

    /** Reads an array of strings without decoding one; {@code count} is already plausible. */
    GgufTexts readTexts(int count, Subject what) {
        long start = position;
        int[] starts = new int[count + 1];
        int known = 0;
        while (known < count) {
            if (remainingBytes() < Long.BYTES) {
                throw tooLong(position, "string %d of %s".formatted(known, what), "8 bytes");
            }
            fillWindow();
            known = scanTexts(starts, known, start, what);
        }
        long end = position;
        position = start;
        return new GgufTexts(readBytes(end - start, what), starts);
    }

    /**
     * Finds where strings end, as far as their lengths lie in the window, which starts at the
     * position. A vocabulary is scanned once, mostly before this is compiled: hence one loop
     * without calls.
     *
     * @return how many strings are known now
     */
    private int scanTexts(int[] starts, int from, long arrayStart, Subject what) {
        byte[] bytes = window;
        long base = windowStart - arrayStart;
        long end = header.byteSize() - windowStart;
        int limit = windowBytes - Long.BYTES;
        long at = 0;
        int known = from;
        while (at <= limit && known < starts.length - 1) {
            int i = (int) at;
            int low =
                    (bytes[i] & 0xff)
                            | ((bytes[i + 1] & 0xff) << 8)
                            | ((bytes[i + 2] & 0xff) << 16)
                            | (bytes[i + 3] << 24);
            int high = bytes[i + 4] | bytes[i + 5] | bytes[i + 6] | bytes[i + 7];
            at += Long.BYTES;
            if (high != 0 || low < 0 || low > end - at) {
                throw tooLong(
                        windowStart + i,
                        "string %d of %s".formatted(known, what),
                        Long.toUnsignedString(longAt(i)) + " bytes");
            }
            at += low;
            known++;
            starts[known] = (int) (base + at);
        }
        position = windowStart + at;
        return known;
    }

    GgufFormatException failure(long offset, String found, String expected, String remedy) {
        return new GgufFormatException(file, offset, found, expected, remedy);
    }

    private GgufFormatException tooLong(long offset, Object what, String length) {
        if (header.byteSize() < fileBytes) {
            return failure(
                    offset,
                    "%s of %s".formatted(what, length),
                    "a header of at most %d bytes".formatted(HEADER_BYTES_MAX),
                    "No known model has more: download or convert it again.");
        }
        return failure(
                offset,
                "%s of %s".formatted(what, length),
                "at most the %d bytes that remain".formatted(fileBytes - position),
                TRUNCATED);
    }

    /** Moves on by a few bytes and returns where in the window they start. */
    private int advance(int bytes, Subject what) {
        if (bytes > remainingBytes()) {
            throw tooLong(position, what, bytes + " bytes");
        }
        long at = position - windowStart;
        if (at < 0 || at + bytes > windowBytes) {
            fillWindow();
            at = 0;
        }
        position += bytes;
        return (int) at;
    }

    private void fillWindow() {
        windowStart = position;
        windowBytes = (int) Math.min(window.length, header.byteSize() - position);
        MemorySegment.copy(header, ValueLayout.JAVA_BYTE, position, window, 0, windowBytes);
    }

    private int intAt(int at) {
        return (window[at] & 0xff)
                | ((window[at + 1] & 0xff) << 8)
                | ((window[at + 2] & 0xff) << 16)
                | (window[at + 3] << 24);
    }

    private long longAt(int at) {
        return Integer.toUnsignedLong(intAt(at)) | ((long) intAt(at + Integer.BYTES) << 32);
    }
}
