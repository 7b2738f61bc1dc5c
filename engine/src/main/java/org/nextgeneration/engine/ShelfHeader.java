package org.nextgeneration.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * What stands before the state in the file of a saved sequence. Pure; nothing is trusted.
 *
 * <pre>
 * file   = fixed, key, tokens, CRC32C of all before it, state
 * fixed  = magic, version, header bytes, key bytes, tokens, CRC32C of the state: 32 bits each;
 *          bytes of the state: 64 bits; seconds to compute it again: a double;
 *          CRC32C of the fixed part
 * key    = the three parts of a {@link ShelfKey}, in ASCII, each ended by a line feed
 * tokens = 32 bits each
 * </pre>
 *
 * <p>All numbers are little-endian.
 *
 * @param headerBytes where the state begins
 * @param keyBytes length of the key
 * @param tokenCount tokens of the sequence
 * @param stateChecksum CRC32C of the state
 * @param stateBytes length of the state
 * @param recomputeSeconds what it would take to compute the sequence again
 */
record ShelfHeader(
        int headerBytes,
        int keyBytes,
        int tokenCount,
        int stateChecksum,
        long stateBytes,
        double recomputeSeconds) {
    /** Length of the fixed part. */
    static final int FIXED_BYTES = 6 * Integer.BYTES + Long.BYTES + Double.BYTES + Integer.BYTES;

    /** Longest sequence. */
    static final int TOKENS_MAX = 1 << 22;

    /** Longest that recomputing may be said to take; keeps the worth of a file finite. */
    static final double RECOMPUTE_SECONDS_MAX = 1e6;

    /** "NGKV". */
    private static final int MAGIC = 0x564b474e;

    /** Raised with the layout. */
    private static final int VERSION = 1;

    private static final int FIXED_CHECKSUM_OFFSET = FIXED_BYTES - Integer.BYTES;
    private static final int KEY_BYTES_MAX = 3 * (ShelfKey.PART_LENGTH_MAX + 1);

    /** {@return the header of a file} */
    static ShelfHeader of(
            byte[] key, int[] tokens, long stateBytes, int stateChecksum, double seconds) {
        return new ShelfHeader(
                headerBytes(key.length, tokens.length),
                key.length,
                tokens.length,
                stateChecksum,
                stateBytes,
                seconds);
    }

    private static int headerBytes(int keyBytes, int tokenCount) {
        return FIXED_BYTES + keyBytes + tokenCount * Integer.BYTES + Integer.BYTES;
    }

    /** {@return length of the whole file} */
    long fileBytes() {
        return headerBytes + stateBytes;
    }

    /** {@return the bytes, ready to be written} */
    ByteBuffer encode(byte[] key, int[] tokens) {
        ByteBuffer bytes = buffer(headerBytes);
        bytes.putInt(MAGIC)
                .putInt(VERSION)
                .putInt(headerBytes)
                .putInt(keyBytes)
                .putInt(tokenCount)
                .putInt(stateChecksum)
                .putLong(stateBytes)
                .putDouble(recomputeSeconds);
        bytes.putInt(checksum(bytes, FIXED_CHECKSUM_OFFSET));
        bytes.put(key);
        for (int token : tokens) {
            bytes.putInt(token);
        }
        bytes.putInt(checksum(bytes, bytes.position()));
        return bytes.flip();
    }

    /**
     * Reads the fixed part.
     *
     * @param bytes {@link #FIXED_BYTES} of them, from {@link #buffer}
     * @param fileBytes length of the file they are from
     * @throws ShelfDamage if it is not one of ours, or says what cannot be
     */
    static ShelfHeader decode(ByteBuffer bytes, long fileBytes) throws ShelfDamage {
        require("magic", bytes.getInt(0), MAGIC);
        require("version of the layout", bytes.getInt(Integer.BYTES), VERSION);
        require(
                "checksum of the fixed part",
                bytes.getInt(FIXED_CHECKSUM_OFFSET),
                checksum(bytes, FIXED_CHECKSUM_OFFSET));
        bytes.position(2 * Integer.BYTES);
        ShelfHeader header =
                new ShelfHeader(
                        bytes.getInt(),
                        bytes.getInt(),
                        bytes.getInt(),
                        bytes.getInt(),
                        bytes.getLong(),
                        bytes.getDouble());
        require("key: bytes", header.keyBytes, 1, KEY_BYTES_MAX);
        require("tokens", header.tokenCount, 1, TOKENS_MAX);
        require(
                "header: bytes",
                header.headerBytes,
                headerBytes(header.keyBytes, header.tokenCount));
        require("state: bytes", header.stateBytes, 1, Long.MAX_VALUE - header.headerBytes);
        require("file: bytes", fileBytes, header.fileBytes());
        if (!(header.recomputeSeconds >= 0 && header.recomputeSeconds <= RECOMPUTE_SECONDS_MAX)) {
            throw new ShelfDamage(
                    "found %s seconds to compute it again, expected 0 to %s"
                            .formatted(header.recomputeSeconds, RECOMPUTE_SECONDS_MAX));
        }
        return header;
    }

    /**
     * Reads the tokens.
     *
     * @param bytes {@link #headerBytes} of them, from {@link #buffer}, this header at their start
     * @param key what the file must be for
     * @throws ShelfDamage if the bytes are damaged or of another key
     */
    int[] tokens(ByteBuffer bytes, byte[] key) throws ShelfDamage {
        int checksumOffset = headerBytes - Integer.BYTES;
        require("checksum", bytes.getInt(checksumOffset), checksum(bytes, checksumOffset));
        byte[] found = new byte[keyBytes];
        bytes.get(FIXED_BYTES, found);
        if (!Arrays.equals(found, key)) {
            throw new ShelfDamage("found another model, library or cache than its name says");
        }
        int[] tokens = new int[tokenCount];
        bytes.position(FIXED_BYTES + keyBytes);
        bytes.asIntBuffer().get(tokens);
        return tokens;
    }

    /** {@return an empty buffer for so many bytes of a header} */
    static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int checksum(ByteBuffer bytes, int length) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.duplicate().limit(length).position(0));
        return (int) checksum.getValue();
    }

    private static void require(String what, long found, long expected) throws ShelfDamage {
        if (found != expected) {
            throw new ShelfDamage("%s: found %d, expected %d".formatted(what, found, expected));
        }
    }

    private static void require(String what, long found, long min, long max) throws ShelfDamage {
        if (found < min || found > max) {
            throw new ShelfDamage(
                    "%s: found %d, expected %d to %d".formatted(what, found, min, max));
        }
    }
}
