package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * Writes and reads the file of a saved sequence; {@link ShelfHeader} tells its layout. Any thread;
 * a channel belongs to one at a time.
 */
final class ShelfFile {
    /** How names of unfinished files begin and end. */
    static final String UNFINISHED_PREFIX = "save-";

    static final String UNFINISHED_SUFFIX = ".part";

    /** A writer locks this byte, which no file has, as long as it writes. */
    private static final long LOCK_OFFSET = Long.MAX_VALUE - 1;

    /** Bytes of one read; Java keeps a native buffer as large as the largest. */
    private static final int READ_BYTES = 1 << 20;

    private ShelfFile() {}

    /**
     * Writes a file, whole or not at all: under another name, to the disk, then renamed.
     *
     * @param target its name; what has it is replaced
     * @param stateBytes how much {@code state} gives
     * @throws IOException if it cannot be written, or {@code state} gives more or less
     */
    static ShelfHeader write(
            Path target,
            byte[] key,
            int[] tokens,
            long stateBytes,
            double recomputeSeconds,
            StateWriter state)
            throws IOException {
        Path directory = requireNonNull(target.getParent(), "a file in a folder");
        Path unfinished = Files.createTempFile(directory, UNFINISHED_PREFIX, UNFINISHED_SUFFIX);
        try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE);
                FileLock _ = tryLock(channel)) {
            int headerBytes = ShelfHeader.of(key, tokens, stateBytes, 0, 0).headerBytes();
            StateFile out = new StateFile(channel, headerBytes, stateBytes);
            state.write(out::accept);
            ShelfHeader header =
                    ShelfHeader.of(key, tokens, stateBytes, out.finish(), recomputeSeconds);
            writeFully(channel, header.encode(key, tokens), 0);
            channel.force(true);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
            return header;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        FileLock lock = channel.tryLock(LOCK_OFFSET, 1, false);
        if (lock == null) {
            throw new IOException("found another process in the file, expected none");
        }
        return lock;
    }

    /**
     * Deletes an unfinished file if nobody writes it any more; its writer was killed.
     *
     * @return whether it did
     */
    static boolean deleteAbandoned(Path unfinished) throws IOException {
        try (FileChannel channel =
                        FileChannel.open(
                                unfinished, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
                FileLock lock = channel.tryLock(LOCK_OFFSET, 1, false)) {
            return lock != null && Files.deleteIfExists(unfinished);
        }
    }

    /** Where a state goes: counts, sums up, refuses more than was said. */
    private static final class StateFile {
        private final FileChannel channel;
        private final long stateBytes;
        private final CRC32C checksum = new CRC32C();
        private long offset;
        private long leftBytes;

        StateFile(FileChannel channel, long offset, long stateBytes) {
            this.channel = channel;
            this.offset = offset;
            this.stateBytes = stateBytes;
            this.leftBytes = stateBytes;
        }

        void accept(ByteBuffer part) throws IOException {
            int bytes = part.remaining();
            leftBytes -= bytes;
            if (leftBytes < 0) {
                throw new IOException(
                        "found a state of more than %d bytes, expected so many"
                                .formatted(stateBytes));
            }
            checksum.update(part.duplicate());
            writeFully(channel, part, offset);
            offset += bytes;
        }

        int finish() throws IOException {
            if (leftBytes != 0) {
                throw new IOException(
                        "found a state of %d bytes, expected %d"
                                .formatted(stateBytes - leftBytes, stateBytes));
            }
            return (int) checksum.getValue();
        }
    }

    /**
     * {@return the header of an open file}
     *
     * @throws ShelfDamage if it is not one of ours, or says what cannot be
     */
    static ShelfHeader header(FileChannel channel) throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < ShelfHeader.FIXED_BYTES) {
            throw new ShelfDamage(
                    "found %d bytes, expected %d at least"
                            .formatted(fileBytes, ShelfHeader.FIXED_BYTES));
        }
        return ShelfHeader.decode(read(channel, ShelfHeader.FIXED_BYTES), fileBytes);
    }

    /**
     * {@return the tokens of an open file}
     *
     * @throws ShelfDamage if it is damaged, or not for this key
     */
    static int[] tokens(FileChannel channel, ShelfHeader header, byte[] key) throws IOException {
        return header.tokens(read(channel, header.headerBytes()), key);
    }

    /**
     * Reads all of the state.
     *
     * @throws ShelfDamage if it is not what its checksum says
     */
    static void verifyState(FileChannel channel, ShelfHeader header) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
        CRC32C checksum = new CRC32C();
        long end = header.fileBytes();
        for (long offset = header.headerBytes(); offset < end; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), end - offset));
            offset += readSome(channel, buffer, offset);
            checksum.update(buffer.flip());
        }
        if ((int) checksum.getValue() != header.stateChecksum()) {
            throw new ShelfDamage("found another state than its checksum says");
        }
    }

    private static ByteBuffer read(FileChannel channel, int bytes) throws IOException {
        ByteBuffer buffer = ShelfHeader.buffer(bytes);
        while (buffer.position() < bytes) {
            buffer.limit(Math.min(bytes, buffer.position() + READ_BYTES));
            readSome(channel, buffer, buffer.position());
        }
        return buffer.flip();
    }

    private static int readSome(FileChannel channel, ByteBuffer buffer, long offset)
            throws IOException {
        int read = channel.read(buffer, offset);
        if (read < 0) {
            throw new ShelfDamage("found its end at byte %d, expected more".formatted(offset));
        }
        return read;
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long offset)
            throws IOException {
        int first = bytes.position();
        while (bytes.hasRemaining()) {
            int limit = bytes.limit();
            bytes.limit(Math.min(limit, bytes.position() + READ_BYTES));
            channel.write(bytes, offset + bytes.position() - first);
            bytes.limit(limit);
        }
    }
}
