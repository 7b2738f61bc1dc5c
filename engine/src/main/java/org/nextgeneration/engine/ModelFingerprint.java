package org.nextgeneration.engine;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.GgufFormatException;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.SplitFacts;

/**
 * Tells models apart by their content, wherever the files lie and whenever they were written.
 *
 * <p>It is a SHA-256 over the number of parts and, of each part, its size, its whole header
 * (metadata, vocabulary, tensor table) and blocks spread evenly over its tensor data, the first and
 * the last among them. To read all the data would take as long as the load that it is meant to
 * shorten. Two trainings of one model differ in nearly every block of every tensor that was
 * trained; what this cannot see is a hand-made change of a few tensors that keeps size, names and
 * metadata.
 */
final class ModelFingerprint {
    /** Blocks of each part. */
    static final int BLOCKS = 64;

    /** Length of a block: one page, the least that a disk is asked for. */
    static final int BLOCK_BYTES = 4_096;

    private static final int BUFFER_BYTES = 1 << 20;

    private ModelFingerprint() {}

    /**
     * Computes the fingerprint of a model. Any thread.
     *
     * @param file the model, or the first part of a split one
     * @return 64 hexadecimal digits
     * @throws GgufFormatException if a part is not well-formed
     * @throws IOException if a part does not exist or cannot be read
     */
    static String of(Path file) throws IOException {
        return of(parts(file));
    }

    /**
     * Computes the fingerprint of a model whose headers have been read: reading them takes most of
     * the time. Any thread.
     *
     * @param parts all of them, in order
     * @return 64 hexadecimal digits
     * @throws IOException if a part cannot be read
     */
    static String of(List<GgufFile> parts) throws IOException {
        MessageDigest digest = sha256();
        number(digest, parts.size());
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        for (GgufFile part : parts) {
            try (FileChannel channel = FileChannel.open(part.path(), StandardOpenOption.READ)) {
                number(digest, part.fileBytes());
                number(digest, part.dataOffsetBytes());
                range(digest, channel, buffer, part.path(), 0, part.dataOffsetBytes());
                blocks(digest, channel, buffer, part);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<GgufFile> parts(Path file) throws IOException {
        GgufFile first = GgufFile.read(file);
        List<GgufFile> parts = new ArrayList<>(List.of(first));
        List<String> names =
                ModelFacts.of(first).split().map(SplitFacts::fileNames).orElse(List.of());
        for (String name : names.subList(Math.min(1, names.size()), names.size())) {
            parts.add(GgufFile.read(file.resolveSibling(name)));
        }
        return parts;
    }

    private static void blocks(
            MessageDigest digest, FileChannel channel, ByteBuffer buffer, GgufFile part)
            throws IOException {
        long from = part.dataOffsetBytes();
        long dataBytes = part.fileBytes() - from;
        if (dataBytes <= (long) BLOCKS * BLOCK_BYTES) {
            range(digest, channel, buffer, part.path(), from, part.fileBytes());
            return;
        }
        long room = dataBytes - BLOCK_BYTES;
        for (int block = 0; block < BLOCKS; block++) {
            // In two steps: the product of the room and the block may not fit.
            long offset =
                    from + room / (BLOCKS - 1) * block + room % (BLOCKS - 1) * block / (BLOCKS - 1);
            range(digest, channel, buffer, part.path(), offset, offset + BLOCK_BYTES);
        }
    }

    private static void range(
            MessageDigest digest,
            FileChannel channel,
            ByteBuffer buffer,
            Path path,
            long from,
            long to)
            throws IOException {
        for (long offset = from; offset < to; ) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), to - offset));
            int read = channel.read(buffer, offset);
            if (read < 0) {
                throw new EOFException(
                        "%s, byte %d: found the end of the file, expected %d bytes. It was cut"
                                        .formatted(path, offset, to)
                                + " short while it was read; load it again.");
            }
            digest.update(buffer.flip());
            offset += read;
        }
    }

    private static void number(MessageDigest digest, long number) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(number).flip());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException unreachable) {
            throw new AssertionError("every Java has SHA-256", unreachable);
        }
    }
}
