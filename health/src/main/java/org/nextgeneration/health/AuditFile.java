package org.nextgeneration.health;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.nextgeneration.gpu.Proof;

/**
 * Where our processes were, for good: one JSON object a line, added at the end and never changed.
 *
 * <p>Several processes may add at the same time, and several threads of one. A full file is put
 * aside as {@code gpu-audit.1.jsonl}, the one before as {@code gpu-audit.2.jsonl}; the oldest is
 * dropped.
 */
public final class AuditFile {
    /** The file's name in the state folder. */
    public static final String NAME = "gpu-audit.jsonl";

    /** Files that are kept beside the one in use. */
    static final int KEPT_FILES = 4;

    private static final byte[] LINE_END = {'\n'};

    private static final String LOCK_NAME = "gpu-audit.lock";

    /** A line is a few hundred bytes; a command's name in it is cut, and a long list of cards. */
    static final int LINE_BYTES_MAX = 64 << 10;

    /** The system's lock is the whole process's, and refuses a second thread of it. */
    private static final ReentrantLock THREADS = new ReentrantLock();

    private final Path file;
    private final long sizeBytesMax;

    /** Names the file below a state folder, which is made when something is added. */
    public AuditFile(Path stateFolder) {
        this(stateFolder, 16L << 20);
    }

    AuditFile(Path stateFolder, long sizeBytesMax) {
        this.file = requireNonNull(stateFolder, "stateFolder").resolve(NAME);
        this.sizeBytesMax = sizeBytesMax;
    }

    /** {@return the file in use} */
    public Path path() {
        return file;
    }

    /**
     * Adds a line. It is on the disk when this returns, and whole or not there at all.
     *
     * @throws IOException if it cannot be written
     */
    public void append(Proof proof) throws IOException {
        THREADS.lock();
        try {
            appendAlone(proof);
        } finally {
            THREADS.unlock();
        }
    }

    private void appendAlone(Proof proof) throws IOException {
        byte[] line = (AuditEntry.json(proof) + "\n").getBytes(StandardCharsets.UTF_8);
        Path folder = requireNonNull(file.getParent(), "a file below a folder");
        Files.createDirectories(folder);
        // The lock is a file of its own, because the file itself changes its name.
        try (FileChannel lock =
                        FileChannel.open(
                                folder.resolve(LOCK_NAME),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                FileLock _ = lock.lock()) {
            putAsideIfFull();
            try (FileChannel channel =
                    FileChannel.open(
                            file,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE)) {
                long end = channel.size();
                try {
                    channel.position(end);
                    if (!endsWithLine(channel, end)) {
                        write(channel, LINE_END);
                    }
                    write(channel, line);
                    channel.force(false);
                } catch (IOException unwritten) {
                    // A full disk leaves half a line, which would spoil the next one too.
                    channel.truncate(end);
                    throw unwritten;
                }
            }
        }
    }

    /** Whoever was killed while it wrote has left a part of a line. */
    private static boolean endsWithLine(FileChannel channel, long end) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(LINE_END.length);
        return end == 0 || (channel.read(last, end - 1) == 1 && last.get(0) == LINE_END[0]);
    }

    private static void write(FileChannel channel, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            channel.write(rest);
        }
    }

    private void putAsideIfFull() throws IOException {
        if (!Files.exists(file) || Files.size(file) < sizeBytesMax) {
            return;
        }
        for (int number = KEPT_FILES - 1; number >= 1; number--) {
            if (Files.exists(aside(number))) {
                Files.move(aside(number), aside(number + 1), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(file, aside(1), StandardCopyOption.REPLACE_EXISTING);
    }

    private Path aside(int number) {
        return file.resolveSibling(NAME.replace(".jsonl", ".%d.jsonl".formatted(number)));
    }

    /**
     * Reads the newest lines, also those that were put aside.
     *
     * @param most how many at most
     * @return oldest first; lines that are damaged are left out
     * @throws IOException if a file is there and cannot be read
     */
    public List<AuditEntry> newest(int most) throws IOException {
        Deque<AuditEntry> entries = new ArrayDeque<>();
        for (int number = 0; number <= KEPT_FILES && entries.size() < most; number++) {
            List<AuditEntry> older = read(number == 0 ? file : aside(number));
            for (int at = older.size() - 1; at >= 0 && entries.size() < most; at--) {
                entries.addFirst(older.get(at));
            }
        }
        return new ArrayList<>(entries);
    }

    private List<AuditEntry> read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            // One that is larger than ours become is read from where its newest lines are.
            channel.position(Math.max(0, channel.size() - sizeBytesMax - LINE_BYTES_MAX));
            // A reader of this kind puts U+FFFD where a damaged line is no text.
            return new BufferedReader(
                            new InputStreamReader(
                                    Channels.newInputStream(channel), StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.length() <= LINE_BYTES_MAX)
                    .flatMap(line -> AuditEntry.parse(line).stream())
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (UncheckedIOException unreadable) {
            throw unreadable.getCause();
        }
    }
}
