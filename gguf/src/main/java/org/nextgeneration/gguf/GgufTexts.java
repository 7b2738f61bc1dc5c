package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An array of strings as it lies in the file: one block of bytes and where each string starts.
 *
 * <p>A vocabulary has hundreds of thousands of strings of which almost none is ever looked at, so
 * each is decoded when asked for. Immutable; any thread.
 */
public final class GgufTexts {
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final int PROBES_PER_STRING_MAX = 16;

    /** Strings as in the file: an 8-byte length before each. */
    private final byte[] encoded;

    /** Where each string's length starts, and one more entry for the end. */
    private final int[] starts;

    /** Takes the arrays over; the caller keeps no reference. */
    GgufTexts(byte[] encoded, int[] starts) {
        this.encoded = encoded;
        this.starts = starts;
    }

    /** {@return the array of these strings} */
    public static GgufTexts of(List<String> values) {
        byte[][] texts = new byte[values.size()][];
        Arrays.setAll(texts, index -> values.get(index).getBytes(UTF_8));
        return of(texts);
    }

    private static GgufTexts of(byte[][] texts) {
        int[] starts = new int[texts.length + 1];
        for (int i = 0; i < texts.length; i++) {
            starts[i + 1] = Math.addExact(starts[i], LENGTH_BYTES + texts[i].length);
        }
        byte[] encoded = new byte[starts[texts.length]];
        ByteBuffer buffer = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] text : texts) {
            buffer.putLong(text.length).put(text);
        }
        return new GgufTexts(encoded, starts);
    }

    /** {@return how many strings there are} */
    public int size() {
        return starts.length - 1;
    }

    /**
     * {@return the string at an index; bytes that are not UTF-8 read as U+FFFD}
     *
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public String get(int index) {
        Objects.checkIndex(index, size());
        return new String(encoded, startOf(index), lengthOf(index), UTF_8);
    }

    /**
     * {@return the bytes of the string at an index}
     *
     * @throws IndexOutOfBoundsException if there is no such string
     */
    public byte[] bytes(int index) {
        Objects.checkIndex(index, size());
        return Arrays.copyOfRange(encoded, startOf(index), starts[index + 1]);
    }

    /** {@return how many bytes the string at an index has} */
    int bytesOf(int index) {
        return lengthOf(index);
    }

    /** {@return all strings, decoded now} */
    public List<String> toList() {
        String[] texts = new String[size()];
        Arrays.setAll(texts, this::get);
        return List.of(texts);
    }

    /**
     * {@return the index of the first string that occurs twice (its second place), or -1}
     *
     * <p>A string ends at its first zero byte, for that is as far as libllama reads one.
     *
     * <p>Runs once for each model, mostly before it is compiled: hence one loop with few calls.
     */
    int firstDuplicate() {
        int mask = (Integer.highestOneBit(Math.max(1, size())) << 2) - 1;
        int[] indexPlusOne = new int[mask + 1];
        long probesLeft = (long) PROBES_PER_STRING_MAX * size();
        for (int index = 0; index < starts.length - 1; index++) {
            int end = starts[index + 1];
            int hash = 0x811c9dc5; // FNV-1a, then mixed: short tokens differ in few bits.
            for (int at = starts[index] + LENGTH_BYTES; at < end; at++) {
                if (encoded[at] == 0) {
                    return cutAtZeros().firstDuplicate();
                }
                hash = (hash ^ encoded[at]) * 0x01000193;
            }
            int slot = (hash ^ (hash >>> 15)) & mask;
            while (indexPlusOne[slot] != 0) {
                if (sameText(indexPlusOne[slot] - 1, index)) {
                    return index;
                }
                if (--probesLeft < 0) {
                    return firstDuplicateOfColliding();
                }
                slot = (slot + 1) & mask;
            }
            indexPlusOne[slot] = index + 1;
        }
        return -1;
    }

    /**
     * The same for strings that were chosen to collide. A set's buckets become trees, so this stays
     * fast; each byte is read as one character, so different bytes stay different.
     */
    int firstDuplicateOfColliding() {
        Set<String> seen = new HashSet<>();
        for (int index = 0; index < size(); index++) {
            String text = new String(encoded, startOf(index), lengthOf(index), ISO_8859_1);
            if (text.indexOf('\0') >= 0) {
                return cutAtZeros().firstDuplicateOfColliding();
            }
            if (!seen.add(text)) {
                return index;
            }
        }
        return -1;
    }

    /** {@return each string up to its first zero byte, with names for those that end up empty} */
    private GgufTexts cutAtZeros() {
        byte[][] cut = new byte[size()][];
        for (int index = 0; index < cut.length; index++) {
            int end = startOf(index);
            while (end < starts[index + 1] && encoded[end] != 0) {
                end++;
            }
            cut[index] = Arrays.copyOfRange(encoded, startOf(index), end);
        }
        return of(cut).withNamesForEmpty();
    }

    /** {@return the index of the first string with at least this many bytes, or -1} */
    int firstWithBytes(int bytesMin) {
        for (int index = 0; index < starts.length - 1; index++) {
            if (starts[index + 1] - starts[index] >= LENGTH_BYTES + bytesMin) {
                return index;
            }
        }
        return -1;
    }

    /** {@return the index of the first empty string, or -1} */
    int firstEmpty() {
        for (int index = 0; index < starts.length - 1; index++) {
            if (starts[index + 1] - starts[index] == LENGTH_BYTES) {
                return index;
            }
        }
        return -1;
    }

    /**
     * {@return the strings with {@code [EMPTY_3]} in the place of an empty one at index 3, as
     * libllama names them}
     */
    GgufTexts withNamesForEmpty() {
        if (firstEmpty() < 0) {
            return this;
        }
        byte[][] named = new byte[size()][];
        for (int index = 0; index < named.length; index++) {
            named[index] =
                    lengthOf(index) == 0
                            ? "[EMPTY_%d]".formatted(index).getBytes(UTF_8)
                            : bytes(index);
        }
        return of(named);
    }

    /** {@return the strings as a file holds them; not a copy} */
    byte[] encoded() {
        return encoded;
    }

    private boolean sameText(int left, int right) {
        return Arrays.equals(
                encoded,
                startOf(left),
                starts[left + 1],
                encoded,
                startOf(right),
                starts[right + 1]);
    }

    private int startOf(int index) {
        return starts[index] + LENGTH_BYTES;
    }

    private int lengthOf(int index) {
        return starts[index + 1] - startOf(index);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof GgufTexts texts
                && Arrays.equals(encoded, texts.encoded)
                && Arrays.equals(starts, texts.starts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return "%d strings".formatted(size());
    }
}
