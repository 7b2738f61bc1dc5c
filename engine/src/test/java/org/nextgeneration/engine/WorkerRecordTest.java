package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.PciAddress;

class WorkerRecordTest {
    private static final ModelDescription MODEL =
            new ModelDescription(
                    "name é",
                    "embedded",
                    "CUDA0",
                    List.of(
                            new OpenedDevice(
                                    "CUDA0",
                                    "NVIDIA GeForce RTX 3090",
                                    OpenedDevice.Kind.GPU,
                                    Optional.of(new PciAddress(0, 1, 0)),
                                    7,
                                    8,
                                    9)),
                    "llama",
                    "Q8_0",
                    1,
                    2,
                    2,
                    3,
                    4,
                    5,
                    6);

    @TempDir private Path folder;

    private static ModelStatus statusOf(long pid) {
        return new ModelStatus(MODEL, pid, 0, Instant.ofEpochMilli(1_000), 0, 0);
    }

    @Test
    void list_folderIsAbsent_isEmpty() {
        assertEquals(List.of(), WorkerRecord.list(folder.resolve("absent")));
    }

    @Test
    void list_liveProcess_isTold() throws IOException {
        long pid = ProcessHandle.current().pid();
        WorkerRecord.write(folder, statusOf(pid));
        WorkerRecord record = WorkerRecord.list(folder).getFirst();
        assertEquals(pid, record.pid());
        assertEquals(MODEL, record.model());
        assertEquals(Instant.ofEpochMilli(1_000), record.loadedAt());
        WorkerRecord.delete(folder, pid);
        assertEquals(List.of(), WorkerRecord.list(folder));
    }

    @Test
    void list_processHasEnded_isForgotten() throws Exception {
        Process ended =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--version")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        ended.waitFor();
        WorkerRecord.write(folder, statusOf(ended.pid()));
        assertEquals(List.of(), WorkerRecord.list(folder));
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void list_damagedRecord_isForgotten() throws IOException {
        Path damaged = Files.write(folder.resolve("77.worker"), new byte[] {1, 2, 3, 4, 5});
        assertEquals(List.of(), WorkerRecord.list(folder));
        assertFalse(Files.exists(damaged));
    }
}
