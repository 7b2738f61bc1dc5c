package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The build that the launcher for POSIX systems starts: one at a time, and none left behind. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LauncherBuildTest {
    private static final String BUILD =
            """
            echo run >> runs
            mkdir -p cli/target/nextgen/lib
            : > cli/target/nextgen/lib/cli-1.jar\
            """;

    @TempDir Path folder;
    private FakeCheckout checkout;

    @BeforeEach
    void layOut() throws IOException {
        checkout = new FakeCheckout(folder);
    }

    private List<String> runs() throws IOException {
        return Files.readAllLines(checkout.root().resolve("runs"));
    }

    @Test
    void launcher_startedAgainDuringTheBuild_waitsAndBuildsOnce()
            throws IOException, InterruptedException {
        Path gate = checkout.pipe("gate");
        checkout.maven("read -r line < gate\n" + BUILD);
        Process first = checkout.start();
        FakeCheckout.awaitMessage(first, "building for the first use");
        Process second = checkout.start();
        FakeCheckout.awaitMessage(second, "another build is running");
        Files.writeString(gate, "go\n");
        assertEquals(0, CliProcess.finish(first).exitCode());
        assertEquals(0, CliProcess.finish(second).exitCode());
        assertEquals(List.of("run"), runs());
        assertFalse(Files.exists(checkout.lock()));
    }

    @Test
    void launcher_lockOfADeadProcess_isTakenOverByOne() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        assertEquals(0, dead.waitFor());
        checkout.lockedBy(dead.pid());
        checkout.maven(BUILD);
        List<Process> launchers = List.of(checkout.start(), checkout.start(), checkout.start());
        for (Process launcher : launchers) {
            CliProcess.Result result = CliProcess.finish(launcher);
            assertEquals(0, result.exitCode(), result.err());
        }
        assertEquals(List.of("run"), runs());
        assertFalse(Files.exists(checkout.lock()));
    }

    @Test
    void launcher_lockOfALiveProcess_waitsUntilItIsGone() throws IOException {
        checkout.lockedBy(ProcessHandle.current().pid());
        checkout.maven(BUILD);
        Process launcher = checkout.start();
        FakeCheckout.awaitMessage(launcher, "another build is running");
        assertFalse(Files.exists(checkout.root().resolve("runs")));
        Files.delete(checkout.lock().resolve("pid"));
        Files.delete(checkout.lock());
        CliProcess.Result result = CliProcess.finish(launcher);
        assertEquals(0, result.exitCode(), result.err());
        assertEquals(List.of("run"), runs());
    }

    @Test
    void launcher_endedDuringTheBuild_endsWhatMavenStarted()
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        checkout.pipe("gate");
        Path started = checkout.pipe("started");
        checkout.maven("(read -r line < gate) &\necho $! > started\nwait");
        Process launcher = checkout.start();
        long child = Long.parseLong(Files.readString(started).strip());
        ProcessHandle survivor = ProcessHandle.of(child).orElseThrow();
        // By its handle, which leaves its streams open.
        assertTrue(launcher.toHandle().destroy());
        CliProcess.Result result = CliProcess.finish(launcher);
        assertEquals(143, result.exitCode(), result.err());
        assertTrue(result.err().contains("nextgen: interrupted."), result.err());
        assertFalse(survivor.onExit().get(10, TimeUnit.SECONDS).isAlive());
        assertFalse(Files.exists(checkout.lock()));
    }

    @Test
    void launcher_buildFails_showsTheLogAndBuildsAgain() throws IOException {
        checkout.maven("echo run >> runs\necho 'no such symbol'\nexit 1");
        CliProcess.Result result = checkout.run();
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("no such symbol"), result.err());
        assertEquals(1, checkout.run().exitCode());
        assertEquals(List.of("run", "run"), runs());
    }

    @Test
    void launcher_oldNodeOnly_saysWhichIsNeeded() throws IOException {
        checkout.node("echo v12.22.9");
        CliProcess.Result result = checkout.run();
        assertEquals(1, result.exitCode());
        assertTrue(result.err().contains("Node 20 or newer (node); found v12.22.9"), result.err());
    }

    @Test
    void training_fails_isNotTriedAgainBeforeTheNextBuild() throws IOException {
        checkout.maven(BUILD);
        checkout.java("case $* in *AOTCacheOutput*) echo \"$*\" >> \"$0.log\"; exit 1 ;; esac");
        assertEquals(0, checkout.run().exitCode());
        assertEquals(0, checkout.run().exitCode());
        List<String> trainings = Files.readAllLines(folder.resolve("un jdk/bin/java.log"));
        assertEquals(1, trainings.size(), trainings::toString);
        assertTrue(
                trainings.getFirst().contains("--config " + checkout.home() + "/"),
                trainings::toString);
        assertFalse(Files.exists(checkout.home().resolve("nextgen.aot")));
    }

    @Test
    void training_succeeds_isUsedAndWhatAKilledOneLeftIsRemoved()
            throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        assertEquals(0, dead.waitFor());
        Path lost = checkout.home().resolve("nextgen." + dead.pid() + ".aot");
        Files.createDirectories(checkout.home());
        Files.writeString(lost, "half");
        checkout.maven(BUILD);
        checkout.java(
                """
                echo "$@"
                for option; do
                    case $option in -XX:AOTCacheOutput=*) : > "${option#*=}" ;; esac
                done\
                """);
        CliProcess.Result result = checkout.run();
        assertEquals(0, result.exitCode(), result.err());
        Path cache = checkout.home().resolve("nextgen.aot");
        assertTrue(result.out().contains("-XX:AOTCache=" + cache), result.out());
        assertTrue(Files.exists(cache));
        assertFalse(Files.exists(lost));
    }
}
