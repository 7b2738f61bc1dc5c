package org.nextgeneration.engine;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A worker's activity in a file of fixed layout, big-endian: layout, count of writes, the
 * components of {@link WorkerActivity} in order, count of writes. A reader that meets a write sees
 * two different counts.
 *
 * <p>It is written in place, in a microsecond or two, and never synced: it means nothing after the
 * worker's end. Any thread may write; the file of a channel would be closed by an interrupt of one.
 */
final class ActivityFile implements AutoCloseable {
    /** First bytes of the file, raised with its layout. */
    private static final int LAYOUT = 0x4e47_4101;

    private static final String SUFFIX = ".activity";
    private static final int BYTES =
            Integer.BYTES + 2 * Long.BYTES + 2 * Integer.BYTES + 2 * Long.BYTES + 2 * Long.BYTES;

    /** How often a reader looks again when it met a write. */
    private static final int READS_MAX = 3;

    private final RandomAccessFile file;
    private long writes;
    private boolean closed;

    private ActivityFile(RandomAccessFile file) {
        this.file = file;
    }

    /** {@return where the activity of a worker is} */
    static Path path(Path runtimeDirectory, long pid) {
        return runtimeDirectory.resolve(pid + SUFFIX);
    }

    /**
     * Makes the file of a worker, empty.
     *
     * @throws IOException if it cannot be made
     */
    static ActivityFile create(Path runtimeDirectory, long pid) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path(runtimeDirectory, pid).toFile(), "rw");
        try {
            file.setLength(0);
            return new ActivityFile(file);
        } catch (IOException failure) {
            file.close();
            throw failure;
        }
    }

    /**
     * Writes the activity over the last one; does nothing once closed.
     *
     * @throws IOException if it cannot be written
     */
    synchronized void write(WorkerActivity activity) throws IOException {
        if (closed) {
            return;
        }
        writes++;
        ByteBuffer bytes =
                ByteBuffer.allocate(BYTES)
                        .putInt(LAYOUT)
                        .putLong(writes)
                        .putInt(activity.running())
                        .putInt(activity.waiting())
                        .putLong(activity.promptTokens())
                        .putLong(activity.completionTokens())
                        .putDouble(activity.tokensPerSecond())
                        .putLong(activity.updatedAt().toEpochMilli())
                        .putLong(writes);
        file.seek(0);
        file.write(bytes.array());
    }

    /** Reads the activity of a worker, if there is one that is whole. */
    static Optional<WorkerActivity> read(Path runtimeDirectory, long pid) {
        Path path = path(runtimeDirectory, pid);
        for (int reads = 0; reads < READS_MAX; reads++) {
            try (DataInputStream in =
                    new DataInputStream(new ByteArrayInputStream(readBytes(path)))) {
                if (in.readInt() != LAYOUT) {
                    return Optional.empty();
                }
                long before = in.readLong();
                int running = in.readInt();
                int waiting = in.readInt();
                long promptTokens = in.readLong();
                long completionTokens = in.readLong();
                double tokensPerSecond = in.readDouble();
                long updatedMillis = in.readLong();
                boolean whole = in.readLong() == before;
                if (whole) {
                    return checked(
                            new WorkerActivity(
                                    running,
                                    waiting,
                                    promptTokens,
                                    completionTokens,
                                    tokensPerSecond,
                                    Instant.ofEpochMilli(updatedMillis)));
                }
            } catch (IOException absent) {
                // Absent, or empty because nothing has been asked yet.
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static byte[] readBytes(Path path) throws IOException {
        try (var input = Files.newInputStream(path)) {
            return input.readNBytes(BYTES);
        }
    }

    private static Optional<WorkerActivity> checked(WorkerActivity found) {
        boolean possible =
                found.running() >= 0
                        && found.waiting() >= 0
                        && found.promptTokens() >= 0
                        && found.completionTokens() >= 0
                        && found.tokensPerSecond() >= 0
                        && Double.isFinite(found.tokensPerSecond());
        return possible ? Optional.of(found) : Optional.empty();
    }

    /** Ends writing; the file stays until the worker's record is removed. */
    @Override
    public synchronized void close() {
        closed = true;
        try {
            file.close();
        } catch (IOException _) {
            // What it held means nothing any more.
        }
    }
}
