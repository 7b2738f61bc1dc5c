package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.BytePairTokenizer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The state of a training on disk, from which it can go on.
 *
 * @param shape the network's sizes
 * @param merges the tokenizer's merges, to see that the corpus did not change
 * @param steps steps taken
 * @param elapsedMillis time spent in them
 * @param weights the weights
 * @param first the optimizer's running means
 * @param second the optimizer's running squares
 */
@SuppressWarnings("ArrayRecordComponent") // Numbers for native code; never compared.
record Checkpoint(
        NetworkShape shape,
        int merges,
        long steps,
        long elapsedMillis,
        float[] weights,
        float[] first,
        float[] second) {
    private static final int MAGIC = 0x4E474331;

    /** {@return a number that changes with the tokenizer} */
    static int fingerprint(BytePairTokenizer tokenizer) {
        return tokenizer.merges().toString().hashCode();
    }

    /** Writes to a temporary name, then renames. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path partial = file.resolveSibling(file.getFileName() + ".partial");
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(partial)))) {
            out.writeInt(MAGIC);
            for (int size : sizes(shape)) {
                out.writeInt(size);
            }
            out.writeInt(merges);
            out.writeLong(steps);
            out.writeLong(elapsedMillis);
            for (float[] array : List.of(weights, first, second)) {
                ByteBuffer bytes = ByteBuffer.allocate(array.length * Float.BYTES);
                bytes.asFloatBuffer().put(array);
                out.write(bytes.array());
            }
        }
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /**
     * Reads the state of a training with these sizes and this tokenizer.
     *
     * @throws IOException if the file is of another training
     */
    static Checkpoint read(Path file, NetworkShape shape, int merges) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            boolean fits = in.readInt() == MAGIC;
            for (int size : sizes(shape)) {
                fits &= in.readInt() == size;
            }
            fits &= in.readInt() == merges;
            if (!fits) {
                throw new IOException(
                        "%s: found the state of another corpus or network, expected %s."
                                        .formatted(file, shape)
                                + " Train without --resume.");
            }
            long steps = in.readLong();
            long elapsedMillis = in.readLong();
            return new Checkpoint(
                    shape,
                    merges,
                    steps,
                    elapsedMillis,
                    floats(in, shape.size()),
                    floats(in, shape.size()),
                    floats(in, shape.size()));
        }
    }

    private static List<Integer> sizes(NetworkShape shape) {
        return List.of(
                shape.vocabulary(),
                shape.width(),
                shape.layers(),
                shape.heads(),
                shape.feedForward());
    }

    private static float[] floats(DataInputStream in, int count) throws IOException {
        float[] out = new float[count];
        ByteBuffer.wrap(in.readNBytes(count * Float.BYTES)).asFloatBuffer().get(out);
        return out;
    }
}
