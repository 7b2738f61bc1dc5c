package org.nextgeneration.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.Sighting;

class AuditFileTest {
    private static final GpuCard CARD =
            new GpuCard(
                    1,
                    Reading.of("NVIDIA GeForce RTX 3090"),
                    Reading.of("GPU-1"),
                    Reading.of(new PciAddress(0, 1, 0)),
                    Reading.of(24L << 30),
                    Reading.of(new ComputeCapability(8, 6)));

    @TempDir Path folder;

    private static Proof proof(String subject, Reading<Long> bytes) {
        return new Proof(
                Instant.parse("2026-11-24T10:00:00Z"),
                Proof.Outcome.ALLOWED,
                7,
                subject,
                List.of(new Sighting(CARD, new GpuProcess(8, GpuProcess.Use.COMPUTE, bytes))),
                "\"quoted\"\n");
    }

    private static List<String> subjects(List<AuditEntry> entries) {
        return entries.stream().map(AuditEntry::subject).toList();
    }

    @Test
    void newest_ofWhatWasAdded_isTheSame() throws IOException {
        AuditFile file = new AuditFile(folder.resolve("new/state"));
        file.append(proof("modèle é", Reading.of(1_024L)));
        file.append(proof("b", Reading.unknown("NVML_ERROR_NOT_SUPPORTED")));
        List<AuditEntry> entries = file.newest(10);
        AuditEntry first = entries.getFirst();
        assertEquals("modèle é", first.subject());
        assertEquals(Proof.Outcome.ALLOWED, first.outcome());
        assertEquals(Instant.parse("2026-11-24T10:00:00Z"), first.at());
        assertEquals(
                List.of(new AuditEntry.SeenOn(8, "RTX 3090", "GPU-1", OptionalLong.of(1_024))),
                first.cards());
        assertEquals("\"quoted\"\n", first.detail());
        assertEquals(OptionalLong.empty(), entries.getLast().cards().getFirst().memoryBytes());
        assertEquals(
                entries.stream().map(AuditEntry::json).toList(), Files.readAllLines(file.path()));
    }

    @Test
    void newest_nothingThere_isEmpty() throws IOException {
        assertEquals(List.of(), new AuditFile(folder).newest(10));
    }

    @Test
    void newest_fewerThanThereAre_areTheLast() throws IOException {
        AuditFile file = new AuditFile(folder);
        for (String subject : List.of("a", "b", "c")) {
            file.append(proof(subject, Reading.of(1L)));
        }
        assertEquals(List.of("b", "c"), subjects(file.newest(2)));
    }

    @Test
    void newest_damagedLines_areLeftOut() throws IOException {
        AuditFile file = new AuditFile(folder);
        file.append(proof("a", Reading.of(1L)));
        Files.writeString(
                file.path(),
                "{\"time\":\"never\"}\nnot json\n[]\n{\"time\":\n{}\n",
                StandardOpenOption.APPEND);
        file.append(proof("b", Reading.of(1L)));
        assertEquals(List.of("a", "b"), subjects(file.newest(10)));
    }

    @Test
    void append_afterHalfALine_spoilsNoOther() throws IOException {
        AuditFile file = new AuditFile(folder);
        Files.writeString(file.path(), "{\"time\":\"2026-11-2");
        file.append(proof("a", Reading.of(1L)));
        assertEquals(List.of("a"), subjects(file.newest(10)));
    }

    @Test
    void newest_lineThatIsNoText_isLeftOut() throws IOException {
        AuditFile file = new AuditFile(folder);
        Files.write(file.path(), new byte[] {(byte) 0xff, (byte) 0xc3, '\n'});
        file.append(proof("a", Reading.of(1L)));
        assertEquals(List.of("a"), subjects(file.newest(10)));
    }

    @Test
    void append_veryManyProcesses_canBeReadAgain() throws IOException {
        AuditFile file = new AuditFile(folder);
        Sighting sighting =
                new Sighting(
                        CARD,
                        new GpuProcess(8, GpuProcess.Use.COMPUTE, Reading.of(Long.MAX_VALUE)));
        file.append(
                new Proof(
                        Instant.EPOCH,
                        Proof.Outcome.VIOLATION,
                        7,
                        "many",
                        Collections.nCopies(4_096, sighting),
                        ""));
        AuditEntry entry = file.newest(1).getFirst();
        assertEquals(AuditEntry.SIGHTINGS_MAX, entry.cards().size());
        assertTrue(entry.json().contains("\"cards_more\":3996"), entry.json());
    }

    @Test
    void append_severalThreads_loseNothing() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Void>> writers =
                    Collections.nCopies(
                            4,
                            () -> {
                                Writer.main(new String[] {folder.toString()});
                                return null;
                            });
            for (Future<Void> writer : threads.invokeAll(writers)) {
                writer.get();
            }
        }
        assertEquals(4 * Writer.LINES, new AuditFile(folder).newest(1_000).size());
    }

    @Test
    void append_fileIsFull_putsItAsideAndKeepsABoundedNumber() throws IOException {
        AuditFile file = new AuditFile(folder, 1);
        List<String> added = new ArrayList<>();
        for (int number = 0; number < AuditFile.KEPT_FILES + 3; number++) {
            added.add("s" + number);
            file.append(proof("s" + number, Reading.of(1L)));
        }
        assertEquals(
                added.subList(added.size() - AuditFile.KEPT_FILES - 1, added.size()),
                subjects(file.newest(100)));
        assertFalse(Files.exists(folder.resolve("gpu-audit.5.jsonl")));
    }

    @Test
    void append_twoProcessesAtATime_losesNothing() throws Exception {
        List<Process> writers = new ArrayList<>();
        for (int number = 0; number < 2; number++) {
            writers.add(
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Writer.class.getName(),
                                    folder.toString())
                            .inheritIO()
                            .start());
        }
        for (Process writer : writers) {
            assertEquals(0, writer.waitFor());
        }
        assertEquals(2 * Writer.LINES, new AuditFile(folder).newest(1_000).size());
    }

    /** A process that adds lines. */
    static final class Writer {
        static final int LINES = 50;

        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            AuditFile file = new AuditFile(Path.of(arguments[0]));
            for (int line = 0; line < LINES; line++) {
                file.append(proof("x".repeat(200), Reading.of(1L)));
            }
        }
    }

    @Test
    void append_folderCannotBeMade_failsAndSaysWhere() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        AuditFile audit = new AuditFile(file.resolve("below"));
        IOException failure =
                assertThrows(IOException.class, () -> audit.append(proof("a", Reading.of(1L))));
        assertTrue(String.valueOf(failure.getMessage()).contains(file.toString()));
    }
}
