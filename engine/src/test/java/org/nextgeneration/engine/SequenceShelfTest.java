package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.engine.ShelfFixture.KEY;
import static org.nextgeneration.engine.ShelfFixture.OTHER_KEY;
import static org.nextgeneration.engine.ShelfFixture.STATE_BYTES;
import static org.nextgeneration.engine.ShelfFixture.assertNoted;
import static org.nextgeneration.engine.ShelfFixture.files;
import static org.nextgeneration.engine.ShelfFixture.found;
import static org.nextgeneration.engine.ShelfFixture.onlyFile;
import static org.nextgeneration.engine.ShelfFixture.open;
import static org.nextgeneration.engine.ShelfFixture.save;
import static org.nextgeneration.engine.ShelfFixture.state;
import static org.nextgeneration.engine.ShelfFixture.tokens;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a shelf keeps, finds, replaces and drops. */
class SequenceShelfTest {
    @TempDir Path folder;

    @Test
    void longest_savedThenOpenedAgain_found() throws IOException {
        assertTrue(save(open(folder), tokens(1, 50)));
        SequenceShelf shelf = open(folder);
        assertEquals(1, shelf.size());
        try (SavedSequence sequence = shelf.longest(tokens(1, 60), false).orElseThrow()) {
            assertEquals(50, sequence.tokenCount());
            assertEquals(50, sequence.commonTokens());
            assertTrue(sequence.whole());
            assertEquals(STATE_BYTES, sequence.stateBytes());
            assertEquals(10, sequence.recomputeSeconds());
            assertTrue(sequence.verify());
            assertTrue(sequence.verify());
        }
        assertEquals(List.of(), shelf.takeNotes());
    }

    @Test
    void longest_promptLeavesTheSequence_commonTokensAreTold() throws IOException {
        SequenceShelf shelf = open(folder);
        save(shelf, tokens(1, 50));
        int[] prompt = tokens(1, 60);
        prompt[30] = 0;
        SavedSequence sequence = shelf.longest(prompt, false).orElseThrow();
        assertEquals(30, sequence.commonTokens());
        assertFalse(sequence.whole());
        assertTrue(shelf.longest(prompt, true).isEmpty());
        assertTrue(shelf.longest(tokens(2, 50), false).isEmpty());
    }

    @Test
    void longest_several_theOneWithMostInCommon() throws IOException {
        SequenceShelf shelf = open(folder);
        int[] other = tokens(1, 20);
        other[19] = 0;
        save(shelf, other);
        save(shelf, tokens(1, 40));
        assertEquals(40, found(shelf, tokens(1, 60)));
        assertEquals(20, found(shelf, other));
        assertEquals(2, shelf.size());
    }

    @Test
    void longest_wholeOnly_theLongestOfThose() throws IOException {
        SequenceShelf shelf = open(folder);
        // The longer one first: a prefix that is saved before it is replaced by it.
        save(shelf, tokens(1, 40));
        save(shelf, tokens(1, 10));
        assertEquals(10, shelf.longest(tokens(1, 30), true).orElseThrow().tokenCount());
        assertEquals(40, shelf.longest(tokens(1, 30), false).orElseThrow().tokenCount());
    }

    @Test
    void save_extended_replacesItsPrefix() throws IOException {
        SequenceShelf shelf = open(folder);
        save(shelf, tokens(1, 10));
        save(shelf, tokens(1, 20));
        assertEquals(1, shelf.size());
        onlyFile(folder);
        assertEquals(20, found(shelf, tokens(1, 20)));
    }

    @Test
    void save_sameTokensAgain_keptAndNotAsked() throws IOException {
        SequenceShelf shelf = open(folder);
        save(shelf, tokens(1, 10));
        assertTrue(
                shelf.save(
                        tokens(1, 10),
                        STATE_BYTES,
                        1,
                        false,
                        _ -> {
                            throw new AssertionError("asked for the state");
                        }));
        Files.delete(onlyFile(folder));
        assertTrue(save(shelf, tokens(1, 10)));
        assertEquals(10, found(shelf, tokens(1, 10)));
    }

    @Test
    void open_otherKeys_seeOnlyTheirOwn() throws IOException {
        save(open(folder), tokens(1, 10));
        for (ShelfKey key :
                List.of(
                        OTHER_KEY,
                        new ShelfKey(KEY.model(), "0.5.1", KEY.cache()),
                        new ShelfKey(KEY.model(), KEY.library(), "q8_0, unified"))) {
            SequenceShelf other = SequenceShelf.open(folder, key, ShelfFixture.BYTES_MAX);
            assertEquals(0, other.size(), key.toString());
            assertEquals(List.of(), other.takeNotes());
        }
    }

