package org.nextgeneration.engine;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gpu.GpuEnvironment;

/**
 * The operating-system side of a worker: a child JVM that runs {@link WorkerMain}, connected over a
 * Unix-domain socket that only this user can reach and that leaves the file system as soon as the
 * worker has connected.
 *
 * <p>Any thread may call any method.
 */
final class WorkerProcess implements AutoCloseable {
    /** How long a child JVM may take to connect. */
    private static final long CONNECT_SECONDS_MAX = 60;

    /** How long a worker may take to end by itself before it is killed. */
    private static final long EXIT_SECONDS_MAX = 5;

    /** The same for a worker that writes a cache of the JVM at its end. */
    private static final long EXIT_SECONDS_WITH_CACHE_MAX = 120;

    /** Begins the JVM option that makes it write such a cache. */
    private static final String CACHE_OUTPUT_OPTION = "-XX:AOTCacheOutput=";

    /** Processes that a worker may have started and that are watched and ended with it. */
    private static final int DESCENDANTS_MAX = 1_000;

    /** The exit status of a process that a Unix signal ended is this plus the signal. */
    private static final int SIGNAL_STATUS = 128;

    private static final Map<Integer, String> SIGNALS =
            Map.of(
                    4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11,
                    "SIGSEGV", 15, "SIGTERM");

    private final Process process;
    private final WorkerChannel channel;
    private final WorkerOutput output;
    private final long exitSecondsMax;

    private WorkerProcess(
            Process process, WorkerChannel channel, WorkerOutput output, boolean writesCache) {
        this.process = process;
        this.channel = channel;
        this.output = output;
        this.exitSecondsMax = writesCache ? EXIT_SECONDS_WITH_CACHE_MAX : EXIT_SECONDS_MAX;
    }

    /**
     * Starts a worker and waits until it has connected.
     *
     * @param environment what its environment must be, whatever ours is
     * @throws EngineException if it does not start or does not connect; nothing stays behind
     */
    static WorkerProcess start(
            List<String> jvmOptions, GpuEnvironment environment, boolean verbose) {
        @Nullable Path directory = null;
        @Nullable Process process = null;
        try {
            directory = Files.createTempDirectory("nextgen-");
            Path address = directory.resolve("worker");
            try (ServerSocketChannel server =
                    ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                server.bind(UnixDomainSocketAddress.of(address));
                process = launch(jvmOptions, environment, address);
                WorkerOutput output = WorkerOutput.of(process, verbose);
                try {
                    return new WorkerProcess(
                            process,
                            new WorkerChannel(accept(server, process)),
                            output,
                            writesCache(jvmOptions));
                } catch (ClosedByInterruptException interrupted) {
                    throw interrupted;
                } catch (AsynchronousCloseException ended) {
                    throw new EngineException(
                            Kind.UNAVAILABLE,
                            "The worker process did not start%s. It ran: %s. Its output: %s"
                                    .formatted(
                                            process.isAlive()
                                                    ? " within %d s".formatted(CONNECT_SECONDS_MAX)
                                                    : "",
                                            javaExecutable(),
                                            output.text()));
                }
            }
        } catch (ClosedByInterruptException interrupted) {
            kill(process);
            throw new EngineException(Kind.CANCELLED, "The start of a worker was cancelled.");
        } catch (IOException failure) {
            kill(process);
            throw new EngineException(
                    Kind.UNAVAILABLE,
                    "Cannot start a worker process with a socket below %s: %s. Check that the"
                                    .formatted(
                                            System.getProperty("java.io.tmpdir"),
                                            failure.getMessage())
                            + " folder exists, can be written and has a short path.");
        } catch (EngineException failure) {
            kill(process);
            throw failure;
        } finally {
            delete(directory);
        }
    }

