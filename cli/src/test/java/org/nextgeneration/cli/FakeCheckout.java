package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A checkout with the launcher, whose tools are scripts: only the launcher in it is real. */
final class FakeCheckout {
    private final Path tools;
    private final Path jdk;
    private final Path root;

    /** Lays it out below a folder, in a path with spaces and an accent; its Maven only fails. */
    FakeCheckout(Path folder) throws IOException {
        root = Files.createDirectories(folder.resolve("dépôt d'été"));
        jdk = folder.resolve("un jdk");
        tools = folder.resolve("des outils");
        for (String file :
                List.of(
                        "pom.xml",
                        "cli/pom.xml",
                        "cli/src/main/Main.java",
                        "llama/natives/package-lock.json",
                        "llama/natives/node_modules/.package-lock.json")) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.writeString(root.resolve(file), "");
        }
        Files.createDirectories(target());
        Files.copy(Path.of(System.getProperty("nextgen.root"), "nextgen"), launcher());
        script(jdk.resolve("bin/javac"), "exit 1");
        java("echo \"$@\"");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        script(tools.resolve("node"), "echo v22.1.0");
        maven("exit 1");
    }

    static void script(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + text + "\n");
        assertTrue(file.toFile().setExecutable(true));
    }

    /** Says what {@code mvn} does; it starts in the root. */
    void maven(String text) throws IOException {
        script(tools.resolve("mvn"), text);
    }

    /** Says what {@code node} does. */
    void node(String text) throws IOException {
        script(tools.resolve("node"), text);
    }

    /** Says what {@code java} does. */
    void java(String text) throws IOException {
        script(jdk.resolve("bin/java"), text);
    }

    Path root() {
        return root;
    }

    Path target() {
        return root.resolve("cli/target");
    }

    Path lock() {
        return target().resolve("build.lock");
    }

    /** {@return what the build lays out} */
    Path home() {
        return target().resolve("nextgen");
    }

    /** Makes a pipe in the root; who opens it waits for the other side. */
    Path pipe(String name) throws IOException, InterruptedException {
        Path pipe = root.resolve(name);
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    /** Leaves a lock behind as if a process held it. */
    void lockedBy(long process) throws IOException {
        Files.createDirectories(lock());
        Files.writeString(lock().resolve("pid"), process + "\n");
    }

    Process start() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of("/bin/sh", launcher().toString(), "--version"));
        builder.environment().put("NEXTGEN_JAVA_HOME", jdk.toString());
        builder.environment().put("PATH", tools + ":" + System.getenv("PATH"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    CliProcess.Result run() throws IOException {
        return CliProcess.finish(start());
    }

    /** Waits until a launcher says something. */
    static void awaitMessage(Process process, String message) throws IOException {
        BufferedReader lines = process.errorReader(StandardCharsets.UTF_8);
        StringBuilder heard = new StringBuilder();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            heard.append(line).append('\n');
            if (line.contains(message)) {
                return;
            }
        }
        throw new AssertionError(
                "the launcher ended without \"%s\"; it said: %s".formatted(message, heard));
    }

    private Path launcher() {
        return root.resolve("nextgen");
    }
}
