package org.nextgeneration.bench.peers;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the machine through {@code /proc}; where that is missing, nothing is known. */
final class MachineWatch {
    private static final Path PROC = Path.of("/proc");

    /** How {@code /proc/net/tcp} writes that a socket listens. */
    private static final String LISTENING = "0A";

    private static final int LOCAL_FIELD = 1;
    private static final int STATE_FIELD = 3;
    private static final int INODE_FIELD = 9;

    private final Set<Long> roots = new HashSet<>();

    /** Counts this process and its descendants as ours. */
    MachineWatch() {
        roots.add(ProcessHandle.current().pid());
    }

    /** Counts the process that listens on a local port as ours, too; does nothing if none does. */
    void include(int port) {
        try {
            Set<String> sockets = new HashSet<>();
            for (String table : List.of("tcp", "tcp6")) {
                Path file = PROC.resolve("net").resolve(table);
                if (Files.exists(file)) {
                    Files.readAllLines(file).stream()
                            .skip(1)
                            .map(line -> line.strip().split(" +"))
                            .filter(fields -> listens(fields, port))
                            .forEach(fields -> sockets.add("socket:[" + fields[INODE_FIELD] + "]"));
                }
            }
            for (Path process : processes()) {
                if (holds(process, sockets)) {
                    roots.add(Long.valueOf(String.valueOf(process.getFileName())));
                }
            }
        } catch (IOException unreadable) {
            System.err.println("port %d: its process is not known: %s".formatted(port, unreadable));
        }
    }

    private static boolean listens(String[] fields, int port) {
        return fields.length > INODE_FIELD
                && fields[STATE_FIELD].equals(LISTENING)
                && fields[LOCAL_FIELD].endsWith("%04X".formatted(port));
    }

    private static boolean holds(Path process, Set<String> sockets) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path file : files) {
                if (sockets.contains(Files.readSymbolicLink(file).toString())) {
                    return true;
                }
            }
            return false;
        } catch (IOException | java.nio.file.DirectoryIteratorException gone) {
            // It ended, or is somebody else's.
            return false;
        }
    }

    /** {@return what the machine does now, where it tells} */
    Optional<MachineState> now() {
        try {
            List<ProcessTicks> ticks = new ArrayList<>();
            for (Path process : processes()) {
                ticksOf(process).ifPresent(ticks::add);
            }
            return Optional.of(
                    MachineState.parse(
                            Files.readString(PROC.resolve("loadavg")),
                            Files.readString(PROC.resolve("stat")),
                            ProcessTicks.ofTrees(ticks, roots)));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<ProcessTicks> ticksOf(Path process) {
        try {
            return Optional.of(ProcessTicks.parse(Files.readString(process.resolve("stat"))));
        } catch (IOException ended) {
            return Optional.empty();
        }
    }

    private static List<Path> processes() throws IOException {
        List<Path> processes = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
            folders.forEach(processes::add);
        }
        return processes;
    }
}