    @Test
    void save_full_leastWorthyOfAllModelsDropped() throws IOException {
        long room = 3_000;
        SequenceShelf shelf = SequenceShelf.open(folder, KEY, room);
        SequenceShelf other = SequenceShelf.open(folder, OTHER_KEY, room);
        save(shelf, tokens(1, 10), 1_000, 5);
        save(other, tokens(100, 10), 1_000, 1);
        assertTrue(save(shelf, tokens(200, 10), 1_000, 9));
        assertEquals(2, files(folder).size());
        assertEquals(0, found(other, tokens(100, 10)));
        assertNoted(other, "not restored (java.nio.file.NoSuchFileException");
        assertEquals(10, found(shelf, tokens(1, 10)));
        assertFalse(save(other, tokens(300, 10), 1_000, 1));
        assertNoted(other, "what is saved already is worth more");
        assertFalse(save(other, tokens(300, 10), 5_000, 1));
        assertNoted(other, "expected 3000 at most");
        assertEquals(List.of(), shelf.takeNotes());
    }

    @Test
    void touch_used_outlivesWhatWasNot() throws IOException {
        SequenceShelf shelf = SequenceShelf.open(folder, KEY, 2_500);
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofDays(9)));
        save(shelf, tokens(1, 10), 1_000, 5);
        save(shelf, tokens(100, 10), 1_000, 5);
        for (Path file : files(folder)) {
            Files.setLastModifiedTime(file, longAgo);
        }
        shelf.longest(tokens(1, 10), false).orElseThrow().touch();
        assertTrue(save(shelf, tokens(200, 10), 1_000, 5));
        assertEquals(10, found(shelf, tokens(1, 10)));
        assertEquals(0, found(shelf, tokens(100, 10)));
    }

    @Test
    void save_stateOfAnotherLength_notSavedAndNothingLeft() throws IOException {
        SequenceShelf shelf = open(folder);
        assertFalse(shelf.save(tokens(1, 10), 999, 1, false, state(1_000)));
        assertNoted(shelf, "more than 999 bytes");
        assertFalse(shelf.save(tokens(1, 10), 1_001, 1, false, state(1_000)));
        assertNoted(shelf, "found a state of 1000 bytes, expected 1001");
        assertEquals(List.of(), files(folder));
    }

    @Test
    void save_deviceFails_notSavedAndOthersUnharmed() throws IOException {
        SequenceShelf shelf = open(folder);
        save(shelf, tokens(1, 10));
        assertFalse(
                shelf.save(
                        tokens(1, 20),
                        STATE_BYTES,
                        1,
                        false,
                        sink -> {
                            sink.accept(ByteBuffer.allocate(500));
                            throw new IOException("No space left on device");
                        }));
        assertNoted(shelf, "not saved: java.io.IOException: No space left on device");
        onlyFile(folder);
        assertEquals(10, found(shelf, tokens(1, 20)));
    }

    @Test
    void save_nameTaken_byAFolder_noted() throws IOException {
        save(open(folder), tokens(1, 10));
        Path file = onlyFile(folder);
        Files.delete(file);
        Files.createDirectories(file.resolve("inside"));
        SequenceShelf shelf = open(folder);
        assertNoted(shelf, "found a directory, expected a regular file");
        assertFalse(save(shelf, tokens(1, 10)));
        assertNoted(shelf, "not saved: ");
        assertEquals(List.of(file), files(folder));
    }

    @Test
    void save_directoryGone_noted() throws IOException {
        Path gone = folder.resolve("gone");
        SequenceShelf shelf = open(gone);
        Files.delete(gone);
        assertFalse(save(shelf, tokens(1, 10)));
        assertNoted(shelf, "not saved: ");
    }

    @Test
    void save_impossibleNumbers_refused() throws IOException {
        SequenceShelf shelf = open(folder);
        assertThrows(IllegalArgumentException.class, () -> save(shelf, new int[0]));
        assertThrows(IllegalArgumentException.class, () -> save(shelf, tokens(1, 1), 0, 1));
        assertThrows(
                IllegalArgumentException.class, () -> save(shelf, tokens(1, 1), 1, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new ShelfKey("", "a", "b"));
        assertThrows(IllegalArgumentException.class, () -> new ShelfKey("a\n", "a", "b"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void open_new_privateToThisUser() throws IOException {
        Path shelf = folder.resolve("deep/shelf");
        save(open(shelf), tokens(1, 10));
        assertEquals("rwx------", permissions(shelf));
        assertEquals("rw-------", permissions(onlyFile(shelf)));
        Files.setPosixFilePermissions(shelf, PosixFilePermissions.fromString("rwxr-xr-x"));
        open(shelf);
        assertEquals("rwx------", permissions(shelf));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void open_everyoneMayWrite_refused() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        String message =
                String.valueOf(assertThrows(IOException.class, () -> open(folder)).getMessage());
        assertTrue(message.contains("everyone may write"), message);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has other permissions")
    void open_fileThatOthersMayRead_ignoredAndNoted() throws IOException {
        save(open(folder), tokens(1, 10));
        Files.setPosixFilePermissions(
                onlyFile(folder), PosixFilePermissions.fromString("rw-r--r--"));
        SequenceShelf shelf = open(folder);
        assertEquals(0, shelf.size());
        assertNoted(shelf, "permissions rw-r--r--");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
