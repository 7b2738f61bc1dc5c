package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.engine.ShelfFixture.KEY;
import static org.nextgeneration.engine.ShelfFixture.OTHER_KEY;
import static org.nextgeneration.engine.ShelfFixture.assertNoted;
import static org.nextgeneration.engine.ShelfFixture.files;
import static org.nextgeneration.engine.ShelfFixture.found;
import static org.nextgeneration.engine.ShelfFixture.onlyFile;
import static org.nextgeneration.engine.ShelfFixture.open;
import static org.nextgeneration.engine.ShelfFixture.save;
import static org.nextgeneration.engine.ShelfFixture.tokens;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is no whole saved sequence of its key is never restored. */
class ShelfDamageTest {
    private static final int[] TOKENS = tokens(1, 10);

    @TempDir Path temporary;

    private Path folder;
    private Path file;
    private Path template;
    private byte[] good;

    @BeforeEach
    void write() throws IOException {
        folder = temporary.resolve("shelf");
        ShelfFixture.save(open(folder), TOKENS, 300, 10);
        file = onlyFile(folder);
        good = Files.readAllBytes(file);
        template = Files.copy(file, temporary.resolve("good"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    @Test
    void verify_anyBitFlipped_notTrusted() throws IOException {
        for (int position = 0; position < good.length; position++) {
            byte[] bad = good.clone();
            bad[position] ^= (byte) (1 << position % 8);
            Files.write(file, bad);
            SequenceShelf shelf = open(folder);
            assertEquals(0, found(shelf, TOKENS), "byte " + position);
            assertEquals(1, shelf.takeNotes().size(), "byte " + position);
            rewrite();
        }
        assertEquals(TOKENS.length, found(open(folder), TOKENS));
    }

    @Test
    void verify_flippedAfterOpen_deletedAndNoted() throws IOException {
        for (int position = 0; position < good.length; position++) {
            SequenceShelf shelf = open(folder);
            byte[] bad = good.clone();
            bad[position] ^= (byte) 0x80;
            Files.write(file, bad);
            assertEquals(0, found(shelf, TOKENS), "byte " + position);
            assertNoted(shelf, "deleted: ");
            assertFalse(Files.exists(file));
            assertTrue(shelf.longest(TOKENS, false).isEmpty());
            rewrite();
        }
    }

    @Test
    void verify_anyOtherLength_notTrusted() throws IOException {
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            SequenceShelf shelf = open(folder);
            assertEquals(0, shelf.size(), "length " + length);
            assertNoted(shelf, "ignored: ");
        }
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        assertNoted(open(folder), "file: bytes: found " + (good.length + 1));
    }

    @Test
    void verify_cutShortAfterOpen_deletedAndNoted() throws IOException {
        SequenceShelf shelf = open(folder);
        Files.write(file, Arrays.copyOf(good, good.length - 1));
        assertEquals(0, found(shelf, TOKENS));
        assertNoted(shelf, "file: bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 2, version of the layout",
        "8, 2147483647, header: bytes",
        "12, -1, key: bytes",
        "12, 0, key: bytes",
        "12, 2147483647, key: bytes",
        "16, -1, tokens",
        "16, 0, tokens",
        "16, 2147483647, tokens",
        "16, 1073741824, tokens",
        "24, 0, state: bytes",
        "28, 2147483647, file: bytes",
        "28, -1, state: bytes",
        "36, 2146959360, seconds",
        "36, -1074790400, seconds"
    })
    void open_absurdNumberWithItsChecksum_ignoredBeforeMemoryIsTaken(
            int offset, int value, String reason) throws IOException {
        ByteBuffer bad = ByteBuffer.wrap(good.clone()).order(ByteOrder.LITTLE_ENDIAN);
        bad.putInt(offset, value);
        CRC32C checksum = new CRC32C();
        checksum.update(bad.duplicate().limit(ShelfHeader.FIXED_BYTES - Integer.BYTES));
        bad.putInt(ShelfHeader.FIXED_BYTES - Integer.BYTES, (int) checksum.getValue());
        Files.write(file, bad.array());
        SequenceShelf shelf = open(folder);
        assertEquals(0, shelf.size());
        assertNoted(shelf, reason);
    }

    @Test
    void open_fileOfAnotherKeyUnderThisName_ignoredAndNoted() throws IOException {
        Path otherFolder = temporary.resolve("other");
        save(SequenceShelf.open(otherFolder, OTHER_KEY, ShelfFixture.BYTES_MAX), TOKENS);
        Files.write(file, Files.readAllBytes(onlyFile(otherFolder)));
        SequenceShelf shelf = open(folder);
        assertEquals(0, shelf.size());
        assertNoted(shelf, "another model, library or cache");
    }

    @Test
    void open_foreignNamesAndFolders_ignoredAndNoted() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "mine");
        Files.createDirectory(folder.resolve("photos"));
        SequenceShelf shelf = open(folder);
        assertEquals(1, shelf.size());
        assertEquals(2, shelf.takeNotes().size());
        assertTrue(save(shelf, tokens(50, 10)));
        assertEquals(4, files(folder).size());
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void open_linkToAGoodFile_ignoredAndNoted() throws IOException {
        Path elsewhere = Files.createDirectories(temporary.resolve("else")).resolve("state");
        Files.move(file, elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        SequenceShelf shelf = open(folder);
        assertEquals(0, shelf.size());
        assertNoted(shelf, "found a link");
        assertTrue(save(shelf, TOKENS));
        assertFalse(Files.isSymbolicLink(file));
        assertEquals(good.length, Files.size(elsewhere));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "links need a privilege there")
    void verify_linkAfterOpen_notFollowedAndLeftThere() throws IOException {
        SequenceShelf shelf = open(folder);
        Path elsewhere = Files.createDirectories(temporary.resolve("else")).resolve("state");
        Files.move(file, elsewhere);
        Files.createSymbolicLink(file, elsewhere);
        assertEquals(0, found(shelf, TOKENS));
        assertNoted(shelf, "found a link");
        assertTrue(Files.isSymbolicLink(file));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no mkfifo")
    void open_namedPipe_ignoredAndNotWaitedFor() throws Exception {
        Files.delete(file);
        assertEquals(0, new ProcessBuilder("mkfifo", file.toString()).start().waitFor());
        assertNoted(open(folder), "found a device, expected a regular file");
    }

    @Test
    void save_full_damagedFileGoesFirst() throws IOException {
        byte[] bad = good.clone();
        bad[0] ^= 1;
        Files.write(file, bad);
        SequenceShelf shelf = SequenceShelf.open(folder, KEY, good.length + 10);
        assertTrue(ShelfFixture.save(shelf, tokens(50, 10), 300, 0.001));
        assertFalse(Files.exists(file));
    }

    /** A new file, for the shelf may have deleted the one that was there. */
    private void rewrite() throws IOException {
        Files.copy(
                template,
                file,
                StandardCopyOption.COPY_ATTRIBUTES,
                StandardCopyOption.REPLACE_EXISTING);
    }
}
