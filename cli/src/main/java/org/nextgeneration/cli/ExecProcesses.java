package org.nextgeneration.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The processes of a program that we run: itself and all that it started. Those whose parent has
 * ended are found by a mark in their environment, where the system shows it. One thread.
 */
final class ExecProcesses {
    /** Processes that are followed; more are found again while they live. */
    private static final int PROCESSES_MAX = 4_096;

    /** Read of an environment, which can be megabytes. */
    private static final int ENVIRONMENT_BYTES_MAX = 1 << 20;

    /** How often those that were started while we ended others are looked for again. */
    private static final int KILL_ROUNDS_MAX = 10;

    private final String mark;

    /** The program first, so that it is ended first and starts no others. */
    private final Set<ProcessHandle> known = new LinkedHashSet<>();

    ExecProcesses(ProcessHandle program, String mark) {
        this.mark = ExecCommand.MARK + "=" + mark;
        known.add(program);
    }

    /** {@return a mark that no other run has} */
    static String newMark() {
        return UUID.randomUUID().toString();
    }

    /** {@return the living processes, as one look finds them} */
    Set<Long> pids() {
        look();
        return known.stream().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /** Finds what is below the processes that are known, as far as their parents live. */
    private void look() {
        known.removeIf(handle -> !handle.isAlive());
        Set<ProcessHandle> below = new LinkedHashSet<>();
        for (ProcessHandle handle : known) {
            // Each time the system's whole table is read.
            if (!below.contains(handle)) {
                handle.descendants().limit(PROCESSES_MAX).forEach(below::add);
            }
        }
        below.stream().limit(Math.max(0, PROCESSES_MAX - known.size())).forEach(known::add);
    }

    /** Finds those whose parents have ended by their mark, among all processes of the system. */
    private void search() {
        ProcessHandle.allProcesses()
                .filter(handle -> known.size() < PROCESSES_MAX && !known.contains(handle))
                .forEach(this::adopt);
    }

    /** Takes in a process that the driver saw, if it has our mark. {@return whether it has} */
    boolean adopt(long pid) {
        return ProcessHandle.of(pid).filter(this::adopt).isPresent();
    }

    private boolean adopt(ProcessHandle handle) {
        // Lives still: so the number was not given to another process while its mark was read.
        boolean ours = marked(handle.pid()) && handle.isAlive();
        if (ours) {
            known.add(handle);
        }
        return ours;
    }

    private boolean marked(long pid) {
        Path environment = Path.of("/proc", Long.toString(pid), "environ");
        try (InputStream bytes = Files.newInputStream(environment)) {
            String text =
                    new String(
                            bytes.readNBytes(ENVIRONMENT_BYTES_MAX), StandardCharsets.ISO_8859_1);
            return List.of(text.split("\0")).contains(mark);
        } catch (IOException _) {
            // It has ended, is another user's, or this system does not show it.
            return false;
        }
    }

    /** {@return those that go on now that the program has ended} */
    List<Long> left() {
        look();
        search();
        return known.stream()
                // One that nobody has buried yet runs no program.
                .filter(handle -> handle.info().command().isPresent())
                .map(ProcessHandle::pid)
                .toList();
    }

    /** Ends all of them, now. */
    void kill() {
        for (int round = 0; round < KILL_ROUNDS_MAX; round++) {
            // Before they end: then nobody can tell any more what is below them.
            look();
            search();
            if (known.isEmpty()) {
                return;
            }
            known.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
