package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher for POSIX systems; it must say clearly what is missing and build nothing then. */
class LauncherTest {
    private static final Path LAUNCHER = Path.of(System.getProperty("nextgen.root"), "nextgen");

    @TempDir Path folder;

    private static CliProcess.Result run(Path script, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(List.of("/bin/sh", script.toString(), "--version"));
        builder.environment().remove("JAVA_HOME");
        builder.environment().remove("NEXTGEN_JAVA_HOME");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return CliProcess.finish(process);
    }

    /** A PATH with the tools that the launcher needs and no java. */
    private Path toolsWithoutJava() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("bin"));
        for (String tool : List.of("readlink", "find", "head", "mkdir", "rm", "tail")) {
            for (String place : List.of("/bin", "/usr/bin")) {
                Path found = Path.of(place, tool);
                if (Files.exists(found) && !Files.exists(tools.resolve(tool))) {
                    Path wrapper =
                            Files.writeString(
                                    tools.resolve(tool),
                                    "#!/bin/sh\nexec %s \"$@\"\n".formatted(found));
                    assertTrue(wrapper.toFile().setExecutable(true));
                }
            }
        }
        return tools;
    }

    private Path fakeJdk(String name, String version) throws IOException {
        Path jdk = folder.resolve("jdks").resolve(name);
        Files.createDirectories(jdk.resolve("bin"));
        Path java = Files.writeString(jdk.resolve("bin/java"), "#!/bin/sh\necho \"$@\"\n");
        assertTrue(java.toFile().setExecutable(true));
        Files.writeString(
                jdk.resolve("release"),
                "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
        return jdk;
    }

    /** A packaged distribution, without sources, in a path with a space and an accent. */
    private Path distribution() throws IOException {
        Path home = Files.createDirectories(folder.resolve("dossier d'été"));
        Files.createDirectories(home.resolve("lib"));
        Files.writeString(home.resolve("lib/cli-1.jar"), "");
        return Files.copy(LAUNCHER, home.resolve("nextgen"));
    }

    @Test
    void syntax_always_isPlainShell() throws IOException, InterruptedException {
        Process check = new ProcessBuilder("sh", "-n", LAUNCHER.toString()).inheritIO().start();
        assertEquals(0, check.waitFor());
    }

    @Test
    void launcher_withoutAnyJdk_saysHowToGetOne() throws IOException {
        Files.createDirectories(folder.resolve("jdks"));
        CliProcess.Result result =
                run(
                        LAUNCHER,
                        Map.of(
                                "PATH",
                                toolsWithoutJava().toString(),
                                "NEXTGEN_JAVA_FOLDERS",
                                folder.resolve("jdks").toString()));
        // A build that is up to date needs a JDK just as much.
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("found no JDK 25 or newer"), result.err());
        assertTrue(result.err().contains("NEXTGEN_JAVA_HOME"), result.err());
        assertEquals("", result.out());
    }

    @Test
    void launcher_withAnOldJdkOnly_namesIt() throws IOException {
        Path old = fakeJdk("old", "17.0.15");
        CliProcess.Result result =
                run(
                        distribution(),
                        Map.of(
                                "PATH",
                                toolsWithoutJava().toString(),
                                "NEXTGEN_JAVA_FOLDERS",
                                folder.resolve("jdks").toString()));
        assertEquals(1, result.exitCode(), result.err());
        assertTrue(result.err().contains("17.0.15 in " + old), result.err());
    }

    @Test
    void launcher_ofADistribution_startsTheNewJdkAndPassesArguments() throws IOException {
        fakeJdk("a-old", "21.0.1");
        Path jdk = fakeJdk("b-new", "26");
        Path link = folder.resolve("link");
        Files.createSymbolicLink(link, distribution());
        CliProcess.Result result =
                run(
                        link,
                        Map.of(
                                "PATH",
                                toolsWithoutJava().toString(),
                                "NEXTGEN_JAVA_FOLDERS",
                                folder.resolve("jdks").toString()));
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("org.nextgeneration.cli.Main --version"), result.out());
        assertTrue(result.out().contains("dossier d'été/lib/cli-1.jar"), result.out());
        assertFalse(result.err().contains("building"), result.err() + jdk);
    }
}
