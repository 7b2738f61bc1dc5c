package org.nextgeneration.health;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the cards did, day by day: one JSON object a line, a file a day, named {@code
 * monitor-2026-11-24.jsonl}; a day that fills its file goes on in {@code
 * monitor-2026-11-24.1.jsonl}. Old days are deleted.
 *
 * <p>One process writes at a time; {@link #open} tells another that it cannot. One thread.
 */
public final class MonitorLog implements AutoCloseable {
    /** Days that are kept, today included. */
    public static final int DAYS_MAX = 30;

    /** No line follows another faster. */
    public static final Duration LINE_PERIOD = Duration.ofSeconds(5);

    private static final String LOCK_NAME = "monitor.lock";
    private static final Pattern NAME =
            Pattern.compile("monitor-(\\d{4}-\\d{2}-\\d{2})(?:\\.(\\d{1,4}))?\\.jsonl");

    /**
     * How much is kept.
     *
     * @param fileBytesMax a file that is longer is followed by another
     * @param totalBytesMax of all files; the oldest are deleted beyond it
     */
    record Limits(long fileBytesMax, long totalBytesMax) {
        static final Limits BUILT_IN = new Limits(16L << 20, 256L << 20);
    }

    private final Path folder;
    private final ZoneId zone;
    private final Limits limits;
    private final FileChannel lockChannel;
    private @Nullable FileChannel channel;
    private @Nullable DayFile current;
    private @Nullable Instant lastLine;
    private boolean failing;

    /** A file's place among the others. */
    private record DayFile(LocalDate day, int number) implements Comparable<DayFile> {
        private static final Comparator<DayFile> ORDER =
                Comparator.comparing(DayFile::day).thenComparingInt(DayFile::number);

        @Override
        public int compareTo(DayFile other) {
            return ORDER.compare(this, other);
        }

        String name() {
            return number == 0
                    ? "monitor-%s.jsonl".formatted(day)
                    : "monitor-%s.%d.jsonl".formatted(day, number);
        }

        static Optional<DayFile> of(Path file) {
            Matcher matcher = NAME.matcher(String.valueOf(file.getFileName()));
            if (!matcher.matches()) {
                return Optional.empty();
            }
            try {
                String number = matcher.group(2);
                return Optional.of(
                        new DayFile(
                                LocalDate.parse(matcher.group(1)),
                                number == null ? 0 : Integer.parseInt(number)));
            } catch (java.time.DateTimeException noDay) {
                return Optional.empty();
            }
        }
    }

    private MonitorLog(Path folder, ZoneId zone, Limits limits, FileChannel lockChannel) {
        this.folder = folder;
        this.zone = zone;
        this.limits = limits;
        this.lockChannel = lockChannel;
    }

    /**
     * Begins to write below a folder, which is made if it is absent.
     *
     * @param stateFolder where histories are kept
     * @param zone whose midnight begins a file
     * @return the log, empty where another process writes it
     * @throws IOException if the folder cannot be used
     */
    public static Optional<MonitorLog> open(Path stateFolder, ZoneId zone) throws IOException {
        return open(stateFolder, zone, Limits.BUILT_IN);
    }

    static Optional<MonitorLog> open(Path folder, ZoneId zone, Limits limits) throws IOException {
        Files.createDirectories(requireNonNull(folder, "folder"));
        FileChannel lockChannel =
                FileChannel.open(
                        folder.resolve(LOCK_NAME),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        if (locked(lockChannel)) {
            return Optional.of(new MonitorLog(folder, zone, limits, lockChannel));
        }
        lockChannel.close();
        return Optional.empty();
    }

    /** The lock lives as long as the channel. */
    private static boolean locked(FileChannel lockChannel) throws IOException {
        try {
            FileLock lock = lockChannel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException inThisProcess) {
            return false;
        } catch (IOException unlockable) {
            lockChannel.close();
            throw unlockable;
        }
    }

    /**
     * Adds a line, unless the one before was too short a time ago. A disk that cannot be written is
     * told once; each later line tries again, and once one is written a new failure is told again.
     *
     * @param at when it was
     * @param line the line without its end; asked for only if it is written
     * @return why it could not be written, if that is news
     */
    public Optional<IOException> offer(Instant at, Supplier<String> line) {
        Instant last = lastLine;
        if (last != null
                && !at.isBefore(last)
                && Duration.between(last, at).compareTo(LINE_PERIOD) < 0) {
            return Optional.empty();
        }
        lastLine = at;
        try {
            write(at, (line.get() + "\n").getBytes(StandardCharsets.UTF_8));
            failing = false;
            return Optional.empty();
        } catch (IOException unwritten) {
            boolean news = !failing;
            failing = true;
            return news ? Optional.of(unwritten) : Optional.empty();
        }
    }

    /** {@return the file in use, if a line has been written} */
    public Optional<Path> path() {
        return Optional.ofNullable(current).map(file -> folder.resolve(file.name()));
    }

    private void write(Instant at, byte[] line) throws IOException {
        FileChannel open = channel(at.atZone(zone).toLocalDate());
        long end = open.size();
        try {
            ByteBuffer rest = ByteBuffer.wrap(line);
            open.position(end);
            while (rest.hasRemaining()) {
                open.write(rest);
            }
        } catch (IOException unwritten) {
            // Half a line would spoil the next one too.
            open.truncate(end);
            throw unwritten;
        }
    }

    private FileChannel channel(LocalDate day) throws IOException {
        DayFile file = current;
        FileChannel open = channel;
        if (file != null
                && open != null
                && file.day().equals(day)
                && open.size() < limits.fileBytesMax()) {
            return open;
        }
        closeFile();
        DayFile next = next(day);
        FileChannel opened =
                FileChannel.open(
                        folder.resolve(next.name()),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        channel = opened;
        current = next;
        deleteOld(next);
        return opened;
    }

    /** The day's newest file, or the one after it where that is full. */
    private DayFile next(LocalDate day) throws IOException {
        Optional<DayFile> newest =
                files().stream().filter(file -> file.day().equals(day)).max(DayFile::compareTo);
        if (newest.isEmpty()) {
            return new DayFile(day, 0);
        }
        boolean full = Files.size(folder.resolve(newest.get().name())) >= limits.fileBytesMax();
        return full ? new DayFile(day, newest.get().number() + 1) : newest.get();
    }

    private void deleteOld(DayFile inUse) throws IOException {
        List<DayFile> newestFirst = files().stream().sorted(Comparator.reverseOrder()).toList();
        LocalDate oldestDay = inUse.day().minusDays(DAYS_MAX - 1L);
        long totalBytes = 0;
        for (DayFile file : newestFirst) {
            Path path = folder.resolve(file.name());
            // What the file in use may still grow to counts already.
            totalBytes += file.equals(inUse) ? limits.fileBytesMax() : Files.size(path);
            boolean old = file.day().isBefore(oldestDay) || totalBytes > limits.totalBytesMax();
            if (old && !file.equals(inUse)) {
                Files.deleteIfExists(path);
            }
        }
    }

    private List<DayFile> files() throws IOException {
        try (Stream<Path> names = Files.list(folder)) {
            return names.flatMap(file -> DayFile.of(file).stream()).toList();
        }
    }

    private void closeFile() throws IOException {
        FileChannel open = channel;
        channel = null;
        current = null;
        if (open != null) {
            open.close();
        }
    }

    /** Ends the writing, so that another process may. */
    @Override
    public void close() throws IOException {
        try (lockChannel) {
            closeFile();
        }
    }
}
