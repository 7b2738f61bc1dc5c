package org.nextgeneration.engine;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.gpu.PciAddress;

/**
 * A worker process that runs on this machine for this user, whichever command started it. Each
 * engine records its workers in the runtime directory, one file for each.
 *
 * @param pid process id of the worker
 * @param parentPid process id of the command that started it
 * @param model what it holds
 * @param residentBytes memory of the process, 0 where the system does not tell
 * @param loadedAt when the load ended
 * @param activity how busy it is, if the command that started it tells
 */
public record WorkerRecord(
        long pid,
        long parentPid,
        ModelDescription model,
        long residentBytes,
        Instant loadedAt,
        Optional<WorkerActivity> activity) {
    private static final String SUFFIX = ".worker";

    /** First bytes of a record, raised with its layout. */
    private static final int LAYOUT = 0x4e47_5702;

    /** A start time is told relative to the clock, which may have been set since. */
    private static final long START_MILLIS_TOLERANCE = 5_000;

    /** The most devices of a model that a record holds. */
    private static final int DEVICES_MAX = 64;

    /** Far more than a record holds. */
    private static final int RECORD_BYTES_MAX = 64 << 10;

    /**
     * Lists the workers that are alive, oldest first. Records of dead workers are removed.
     *
     * @param runtimeDirectory as in {@link EmbeddedEngine.Settings}; may be absent
     * @throws UncheckedIOException if the folder cannot be read
     */
    public static List<WorkerRecord> list(Path runtimeDirectory) {
        List<WorkerRecord> records = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(runtimeDirectory, "*" + SUFFIX)) {
            for (Path file : files) {
                try {
                    read(file).ifPresentOrElse(records::add, () -> forget(file));
                } catch (IOException unreadable) {
                    // It may be readable the next time: it is not ours to remove.
                }
            }
        } catch (NoSuchFileException | NotDirectoryException _) {
            return List.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        records.sort(Comparator.comparing(WorkerRecord::loadedAt));
        return List.copyOf(records);
    }

    /** Reads a record; nothing if it is damaged or its worker has ended. */
    private static Optional<WorkerRecord> read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream input = Files.newInputStream(file)) {
            bytes = input.readNBytes(RECORD_BYTES_MAX);
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readInt() != LAYOUT) {
                return Optional.empty();
            }
            long pid = in.readLong();
            long parentPid = in.readLong();
            long startedMillis = in.readLong();
            // A process number alone may have been given to another process since.
            boolean alive =
                    ProcessHandle.of(pid)
                            .filter(
                                    handle ->
                                            Math.abs(startMillis(handle) - startedMillis)
                                                    <= START_MILLIS_TOLERANCE)
                            .isPresent();
            if (!alive) {
                return Optional.empty();
            }
            Instant loadedAt = Instant.ofEpochMilli(in.readLong());
            ModelDescription model =
                    new ModelDescription(
                            in.readUTF(),
                            in.readUTF(),
                            in.readUTF(),
                            readDevices(in),
                            in.readUTF(),
                            in.readUTF(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readInt(),
                            in.readInt(),
                            in.readInt(),
                            in.readLong());
            return Optional.of(
                    new WorkerRecord(
                            pid,
                            parentPid,
                            model,
                            WorkerProcess.residentBytes(pid),
                            loadedAt,
                            ActivityFile.read(folder(file), pid)));
        } catch (IOException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    private static List<OpenedDevice> readDevices(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > DEVICES_MAX) {
            throw new IOException("found %d devices".formatted(count));
        }
        List<OpenedDevice> devices = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            devices.add(
                    new OpenedDevice(
                            in.readUTF(),
                            in.readUTF(),
                            OpenedDevice.Kind.valueOf(in.readUTF()),
                            PciAddress.parse(in.readUTF()),
                            in.readLong(),
                            in.readLong(),
                            in.readLong()));
        }
        return devices;
    }

    private static void writeDevices(List<OpenedDevice> devices, DataOutputStream out)
            throws IOException {
        int count = Math.min(devices.size(), DEVICES_MAX);
        out.writeInt(count);
        for (OpenedDevice device : devices.subList(0, count)) {
            out.writeUTF(device.name());
            out.writeUTF(device.description());
            out.writeUTF(device.kind().name());
            out.writeUTF(device.address().map(PciAddress::toString).orElse(""));
            out.writeLong(device.weightBytes());
            out.writeLong(device.kvBytes());
            out.writeLong(device.computeBytes());
        }
    }

    /** Writes a worker's record, whole or not at all. */
    static void write(Path runtimeDirectory, ModelStatus status) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ModelDescription model = status.model();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(LAYOUT);
            out.writeLong(status.pid());
            out.writeLong(ProcessHandle.current().pid());
            out.writeLong(ProcessHandle.of(status.pid()).map(WorkerRecord::startMillis).orElse(0L));
            out.writeLong(status.loadedAt().toEpochMilli());
            out.writeUTF(model.name());
            out.writeUTF(model.engine());
            out.writeUTF(model.device());
            writeDevices(model.devices(), out);
            out.writeUTF(model.architecture());
            out.writeUTF(model.quantization());
            out.writeLong(model.parameterCount());
            out.writeLong(model.weightBytes());
            out.writeLong(model.bytesPerToken());
            out.writeInt(model.contextTokens());
            out.writeInt(model.sequences());
            out.writeInt(model.threads());
            out.writeLong(model.loadMillis());
        }
        Path directory = Files.createDirectories(runtimeDirectory);
        Path unfinished = Files.createTempFile(directory, "record-", ".tmp");
        try {
            Files.write(unfinished, bytes.toByteArray());
            Files.move(unfinished, file(directory, status.pid()), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** Removes a worker's record and its activity, if there are any. */
    static void delete(Path runtimeDirectory, long pid) {
        forget(file(runtimeDirectory, pid));
    }

    private static void forget(Path file) {
        String name = String.valueOf(file.getFileName());
        String number = name.substring(0, name.length() - SUFFIX.length());
        try {
            // The record last: as long as it is there, somebody looks here again.
            if (number.matches("\\d{1,18}")) {
                Files.deleteIfExists(ActivityFile.path(folder(file), Long.parseLong(number)));
            }
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // The next listing sees that the worker has ended, and tries again.
        }
    }

    private static Path folder(Path file) {
        return requireNonNull(file.getParent(), "a file in a folder");
    }

    private static Path file(Path directory, long pid) {
        return directory.resolve(pid + SUFFIX);
    }

    private static long startMillis(ProcessHandle handle) {
        return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
