package org.nextgeneration.gpu;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The driver's command, {@code nvidia-smi}: runs it with a bound on its time and on what it says.
 * Any thread may run it.
 *
 * @param file the command
 * @param environment what it is started with
 * @param timeout how long a run may take
 */
record SmiCommand(Path file, Map<String, String> environment, Duration timeout) {
    /** How long a run may take: on some machines with several cards it is seconds. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** What a run may say: a thousand times what it says of two cards. */
    static final int OUTPUT_BYTES_MAX = 1 << 20;

    /** How much of a complaint is passed on. */
    private static final int COMPLAINT_CHARACTERS_MAX = 160;

    /** {@return the command of this machine, if it has it} */
    static Optional<SmiCommand> find(Map<String, String> environment) {
        // Windows calls it Path.
        String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
        for (String folder : path.split(File.pathSeparator, -1)) {
            for (String name : List.of("nvidia-smi", "nvidia-smi.exe")) {
                Optional<Path> file = executable(folder, name);
                if (file.isPresent()) {
                    return file.map(found -> new SmiCommand(found, environment, TIMEOUT));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> executable(String folder, String name) {
        try {
            // A relative folder on the PATH would let the working directory choose the program.
            Path file = Path.of(folder, name);
            return file.isAbsolute() && Files.isRegularFile(file) && Files.isExecutable(file)
                    ? Optional.of(file)
                    : Optional.empty();
        } catch (InvalidPathException unusable) {
            return Optional.empty();
        }
    }

    /** {@return what a run says; without an answer, a sentence that says why} */
    Reading<String> run(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(file.toString());
        line.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException failed) {
            return Reading.unknown(
                    "%s: cannot be started: %s".formatted(file, complaint(failed.toString())));
        }
        try {
            process.getOutputStream().close();
            return answer(process);
        } catch (IOException failed) {
            return Reading.unknown(
                    "%s: cannot be read: %s".formatted(file, complaint(failed.toString())));
        } finally {
            // What it started may hold its output open, and would keep the reader waiting.
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private Reading<String> answer(Process process) {
        CompletableFuture<byte[]> output = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("nvidia-smi").start(() -> read(process, output));
        try {
            byte[] bytes = output.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (bytes.length > OUTPUT_BYTES_MAX) {
                return Reading.unknown(
                        "%s: says more than %d bytes".formatted(file, OUTPUT_BYTES_MAX));
            }
            String said = new String(bytes, StandardCharsets.UTF_8);
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return tooLate();
            }
            return process.exitValue() == 0
                    ? Reading.of(said)
                    : Reading.unknown(
                            "%s: exit code %d: %s"
                                    .formatted(file, process.exitValue(), complaint(said)));
        } catch (TimeoutException late) {
            return tooLate();
        } catch (ExecutionException failed) {
            return Reading.unknown(
                    "%s: cannot be read: %s".formatted(file, complaint(failed.toString())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Reading.unknown("%s: interrupted".formatted(file));
        }
    }

    private Reading<String> tooLate() {
        return Reading.unknown(
                "%s: did not answer within %d ms".formatted(file, timeout.toMillis()));
    }

    /** Reads one byte more than is allowed, so that too much can be told from just enough. */
    private static void read(Process process, CompletableFuture<byte[]> output) {
        try (InputStream said = process.getInputStream()) {
            output.complete(said.readNBytes(OUTPUT_BYTES_MAX + 1));
        } catch (IOException failed) {
            output.completeExceptionally(failed);
        }
    }

    /** {@return the first line of what was said, made fit for a person} */
    static String complaint(String said) {
        String line =
                said.lines()
                        .map(DriverText::shown)
                        .filter(it -> !it.isEmpty())
                        .findFirst()
                        .orElse("it said nothing");
        return line.length() <= COMPLAINT_CHARACTERS_MAX
                ? line
                : line.substring(0, COMPLAINT_CHARACTERS_MAX) + "…";
    }
}
