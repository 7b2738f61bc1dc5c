package org.nextgeneration.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Wall time of whole commands, from the launcher's start to its end. */
public final class StartupTime {
    private static final List<List<String>> COMMANDS =
            List.of(
                    List.of("--version"),
                    List.of("route", "Écris une fonction Python pour traiter des CSV"),
                    List.of("ask", "--max-tokens", "1", "Salut ! Comment ça va ?"));

    private StartupTime() {}

    /**
     * Runs, from the root of the project.
     *
     * @param args rounds
     * @throws IOException if the launcher cannot be started
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length != 1) {
            System.err.println("usage: StartupTime ROUNDS");
            Runtime.getRuntime().exit(2);
        }
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        String launcher = Path.of(windows ? "nextgen.cmd" : "./nextgen").toString();
        for (List<String> arguments : COMMANDS) {
            List<String> command = new ArrayList<>(List.of(launcher));
            command.addAll(arguments);
            wallMillis(command);
            double[] millis = new double[Integer.parseInt(args[0])];
            Arrays.setAll(millis, _ -> wallMillis(command));
            System.out.println(arguments.getFirst() + ": " + Measurements.of(millis).summary("ms"));
        }
    }

    private static double wallMillis(List<String> command) {
        long startNanos = System.nanoTime();
        try {
            int status =
                    new ProcessBuilder(command)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new IllegalStateException("%s ended with %d".formatted(command, status));
            }
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
        return (System.nanoTime() - startNanos) / 1e6;
    }
}
