package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.engine.ShelfFixture.assertNoted;
import static org.nextgeneration.engine.ShelfFixture.files;
import static org.nextgeneration.engine.ShelfFixture.found;
import static org.nextgeneration.engine.ShelfFixture.onlyFile;
import static org.nextgeneration.engine.ShelfFixture.tokens;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.llama.StateSink;

/** Several processes with one shelf: one is killed, one is slow, two write at once. */
@Timeout(120)
class ShelfProcessesTest {
    private static final int[] OLD = tokens(1, 10);
    private static final int[] NEW = tokens(1, 20);

    /** Saves of each of two writers. */
    private static final int SAVES = 60;

    /** Room for about ten of them, so that both make room all the time. */
    private static final long BYTES_MAX = 12_000;

    @TempDir Path folder;

    @Test
    void save_killedInTheMiddle_noHalfEntryAndTheOldOneStays() throws Exception {
        ShelfFixture.save(ShelfFixture.open(folder), OLD);
        Process writer = start("half");
        try (BufferedReader output = writer.inputReader()) {
            assertEquals("half", output.readLine());
            assertEquals(2, files(folder).size());
            // As long as it lives nobody touches its file.
            SequenceShelf during = ShelfFixture.open(folder);
            assertEquals(2, files(folder).size());
            assertEquals(List.of(), during.takeNotes());
        } finally {
            writer.destroyForcibly().waitFor();
        }
        SequenceShelf after = ShelfFixture.open(folder);
        assertNoted(after, "whoever wrote it was killed");
        onlyFile(folder);
        assertEquals(OLD.length, found(after, NEW));
        assertTrue(ShelfFixture.save(after, NEW));
        assertEquals(NEW.length, found(after, NEW));
    }

    @Test
    void save_twoProcessesAtOnce_everyFileIsWholeAndTheBoundHolds() throws Exception {
        Process first = start("many", "1000");
        Process second = start("many", "2000");
        assertEquals(0, first.waitFor());
        assertEquals(0, second.waitFor());
        SequenceShelf shelf = SequenceShelf.open(folder, ShelfFixture.KEY, BYTES_MAX);
        assertEquals(List.of(), shelf.takeNotes());
        assertEquals(files(folder).size(), shelf.size());
        assertTrue(shelf.size() > 1, "found " + shelf.size());
        int whole = 0;
        for (int writer : new int[] {1_000, 2_000}) {
            for (int save = 0; save < SAVES; save++) {
                int[] tokens = tokens(writer * 1_000 + save * 100, 10);
                whole += found(shelf, tokens) == tokens.length ? 1 : 0;
            }
        }
        assertEquals(shelf.size(), whole);
        assertEquals(List.of(), shelf.takeNotes());
        // Each may have taken the last room at the same time as the other.
        long bytes = 0;
        for (Path file : files(folder)) {
            bytes += Files.size(file);
        }
        assertTrue(bytes <= BYTES_MAX + 2 * 1_500, "found " + bytes);
    }

    @Test
    void open_fileOfThisProcessIsBeingWritten_leftAlone() throws IOException {
        SequenceShelf shelf = ShelfFixture.open(folder);
        boolean saved =
                shelf.save(
                        OLD,
                        10,
                        1,
                        false,
                        sink -> {
                            SequenceShelf other = ShelfFixture.open(folder);
                            assertEquals(0, other.size());
                            assertEquals(List.of(), other.takeNotes());
                            sink.accept(ByteBuffer.allocate(10));
                        });
        assertTrue(saved, () -> shelf.takeNotes().toString());
    }

    private Process start(String... arguments) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        folder.toString());
        builder.command().addAll(List.of(arguments));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** A program that saves: half a sequence, or many. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            if (arguments[1].equals("half")) {
                SequenceShelf shelf = ShelfFixture.open(folder);
                boolean saved = shelf.save(NEW, 1_000, 1, false, Writer::writeHalf);
                assertFalse(saved, "was to be killed before");
                return;
            }
            int number = Integer.parseInt(arguments[2]);
            SequenceShelf shelf = SequenceShelf.open(folder, ShelfFixture.KEY, BYTES_MAX);
            for (int save = 0; save < SAVES; save++) {
                int[] tokens = tokens(number * 1_000 + save * 100, 10);
                assertTrue(
                        ShelfFixture.save(shelf, tokens, 1_000, 10),
                        () -> shelf.takeNotes().toString());
            }
        }

        private static void writeHalf(StateSink sink) throws IOException {
            sink.accept(ByteBuffer.allocate(500));
            System.out.println("half");
            // Nobody writes: it waits until it is killed, or its parent ends.
            int ended = System.in.read();
            throw new IOException("found %d, expected to be killed".formatted(ended));
        }
    }
}