    private static Process launch(List<String> jvmOptions, GpuEnvironment environment, Path address)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaExecutable());
        // One thread matters here, and it spends its time in native code: small and quick to start.
        command.addAll(
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xms8m",
                        "-Xmx192m",
                        "-Xss512k",
                        "-XX:-UsePerfData",
                        "-XX:-CreateCoredumpOnCrash",
                        "-XX:+ErrorFileToStderr",
                        "--enable-native-access=ALL-UNNAMED"));
        command.addAll(jvmOptions);
        if (writesCache(jvmOptions)) {
            command.add("-D" + WorkerMain.ORDERLY_EXIT + "=true");
        }
        command.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkerMain.class.getName(),
                        address.toString()));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectErrorStream(true);
        environment.applyTo(builder.environment());
        // Without this ggml starts a debugger on itself when an assertion fails.
        builder.environment().put("GGML_NO_BACKTRACE", "1");
        Process process;
        try {
            process = builder.start();
        } catch (IOException failure) {
            throw new EngineException(
                    Kind.UNAVAILABLE,
                    "Cannot start a worker process: %s. Check that %s can be executed and that the"
                                    .formatted(failure.getMessage(), javaExecutable())
                            + " system allows another process.");
        }
        process.getOutputStream().close();
        return process;
    }

    private static boolean writesCache(List<String> jvmOptions) {
        return jvmOptions.stream().anyMatch(option -> option.startsWith(CACHE_OUTPUT_OPTION));
    }

    private static String javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Waits for the worker; gives up when it ends or takes too long. */
    private static SocketChannel accept(ServerSocketChannel server, Process process)
            throws IOException {
        Thread watchdog =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        process.waitFor(CONNECT_SECONDS_MAX, TimeUnit.SECONDS);
                                        server.close();
                                    } catch (InterruptedException | IOException _) {
                                        // The worker has connected, or the server is closed.
                                    }
                                });
        try {
            return server.accept();
        } finally {
            watchdog.interrupt();
        }
    }

    WorkerChannel channel() {
        return channel;
    }

    long pid() {
        return process.pid();
    }

    /** {@return the process id, and those of the processes that it has started and that live} */
    Set<Long> pids() {
        return Stream.concat(Stream.of(process.toHandle()), descendants())
                .map(ProcessHandle::pid)
                .collect(toUnmodifiableSet());
    }

    private Stream<ProcessHandle> descendants() {
        return process.descendants().limit(DESCENDANTS_MAX);
    }

    /** Ends the process and what it has started by force, whatever they are doing. */
    void kill() {
        // Looked for before its end: after it nobody can tell whose they are.
        List<ProcessHandle> started = descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /** {@return whether the process has ended, or ends within a moment} */
    boolean hasEnded() {
        try {
            return process.waitFor(1, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        }
    }

    /**
     * Waits for the end of the process and says how it ended, in words fit for a message. Kills it
     * if it does not end by itself.
     */
    String end() {
        close();
        int status = process.exitValue();
        int signal = status - SIGNAL_STATUS;
        String how =
                signal > 0 && signal < 65
                        ? "was ended by signal %d (%s)"
                                .formatted(signal, SIGNALS.getOrDefault(signal, "see kill -l"))
                        : "ended with status " + status;
        String reason = output.reason();
        return reason.isEmpty() ? how : how + ": " + reason;
    }

    /** Ends the process: at once when it can, by force when it must. Returns when it has ended. */
    @Override
    public void close() {
        boolean interrupted = Thread.interrupted();
        try {
            try {
                channel.close();
            } catch (IOException _) {
                // Closed is closed; the worker sees the end of its input either way.
            }
            while (true) {
                try {
                    if (!process.waitFor(exitSecondsMax, TimeUnit.SECONDS)) {
                        process.destroyForcibly().waitFor();
                    }
                    return;
                } catch (InterruptedException _) {
                    interrupted = true;
                    process.destroyForcibly();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return memory of a process that is in RAM, in bytes; 0 where the system does not tell} */
    static long residentBytes(long pid) {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmRSS:")) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
                }
            }
        } catch (IOException | NumberFormatException _) {
            // The process has just ended, or this /proc is of another kind.
        }
        return 0;
    }

    private static void kill(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private static void delete(@Nullable Path directory) {
        if (directory == null) {
            return;
        }
        try {
            Files.deleteIfExists(directory.resolve("worker"));
            Files.deleteIfExists(directory);
        } catch (IOException _) {
            // An empty folder among temporary files harms nobody.
        }
    }
}
