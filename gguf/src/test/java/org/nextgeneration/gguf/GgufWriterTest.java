package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufWriterTest {
    @TempDir Path folder;

    @Test
    void write_everyValueType_readsBackEqualAndInOrder() throws IOException {
        Map<String, GgufValue> values = new LinkedHashMap<>();
        for (GgufValueType type : GgufValueType.values()) {
            if (type.isWhole()) {
                long lowest = type.name().startsWith("U") ? 0 : -1L << (8 * type.bytes() - 1);
                long highest = -1L >>> (64 - 8 * type.bytes() + (lowest < 0 ? 1 : 0));
                values.put(type + ".low", new GgufValue.Whole(type, lowest));
                values.put(type + ".high", new GgufValue.Whole(type, highest));
                values.put(
                        type + ".array",
                        new GgufValue.Numbers(GgufNumbers.ofWholes(type, lowest, 7, highest)));
                values.put(type + ".empty", new GgufValue.Numbers(GgufNumbers.ofWholes(type)));
            }
        }
        values.put("f32", GgufValue.float32(-0.1f));
        values.put("f32.array", GgufValue.float32s(1, -2.5f, Float.MAX_VALUE));
        values.put("f64", new GgufValue.Real(GgufValueType.FLOAT64, Math.PI));
        values.put("f64.array", new GgufValue.Numbers(GgufNumbers.ofDoubles(Math.E, -0.0)));
        values.put("yes", GgufValue.bool(true));
        values.put("no", GgufValue.bool(false));
        values.put("flags", new GgufValue.Numbers(GgufNumbers.ofBooleans(true, false, true)));
        values.put("text", GgufValue.text("été 日本 🙂\n"));
        values.put("text.empty", GgufValue.text(""));
        values.put("texts", GgufValue.texts(List.of("", "a", "Ġété", "🙂")));
        values.put("texts.empty", GgufValue.texts(List.of()));

        GgufWriter writer = new GgufWriter();
        values.forEach(writer::put);
        Path file = folder.resolve("all.gguf");
        writer.write(file);
        Map<String, GgufValue> read = GgufFile.read(file).metadata().asMap();

        assertEquals(values, read);
        assertEquals(List.copyOf(values.keySet()), List.copyOf(read.keySet()));
    }

    @Test
    void write_tensors_liesAlignedWithTheirBytes() throws IOException {
        float[] row = {1, 2, 3};
        float[] blocks = new float[64];
        blocks[5] = 1;
        Path file = folder.resolve("tensors.gguf");
        new GgufWriter()
                .put("general.architecture", "llama")
                .tensor("first", TensorType.F32, List.of(3L), row)
                .tensor("second", TensorType.Q8_0, List.of(32L, 2L), blocks)
                .tensor("third", TensorType.I8, List.of(1L, 1L, 5L), out -> out.write(new byte[5]))
                .write(file);

        GgufFile read = GgufFile.read(file);
        assertEquals(
                List.of(
                        new TensorInfo("first", TensorType.F32, List.of(3L), 0),
                        new TensorInfo("second", TensorType.Q8_0, List.of(32L, 2L), 32),
                        new TensorInfo("third", TensorType.I8, List.of(1L, 1L, 5L), 128)),
                read.tensors());
        assertEquals(0, read.dataOffsetBytes() % read.alignment());
        assertEquals(read.dataOffsetBytes() + 160, read.fileBytes());
        assertEquals(12 + 68 + 5, read.weightBytes());
        byte[] bytes = Files.readAllBytes(file);
        byte[] second = new byte[68];
        ByteBuffer.wrap(bytes).get((int) read.dataOffsetBytes() + 32, second);
        assertArrayEquals(TensorEncoder.encode(TensorType.Q8_0, blocks), second);
        float third =
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getFloat((int) read.dataOffsetBytes() + 8);
        assertEquals(3, third);
    }

    @Test
    void write_twice_givesTheSameBytes() throws IOException {
        GgufWriter writer = new GgufWriter().put("a", 1).put("b", List.of("x", "y"));
        writer.write(folder.resolve("one"));
        writer.write(folder.resolve("two"));

        assertEquals(-1, Files.mismatch(folder.resolve("one"), folder.resolve("two")));
    }

    @Test
    void write_sourceFails_leavesTheOldFileAndNothingElse() throws IOException {
        Path file = folder.resolve("kept.gguf");
        Files.writeString(file, "old");
        GgufWriter writer =
                new GgufWriter()
                        .tensor(
                                "w",
                                TensorType.F32,
                                List.of(1L << 20),
                                out -> {
                                    out.write(new byte[1 << 20]);
                                    throw new IOException("no more");
                                });

        IOException failure = assertThrows(IOException.class, () -> writer.write(file));
        assertEquals("no more", failure.getMessage());
        assertOnly(file);
        assertEquals("old", Files.readString(file));
    }

    @Test
    void write_sourceWritesTooLittle_namesTheTensor() throws IOException {
        GgufWriter writer =
                new GgufWriter().tensor("short", TensorType.F32, List.of(2L), out -> out.write(1));
        IllegalStateException failure =
                assertThrows(
                        IllegalStateException.class, () -> writer.write(folder.resolve("x.gguf")));
        assertEquals("tensor short: its source wrote 1 bytes, expected 8", failure.getMessage());
        assertOnly();
    }

    @Test
    void write_sourceWritesTooMuch_stopsAtOnce() throws IOException {
        GgufWriter writer =
                new GgufWriter()
                        .tensor(
                                "long",
                                TensorType.I8,
                                List.of(2L),
                                out -> {
                                    while (true) {
                                        out.write(1);
                                    }
                                });
        assertThrows(IllegalStateException.class, () -> writer.write(folder.resolve("x.gguf")));
        assertOnly();
    }

    @Test
    void write_noSuchFolder_fails() {
        assertThrows(
                IOException.class,
                () -> new GgufWriter().write(folder.resolve("absent").resolve("x.gguf")));
    }

    @Test
    void put_keyTwice_isRefused() {
        GgufWriter writer = new GgufWriter().put("k", 1);
        assertThrows(IllegalArgumentException.class, () -> writer.put("k", 2));
    }

    @Test
    void put_impossibleKeysAndValues_areRefused() {
        GgufWriter writer = new GgufWriter();
        assertThrows(IllegalArgumentException.class, () -> writer.put("", 1));
        assertThrows(IllegalArgumentException.class, () -> writer.put("k".repeat(65_536), 1));
        assertThrows(IllegalArgumentException.class, () -> writer.put("general.alignment", 64));
        assertThrows(IllegalArgumentException.class, () -> writer.put("k", -1));
        assertThrows(IllegalArgumentException.class, () -> GgufValue.uint32(1L << 32));
        assertThrows(
                IllegalArgumentException.class, () -> new GgufValue.Whole(GgufValueType.INT8, 128));
        assertThrows(
                IllegalArgumentException.class, () -> new GgufValue.Real(GgufValueType.INT8, 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> GgufNumbers.ofWholes(GgufValueType.UINT16, 65_536));
    }

    @Test
    void tensor_impossibleRows_areRefused() {
        GgufWriter writer = new GgufWriter();
        float[] one = {1};
        writer.tensor("w", TensorType.F32, List.of(1L), one);
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.tensor("w", TensorType.F32, List.of(1L), one));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.tensor("n".repeat(64), TensorType.F32, List.of(1L), one));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.tensor("v", TensorType.F32, List.of(2L), one));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.tensor("v", TensorType.Q8_0, List.of(31L), out -> {}));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.tensor("v", TensorType.F32, List.of(), out -> {}));
        assertThrows(
                IllegalArgumentException.class,
                () -> writer.tensor("v", TensorType.F32, List.of(1L << 62, 4L), out -> {}));
    }

    @Test
    void isGguf_tellsByTheFirstBytes() throws IOException {
        Path file = folder.resolve("m.gguf");
        new GgufWriter().write(file);
        assertTrue(GgufFile.isGguf(file));
        assertFalse(GgufFile.isGguf(folder));
        assertFalse(GgufFile.isGguf(Files.writeString(folder.resolve("short"), "GGU")));
        assertFalse(GgufFile.isGguf(Files.writeString(folder.resolve("other"), "GGML....")));
    }

    private void assertOnly(Path... files) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            assertEquals(List.of(files), found.toList());
        }
    }
}
