package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Collects metadata and tensors, then writes a GGUF version 3 file.
 *
 * <p>Tensor data is produced while it is written, so a file may be larger than the heap. The file
 * appears under its name only when it is complete and on disk. One thread.
 */
public final class GgufWriter {
    static final String ALIGNMENT_KEY = "general.alignment";
    static final int ALIGNMENT_DEFAULT = 32;
    private static final int VERSION = 3;
    private static final int KEY_BYTES_MAX = 65_535;
    private static final int BUFFER_BYTES = 1 << 20;

    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, PendingTensor> tensors = new LinkedHashMap<>();
    private long dataBytes;

    /** Starts with no metadata and no tensors. */
    public GgufWriter() {}

    /** Produces one tensor's data. */
    @FunctionalInterface
    public interface TensorSource {
        /**
         * Writes exactly the bytes of the tensor, little-endian; need not flush, must not close.
         *
         * @throws IOException if the data cannot be produced; the file is then not written
         */
        void writeTo(OutputStream out) throws IOException;
    }

    private record PendingTensor(TensorInfo info, TensorSource source) {}

    /**
     * Adds one metadata entry; entries are written in the order they were added.
     *
     * @throws IllegalArgumentException if the key is empty, too long, taken, or {@code
     *     general.alignment}, which is always the default of 32
     */
    public GgufWriter put(String key, GgufValue value) {
        int keyBytes = key.getBytes(UTF_8).length;
        if (keyBytes == 0 || keyBytes > KEY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "found a key of %d bytes, expected 1 to %d".formatted(keyBytes, KEY_BYTES_MAX));
        }
        if (key.equals(ALIGNMENT_KEY)) {
            throw new IllegalArgumentException(
                    "found key %s, expected none: it is always %d"
                            .formatted(key, ALIGNMENT_DEFAULT));
        }
        if (metadata.putIfAbsent(key, value) != null) {
            throw new IllegalArgumentException("found key %s twice".formatted(key));
        }
        return this;
    }

    /** Adds a string. */
    public GgufWriter put(String key, String value) {
        return put(key, GgufValue.text(value));
    }

    /** Adds an unsigned 32-bit integer, the usual type of counts and token ids. */
    public GgufWriter put(String key, int value) {
        return put(key, GgufValue.uint32(value));
    }

    /** Adds a 32-bit float. */
    public GgufWriter put(String key, float value) {
        return put(key, GgufValue.float32(value));
    }

    /** Adds a truth value. */
    public GgufWriter put(String key, boolean value) {
        return put(key, GgufValue.bool(value));
    }

    /** Adds an array of strings. */
    public GgufWriter put(String key, List<String> values) {
        return put(key, GgufValue.texts(values));
    }

    /**
     * Adds a tensor; tensors are written in the order they were added.
     *
     * @param shape elements per dimension, fastest-varying first: a matrix that maps 64 inputs to
     *     10 outputs is {@code (64, 10)}
     * @param source called once by {@link #write}
     * @throws IllegalArgumentException if the name is empty, too long or taken, or the shape is
     *     impossible for the type
     */
    public GgufWriter tensor(String name, TensorType type, List<Long> shape, TensorSource source) {
        int nameBytes = name.getBytes(UTF_8).length;
        if (nameBytes == 0 || nameBytes > TensorInfo.NAME_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "tensor %s: found a name of %d bytes, expected 1 to %d"
                            .formatted(name, nameBytes, TensorInfo.NAME_BYTES_MAX));
        }
        TensorInfo info = new TensorInfo(name, type, shape, dataBytes);
        if (tensors.putIfAbsent(name, new PendingTensor(info, source)) != null) {
            throw new IllegalArgumentException("found tensor %s twice".formatted(name));
        }
        dataBytes = Math.addExact(dataBytes, padded(info.dataBytes()));
        return this;
    }

    /**
     * Adds a tensor of floats, encoded when it is written.
     *
     * @throws IllegalArgumentException as above, or if the shape does not hold that many values
     */
    public GgufWriter tensor(String name, TensorType type, List<Long> shape, float[] values) {
        long elements = shape.stream().reduce(1L, Math::multiplyExact);
        if (elements != values.length) {
            throw new IllegalArgumentException(
                    "tensor %s: found %d values, expected %d for shape %s"
                            .formatted(name, values.length, elements, shape));
        }
        return tensor(name, type, shape, out -> out.write(TensorEncoder.encode(type, values)));
    }

    /**
     * Writes the file: under a temporary name beside {@code target}, synced, then renamed over it.
     *
     * @throws IOException if that fails or a source fails; {@code target} is then as it was and the
     *     temporary file is gone
     * @throws IllegalStateException if a source wrote more or fewer bytes than its tensor has
     */
    public void write(Path target) throws IOException {
        Path absolute = target.toAbsolutePath();
        Path temporary =
                absolute.resolveSibling(
                        "%s.%016x.partial"
                                .formatted(
                                        absolute.getFileName(),
                                        ThreadLocalRandom.current().nextLong()));
        try {
            try (FileChannel channel =
                    FileChannel.open(
                            temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                try (OutputStream out =
                        new BufferedOutputStream(new Unclosed(channel), BUFFER_BYTES)) {
                    writeTo(out);
                }
                channel.force(true);
            }
            Files.move(temporary, absolute, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private void writeTo(OutputStream out) throws IOException {
        HeaderEncoder header = new HeaderEncoder(out);
        header.putMagic();
        header.putInt(VERSION);
        header.putLong(tensors.size());
        header.putLong(metadata.size());
        for (Map.Entry<String, GgufValue> entry : metadata.entrySet()) {
            header.putText(entry.getKey());
            header.putValue(entry.getValue());
        }
        List<PendingTensor> ordered = new ArrayList<>(tensors.values());
        for (PendingTensor tensor : ordered) {
            header.putTensor(tensor.info());
        }
        writePadding(out, header.writtenBytes());
        for (PendingTensor tensor : ordered) {
            long bytes = tensor.info().dataBytes();
            ExactOutputStream exact = new ExactOutputStream(out, tensor.info().name(), bytes);
            tensor.source().writeTo(exact);
            exact.checkComplete();
            writePadding(out, bytes);
        }
    }

    private static void writePadding(OutputStream out, long written) throws IOException {
        out.write(new byte[Math.toIntExact(padded(written) - written)]);
    }

    private static long padded(long bytes) {
        return Math.addExact(bytes, ALIGNMENT_DEFAULT - 1) / ALIGNMENT_DEFAULT * ALIGNMENT_DEFAULT;
    }

    /** Leaves the channel open when the buffer around it is closed: it must still be synced. */
    private static final class Unclosed extends OutputStream {
        private final OutputStream channel;

        Unclosed(FileChannel channel) {
            this.channel = Channels.newOutputStream(channel);
        }

        @Override
        public void write(int value) throws IOException {
            channel.write(value);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            channel.write(bytes, from, count);
        }
    }
}
