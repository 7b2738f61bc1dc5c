package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.GenerationResult.Finish;

@Timeout(120)
class WorkerActivityTest {
    private static final WorkerActivity BUSY =
            new WorkerActivity(2, 3, 5, 7, 11.5, Instant.ofEpochMilli(1_000));

    @TempDir private Path folder;

    private static GenerationResult result(int prompt, int completion) {
        return new GenerationResult(Finish.STOP, prompt, 0, completion, 0, 1, 2_000_000_000L, 1);
    }

    private WorkerActivity read() {
        return ActivityFile.read(folder, 7).orElseThrow();
    }

    @Test
    void read_written_isTheSame() throws IOException {
        try (ActivityFile file = ActivityFile.create(folder, 7)) {
            assertEquals(Optional.empty(), ActivityFile.read(folder, 7));
            file.write(BUSY);
            assertEquals(BUSY, read());
        }
        assertEquals(BUSY, read());
    }

    @Test
    void read_absentDamagedOrHalfWritten_isEmpty() throws IOException {
        assertEquals(Optional.empty(), ActivityFile.read(folder, 7));
        try (ActivityFile file = ActivityFile.create(folder, 7)) {
            file.write(BUSY);
        }
        byte[] whole = Files.readAllBytes(ActivityFile.path(folder, 7));
        for (int at : List.of(0, 4, 11, whole.length - 1)) {
            byte[] damaged = whole.clone();
            damaged[at]++;
            Files.write(ActivityFile.path(folder, 7), damaged);
            assertEquals(Optional.empty(), ActivityFile.read(folder, 7), "byte " + at);
        }
        byte[] impossible = whole.clone();
        impossible[12] = -1;
        Files.write(ActivityFile.path(folder, 7), impossible);
        assertEquals(Optional.empty(), ActivityFile.read(folder, 7));
        Files.write(ActivityFile.path(folder, 7), java.util.Arrays.copyOf(whole, 20));
        assertEquals(Optional.empty(), ActivityFile.read(folder, 7));
    }

    @Test
    void read_whileWritten_isNeverMixed() throws Exception {
        try (ActivityFile file = ActivityFile.create(folder, 7)) {
            file.write(BUSY);
            AtomicBoolean done = new AtomicBoolean();
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        for (int i = 0; !done.get(); i++) {
                                            try {
                                                file.write(
                                                        new WorkerActivity(
                                                                i, i, i, i, i, Instant.EPOCH));
                                            } catch (IOException failure) {
                                                throw new AssertionError(failure);
                                            }
                                        }
                                    });
            try {
                for (int reads = 0; reads < 2_000; reads++) {
                    ActivityFile.read(folder, 7)
                            .filter(activity -> !activity.equals(BUSY))
                            .ifPresent(
                                    activity -> {
                                        assertEquals(activity.running(), activity.waiting());
                                        assertEquals(
                                                activity.running(), activity.completionTokens());
                                    });
                }
            } finally {
                done.set(true);
                writer.join();
            }
        }
    }

    @Test
    void meter_answersComeAndGo_countsThem() {
        try (ActivityMeter meter = new ActivityMeter(2)) {
            meter.show(folder, 7);
            assertEquals(0, read().running());
            meter.started(1);
            meter.started(2);
            meter.started(3);
            assertEquals(List.of(2, 1), List.of(read().running(), read().waiting()));
            meter.piece(1, 4);
            meter.ended(1, result(10, 5));
            assertEquals(List.of(2, 0), List.of(read().running(), read().waiting()));
            assertEquals(10, read().promptTokens());
            assertEquals(5, read().completionTokens());
            assertEquals(2.0, read().tokensPerSecond());
            meter.failed(2);
            meter.failed(2);
            meter.ended(99, result(10, 5));
            assertEquals(List.of(1, 0), List.of(read().running(), read().waiting()));
            assertEquals(10, read().promptTokens());
        }
    }

    @Test
    void meter_folderCannotBeWritten_countsOnQuietly() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (ActivityMeter meter = new ActivityMeter(1)) {
            meter.show(file, 7);
            meter.started(1);
            meter.ended(1, result(1, 1));
        }
    }

    @Test
    void record_realAnswers_tellsWhatTheWorkerDid() throws Exception {
        Path model = TinyModel.write(folder.resolve("tiny.gguf"));
        Path run = folder.resolve("run");
        try (EmbeddedEngine engine = new EmbeddedEngine(TestSettings.in(run));
                ResidentModel resident =
                        engine.load(
                                new LoadRequest("tiny", model, 100_000, 2, 1, false),
                                LoadProgress.NONE)) {
            WorkerRecord record = WorkerRecord.list(run).getFirst();
            assertEquals(resident.description().devices(), record.model().devices());
            assertEquals(0, record.activity().orElseThrow().running());
            try (Generation endless = resident.generate(WorkerCrashTest.ENDLESS)) {
                assertTrue(endless.next().isPresent());
                assertEquals(1, activity(run).running());
                GenerationRequest seven =
                        new GenerationRequest(
                                new Prompt.Raw("abc"),
                                7,
                                new Sampling(
                                        0,
                                        0,
                                        1,
                                        0,
                                        1,
                                        1,
                                        0,
                                        0,
                                        0,
                                        0,
                                        5,
                                        0.1f,
                                        0,
                                        Map.of(258, -1000f, 259, -1000f)),
                                List.of());
                try (Generation generation = resident.generate(seven)) {
                    WorkerCrashTest.readToTheEnd(generation);
                }
                WorkerActivity activity = activity(run);
                assertEquals(1, activity.running());
                assertEquals(3, activity.promptTokens());
                assertTrue(activity.completionTokens() > 7, activity.toString());
                assertTrue(activity.tokensPerSecond() > 0, activity.toString());
                endless.cancel();
                WorkerCrashTest.readToTheEnd(endless);
                assertEquals(0, activity(run).running());
                assertEquals(
                        7L + endless.result().completionTokens(), activity(run).completionTokens());
            }
        }
        try (var left = Files.list(run)) {
            assertFalse(left.findAny().isPresent());
        }
    }

    private static WorkerActivity activity(Path run) {
        return WorkerRecord.list(run).getFirst().activity().orElseThrow();
    }
}
