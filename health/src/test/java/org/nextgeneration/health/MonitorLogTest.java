package org.nextgeneration.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MonitorLogTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final MonitorLog.Limits SMALL = new MonitorLog.Limits(20, 60);

    @TempDir Path folder;

    private MonitorLog log(MonitorLog.Limits limits) throws IOException {
        return MonitorLog.open(folder, ZoneOffset.UTC, limits).orElseThrow();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.endsWith(".jsonl"))
                    .sorted()
                    .toList();
        }
    }

    private String text(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    @Test
    void lines_fasterThanThePeriod_areLeftOut() throws IOException {
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            assertEquals(Optional.empty(), log.offer(NOON, () -> "a"));
            log.offer(NOON.plusMillis(4_999), () -> "b");
            log.offer(NOON.plusSeconds(5), () -> "c");
        }
        assertEquals("a\nc\n", text("monitor-2026-11-24.jsonl"));
    }

    @Test
    void line_afterMidnight_beginsTheNextDaysFile() throws IOException {
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            log.offer(Instant.parse("2026-11-24T23:59:59Z"), () -> "a");
            log.offer(Instant.parse("2026-11-25T00:00:04Z"), () -> "b");
            log.offer(Instant.parse("2026-11-25T00:00:09Z"), () -> "c");
        }
        assertEquals(List.of("monitor-2026-11-24.jsonl", "monitor-2026-11-25.jsonl"), names());
        assertEquals("a\n", text("monitor-2026-11-24.jsonl"));
        assertEquals("b\nc\n", text("monitor-2026-11-25.jsonl"));
    }

    @Test
    void line_afterAClockSetBack_isWritten() throws IOException {
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            log.offer(NOON, () -> "a");
            log.offer(NOON.minusSeconds(1), () -> "b");
        }
        assertEquals("a\nb\n", text("monitor-2026-11-24.jsonl"));
    }

    @Test
    void log_openedAgain_goesOnInTheSameFile() throws IOException {
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            log.offer(NOON, () -> "a");
        }
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            log.offer(NOON, () -> "b");
        }
        assertEquals("a\nb\n", text("monitor-2026-11-24.jsonl"));
    }

    @Test
    void log_openElsewhere_isNotOpenedTwice() throws IOException {
        try (MonitorLog _ = log(SMALL)) {
            assertTrue(MonitorLog.open(folder, ZoneOffset.UTC).isEmpty());
        }
        try (MonitorLog reopened = log(SMALL)) {
            assertEquals(Optional.empty(), reopened.path());
        }
    }

    @Test
    void file_thatIsFull_isFollowedByAnother() throws IOException {
        try (MonitorLog log = log(new MonitorLog.Limits(20, 1_000))) {
            for (int i = 0; i < 3; i++) {
                log.offer(NOON.plusSeconds(5L * i), () -> "x".repeat(19));
            }
        }
        assertEquals(
                List.of(
                        "monitor-2026-11-24.1.jsonl",
                        "monitor-2026-11-24.2.jsonl",
                        "monitor-2026-11-24.jsonl"),
                names());
    }

    @Test
    void files_largerTogetherThanAllowed_loseTheOldest() throws IOException {
        try (MonitorLog log = log(SMALL)) {
            for (int i = 0; i < 5; i++) {
                log.offer(NOON.plusSeconds(5L * i), () -> "x".repeat(19));
            }
        }
        assertEquals(
                List.of(
                        "monitor-2026-11-24.2.jsonl",
                        "monitor-2026-11-24.3.jsonl",
                        "monitor-2026-11-24.4.jsonl"),
                names());
    }

    @Test
    void days_olderThanAllowed_areDeletedAndNothingElseIs() throws IOException {
        Files.writeString(folder.resolve("monitor-2026-10-25.jsonl"), "old\n");
        Files.writeString(folder.resolve("monitor-2026-10-26.jsonl"), "kept\n");
        Files.writeString(folder.resolve("monitor-2026-13-99.jsonl"), "no day\n");
        Files.writeString(folder.resolve("monitor-2026-01-01.txt.jsonl"), "not ours\n");
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            log.offer(NOON, () -> "a");
        }
        assertEquals(
                List.of(
                        "monitor-2026-01-01.txt.jsonl",
                        "monitor-2026-10-26.jsonl",
                        "monitor-2026-11-24.jsonl",
                        "monitor-2026-13-99.jsonl"),
                names());
    }

    @Test
    void disk_thatCannotBeWritten_isToldOnceAndTriedAgain() throws IOException {
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            // A folder of that name stands in the way, as a full disk would.
            Path inTheWay = Files.createDirectory(folder.resolve("monitor-2026-11-24.jsonl"));
            assertTrue(log.offer(NOON, () -> "a").isPresent());
            assertTrue(log.offer(NOON.plusSeconds(5), () -> "b").isEmpty());
            Files.delete(inTheWay);
            assertTrue(log.offer(NOON.plusSeconds(10), () -> "c").isEmpty());
            assertEquals("c\n", text("monitor-2026-11-24.jsonl"));
            assertTrue(
                    log.offer(NOON.plus(Duration.ofDays(1)), () -> "d").isEmpty(),
                    "the next day is written too");
        }
    }

    @Test
    void line_notWritten_isNotEvenMade() throws IOException {
        int[] made = {0};
        try (MonitorLog log = log(MonitorLog.Limits.BUILT_IN)) {
            for (int i = 0; i < 10; i++) {
                log.offer(NOON.plusMillis(500L * i), () -> "n" + made[0]++);
            }
        }
        assertEquals(1, made[0]);
    }
}
