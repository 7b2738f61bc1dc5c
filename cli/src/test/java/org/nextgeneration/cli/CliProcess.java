package org.nextgeneration.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program as a process of its own, in a home that is empty. */
final class CliProcess {
    private static final long SECONDS_MAX = 120;

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final List<String> properties = new ArrayList<>();
    private byte[] input = {};
    private Optional<Path> output = Optional.empty();

    /**
     * What a process left behind.
     *
     * @param exitCode as a shell sees it
     * @param out all of standard output
     * @param err all of standard error
     */
    record Result(int exitCode, String out, String err) {
        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }
    }

    /** Prepares a run in a folder, which is also the user's home. */
    CliProcess(Path folder) {
        this.folder = folder;
        environment.put("LANG", "C.UTF-8");
        environment.put("HOME", folder.toString());
        environment.put("OLLAMA_MODELS", folder.resolve("no-ollama").toString());
        properties.add("-Duser.home=" + folder);
        distribution().ifPresent(home -> properties.add("-Dnextgen.home=" + home));
    }

    /** {@return what the build lays out, where a test says so} */
    static Optional<Path> distribution() {
        return Optional.ofNullable(System.getProperty("nextgen.home")).map(Path::of);
    }

    CliProcess with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    CliProcess property(String name, String value) {
        properties.add("-D%s=%s".formatted(name, value));
        return this;
    }

    CliProcess input(byte... bytes) {
        input = bytes.clone();
        return this;
    }

    CliProcess input(String text) {
        return input(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Sends standard output to a file instead of the result. */
    CliProcess output(Path file) {
        output = Optional.of(file);
        return this;
    }

    /** Starts the program and leaves it running. */
    Process start(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(properties);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("org.nextgeneration.cli.Main");
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        output.ifPresent(file -> builder.redirectOutput(file.toFile()));
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().putAll(environment);
        try {
            Files.createDirectories(folder);
            return builder.start();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Runs the program to its end. */
    Result run(String... arguments) {
        Process process = start(arguments);
        try {
            process.getOutputStream().write(input);
            process.getOutputStream().close();
        } catch (IOException _) {
            // It ended before it had read all of its input, as it may.
            return finish(process);
        }
        return finish(process);
    }

    /** Waits for a process and collects what it says. */
    static Result finish(Process process) {
        CompletableFuture<String> out = text(process.getInputStream());
        CompletableFuture<String> err = text(process.getErrorStream());
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(
                        "the program ran longer than %d s; it said: %s"
                                .formatted(SECONDS_MAX, err.join()));
            }
            return new Result(process.exitValue(), out.join(), err.join());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    private static CompletableFuture<String> text(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                });
    }
}
