package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.GgufFormatException;

class ModelFingerprintTest {
    @TempDir Path folder;

    private Path model;

    @BeforeEach
    void write() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
    }

    @Test
    void of_copiedAndTouched_same() throws IOException {
        String fingerprint = ModelFingerprint.of(model);
        assertTrue(fingerprint.matches("[0-9a-f]{64}"), fingerprint);
        Path copy = Files.copy(model, folder.resolve("other name.gguf"));
        Files.setLastModifiedTime(copy, FileTime.fromMillis(0));
        assertEquals(fingerprint, ModelFingerprint.of(copy));
        assertEquals(fingerprint, ModelFingerprint.of(List.of(GgufFile.read(copy))));
    }

    @Test
    void of_oneBitOfTheHeader_another() throws IOException {
        String fingerprint = ModelFingerprint.of(model);
        // Inside a text of the metadata, so that the file stays well-formed.
        flip(Files.readString(model, StandardCharsets.ISO_8859_1).indexOf("Tiny"));
        assertNotEquals(fingerprint, ModelFingerprint.of(model));
    }

    @Test
    void of_firstOrLastBlock_another() throws IOException {
        GgufFile file = GgufFile.read(model);
        assertTrue(
                file.fileBytes() - file.dataOffsetBytes()
                        > (long) ModelFingerprint.BLOCKS * ModelFingerprint.BLOCK_BYTES,
                "larger than what is sampled of it");
        for (long offset : new long[] {file.dataOffsetBytes(), file.fileBytes() - 1}) {
            String fingerprint = ModelFingerprint.of(model);
            flip(offset);
            assertNotEquals(fingerprint, ModelFingerprint.of(model), "byte " + offset);
        }
    }

    @Test
    void of_otherLength_another() throws IOException {
        String fingerprint = ModelFingerprint.of(model);
        Files.write(model, new byte[1], StandardOpenOption.APPEND);
        assertNotEquals(fingerprint, ModelFingerprint.of(model));
    }

    @Test
    void of_noModel_saysSo() throws IOException {
        Path text = Files.writeString(folder.resolve("text.gguf"), "not a model");
        assertThrows(GgufFormatException.class, () -> ModelFingerprint.of(text));
        assertThrows(
                NoSuchFileException.class, () -> ModelFingerprint.of(folder.resolve("absent")));
    }

    private void flip(long offset) throws IOException {
        try (FileChannel channel =
                FileChannel.open(model, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            assertEquals(1, channel.read(one, offset));
            one.put(0, (byte) (one.get(0) ^ 1)).rewind();
            assertEquals(1, channel.write(one, offset));
        }
    }
}
