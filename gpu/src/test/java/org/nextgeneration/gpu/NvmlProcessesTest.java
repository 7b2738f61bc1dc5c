package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/** Lists of processes, through the real ABI. */
class NvmlProcessesTest {
    private static final long MIB = 1L << 20;

    @TempDir Path folder;

    private GpuSource open(String scene) {
        return NvmlSource.open(NvmlStub.in(folder).scene(scene).library());
    }

    @Test
    void processes_moreThanTheFirstRoom_areAllListed() {
        try (GpuSource source = open(NvmlScenes.processes(300))) {
            List<GpuProcess> expected =
                    LongStream.rangeClosed(1, 300)
                            .mapToObj(
                                    number ->
                                            new GpuProcess(
                                                    10_000 + number,
                                                    GpuProcess.Use.COMPUTE,
                                                    Reading.of(number * MIB)))
                            .toList();
            assertEquals(
                    Reading.of(expected), source.processes(source.cards().getLast()).compute());
        }
    }

    @Test
    void processes_moreThanAnyMachineHas_areUnknown() {
        try (GpuSource source =
                open(NvmlScenes.processes(NvmlProcessFunctions.PROCESSES_MAX + 1))) {
            assertEquals(
                    Reading.unknown("NVML_ERROR_INSUFFICIENT_SIZE"),
                    source.processes(source.cards().getLast()).compute());
        }
    }

    /** These drivers changed the size of an item without changing the function's name. */
    @Test
    void processes_driverWithLargerItems_areAllListed() {
        String scene =
                NvmlScenes.processes(60).replace("driver " + NvmlScenes.DRIVER, "driver 535.54.03");
        try (GpuSource source = NvmlSource.open(NvmlStub.in(folder, 535).scene(scene).library())) {
            assertEquals(
                    LongStream.rangeClosed(10_001, 10_060).boxed().toList(),
                    pids(source, source.cards().getLast()));
        }
    }

    @Test
    void processes_onWindows_holdUnknownMemory() {
        try (GpuSource source = open(NvmlScenes.WDDM)) {
            List<GpuProcess> graphics =
                    source.processes(source.cards().getLast()).graphics().value().orElseThrow();
            assertEquals(
                    List.of(
                            new GpuProcess(
                                    4712,
                                    GpuProcess.Use.GRAPHICS,
                                    Reading.unknown("NVML_VALUE_NOT_AVAILABLE"))),
                    graphics);
        }
    }

    @Test
    void processes_pidAppearsMidRun_isSeenOnTheDeniedCard() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuCard rtx5060Ti = source.cards().getFirst();
            assertEquals(Reading.of(List.of()), source.processes(rtx5060Ti).compute());
            stub.scene(NvmlScenes.processOn5060Ti(4_000_000_000L));
            assertEquals(
                    Reading.of(
                            List.of(
                                    new GpuProcess(
                                            4_000_000_000L,
                                            GpuProcess.Use.COMPUTE,
                                            Reading.of(1_024 * MIB)))),
                    source.processes(rtx5060Ti).compute());
        }
    }

    @Test
    void processes_childOfTheLoader_isSeenWhileItLives() throws Exception {
        try (GpuSource source = open(NvmlScenes.CHILD_ON_5060_TI)) {
            GpuCard rtx5060Ti = source.cards().getFirst();
            // The shell waits for its own child, which waits for the end of its input.
            String script = "exec 3<&0; cat <&3 & echo $!; wait";
            Process shell = new ProcessBuilder("sh", "-c", script).start();
            long below = Long.parseLong(shell.inputReader().readLine());
            assertTrue(pids(source, rtx5060Ti).containsAll(List.of(shell.pid(), below)));
            assertFalse(pids(source, rtx5060Ti).contains(ProcessHandle.current().pid()));
            end(shell);
            assertFalse(pids(source, rtx5060Ti).contains(shell.pid()));
        }
    }

    private static void end(Process shell) throws IOException, InterruptedException {
        shell.getOutputStream().close();
        assertTrue(shell.waitFor(30, TimeUnit.SECONDS), "the shell has not ended");
    }

    private static List<Long> pids(GpuSource source, GpuCard card) {
        return source.processes(card).compute().value().orElseThrow().stream()
                .map(GpuProcess::pid)
                .toList();
    }

    @Test
    void processes_self_isTheLoader() {
        try (GpuSource source = open(NvmlScenes.twoCards("", "compute self 5"))) {
            assertEquals(
                    List.of(ProcessHandle.current().pid()), pids(source, source.cards().getLast()));
        }
    }
}
