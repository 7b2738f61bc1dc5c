package org.nextgeneration.health;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What a process is called. Names come from other programs and are cut and cleaned. Any thread. */
public final class ProgramName {
    private static final int LENGTH_MAX = 64;

    private ProgramName() {}

    /** {@return the name of a process's program, without its folder; empty if it is not told} */
    public static Optional<String> of(long pid) {
        return ProcessHandle.of(pid).flatMap(ProgramName::of);
    }

    /** {@return the same; of another user's process Linux tells the name, but not the file} */
    public static Optional<String> of(ProcessHandle process) {
        return process.info()
                .command()
                .or(() -> fromKernel(process.pid()))
                .map(ProgramName::withoutFolder)
                .filter(name -> !name.isEmpty());
    }

    private static Optional<String> fromKernel(long pid) {
        try (InputStream name =
                Files.newInputStream(Path.of("/proc", Long.toString(pid), "comm"))) {
            return Optional.of(
                    new String(name.readNBytes(LENGTH_MAX), StandardCharsets.UTF_8).strip());
        } catch (IOException | UnsupportedOperationException none) {
            return Optional.empty();
        }
    }

    /** {@return the last part of a path, cleaned} */
    public static String withoutFolder(String command) {
        int end = Math.max(command.lastIndexOf('/'), command.lastIndexOf('\\'));
        String name = command.substring(end + 1).replaceAll("\\p{Cntrl}", "?");
        return name.length() <= LENGTH_MAX ? name : name.substring(0, LENGTH_MAX);
    }
}
