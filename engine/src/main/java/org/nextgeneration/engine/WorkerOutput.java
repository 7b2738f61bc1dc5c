package org.nextgeneration.engine;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a worker prints: nothing, but for a crash's last words. A thread of its own reads it; any
 * thread may ask.
 */
final class WorkerOutput {
    /** Lines that are kept for an error message. */
    private static final int LINES_MAX = 40;

    /** Characters of a line that are kept. */
    private static final int LINE_CHARACTERS_MAX = 500;

    /** How long the last lines of an ended process may take to be read. */
    private static final long DRAIN_MILLIS_MAX = 1_000;

    /** The lines with which the JVM, ggml and the C++ runtime say why they end a process. */
    private static final Pattern REASON =
            Pattern.compile(
                    "^#\\s+(SIG[A-Z]+|EXCEPTION_\\w+).*|.*(GGML_ASSERT|OutOfMemory|terminate called"
                            + "|worker thread).*");

    private final Deque<String> lines = new ArrayDeque<>();
    private final Thread reader;
    private @Nullable String reason;

    private WorkerOutput(Process process, boolean verbose) {
        this.reader =
                Thread.ofVirtual()
                        .name("worker-output-" + process.pid())
                        .unstarted(() -> follow(process, verbose));
    }

    /**
     * Begins to read.
     *
     * @param verbose whether each line goes to standard error as well
     */
    static WorkerOutput of(Process process, boolean verbose) {
        WorkerOutput output = new WorkerOutput(process, verbose);
        output.reader.start();
        return output;
    }

    private void follow(Process process, boolean verbose) {
        StringBuilder line = new StringBuilder();
        try (Reader input = process.inputReader()) {
            for (int read = input.read(); read >= 0; read = input.read()) {
                if (read == '\n') {
                    add(line.toString(), verbose);
                    line.setLength(0);
                } else if (line.length() < LINE_CHARACTERS_MAX) {
                    line.append((char) read);
                }
            }
        } catch (IOException _) {
            // The process has ended; what was read is what there is.
        }
        if (!line.isEmpty()) {
            add(line.toString(), verbose);
        }
    }

    private synchronized void add(String line, boolean verbose) {
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(line);
        if (reason == null && REASON.matcher(line).matches()) {
            reason = line.replaceFirst("^#\\s+", "").strip();
        }
        if (verbose) {
            System.err.println(line);
        }
    }

    /** {@return the last lines, once the process has ended} */
    String text() {
        drain();
        synchronized (this) {
            return String.join("\n", lines);
        }
    }

    /** {@return the line that says why the process ended, or nothing; once it has ended} */
    String reason() {
        drain();
        synchronized (this) {
            return reason == null ? "" : reason;
        }
    }

    private void drain() {
        try {
            reader.join(java.time.Duration.ofMillis(DRAIN_MILLIS_MAX));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
