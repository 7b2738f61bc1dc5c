package org.nextgeneration.gguf;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Optional;

/**
 * The header of one GGUF file: metadata and the tensor table, never tensor data. Immutable; holds
 * nothing of the file open.
 *
 * @param path the file, as it was given
 * @param version 2 or 3
 * @param fileBytes the file's size when it was read
 * @param alignment bytes, a power of two; tensor offsets are multiples of it
 * @param dataOffsetBytes where the data section starts, from the start of the file
 * @param metadata the key-value entries
 * @param tensors the tensor table, in the order of the file
 */
public record GgufFile(
        Path path,
        int version,
        long fileBytes,
        int alignment,
        long dataOffsetBytes,
        Metadata metadata,
        List<TensorInfo> tensors) {
    private static final int MAGIC_BYTES = Integer.BYTES;

    /** Copies the list. */
    public GgufFile {
        tensors = List.copyOf(tensors);
    }

    /**
     * Reads and checks a header. Everything that the table says about tensor data is compared with
     * the file's size; the data itself is not touched.
     *
     * @throws GgufFormatException if it is no regular file, or not well-formed GGUF 2 or 3
     * @throws IOException if the file does not exist or cannot be read
     */
    public static GgufFile read(Path path) throws IOException {
        requireRegularFile(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            long fileBytes = channel.size();
            if (fileBytes == 0) {
                throw new GgufFormatException(
                        path, 0, "an empty file", "a GGUF file", "Download or copy it again.");
            }
            long mappedBytes = Math.min(fileBytes, HeaderCursor.HEADER_BYTES_MAX);
            MemorySegment header =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, mappedBytes, arena);
            return new HeaderReader(path, fileBytes, new HeaderCursor(path, fileBytes, header))
                    .read();
        } catch (InternalError unreadable) {
            // How the JVM reports that a mapped page has no file behind it any more.
            throw new IOException(
                    "%s: found it cut short or unreadable while it was read, expected it unchanged."
                            .formatted(path),
                    unreadable);
        }
    }

    /**
     * {@return whether a regular file starts as GGUF does; reads four bytes}
     *
     * @throws IOException if the file does not exist or cannot be read
     */
    public static boolean isGguf(Path path) throws IOException {
        if (!Files.isRegularFile(path)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer magic = ByteBuffer.allocate(MAGIC_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            while (magic.hasRemaining() && channel.read(magic) >= 0) {}
            return !magic.hasRemaining() && magic.getInt(0) == HeaderReader.MAGIC;
        }
    }

    /** {@return the tensor of this name} */
    public Optional<TensorInfo> tensor(String name) {
        return tensors.stream().filter(tensor -> tensor.name().equals(name)).findFirst();
    }

    /** {@return the bytes of all tensors, without padding} */
    public long weightBytes() {
        return tensors.stream().mapToLong(TensorInfo::dataBytes).reduce(0, Math::addExact);
    }

    /** Before it is opened: opening a named pipe would wait for a writer. */
    private static void requireRegularFile(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        if (attributes.isRegularFile()) {
            return;
        }
        throw new GgufFormatException(
                path,
                0,
                attributes.isDirectory() ? "a directory" : "a pipe, device or socket",
                "a regular file",
                "Name the .gguf file itself.");
    }
}
