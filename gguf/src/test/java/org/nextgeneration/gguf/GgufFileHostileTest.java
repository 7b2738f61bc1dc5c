package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.nextgeneration.gguf.HeaderBytes.header;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that must be refused with one clear message, whatever they claim. */
class GgufFileHostileTest {
    private static final int F32 = TensorType.F32.id();
    private static final int Q8_0 = TensorType.Q8_0.id();

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource({"starts", "entries", "arrays", "alignments", "tensorRows", "tensorData"})
    void read_hostileFile_isRefusedWithPlaceAndReason(
            String title, long offset, String reason, HeaderBytes bytes) {
        Path file = bytes.writeTo(folder);
        GgufFormatException failure =
                assertThrows(GgufFormatException.class, () -> GgufFile.read(file));

        String message = String.valueOf(failure.getMessage());
        assertTrue(message.startsWith(file + ", byte " + offset + ": found "), message);
        assertTrue(message.contains(reason), message);
        assertTrue(message.contains(", expected "), message);
        assertTrue(message.matches("(?s).*, expected .*\\. .+[.]"), "no remedy: " + message);
        assertEquals(offset, failure.offsetBytes());
        assertEquals(file, failure.file());
    }

    static Stream<Arguments> starts() {
        return Stream.of(
                hostile("empty file", 0, "an empty file", new HeaderBytes()),
                hostile("one byte", 0, "magic number of 4 bytes", new HeaderBytes().raw("G")),
                hostile("magic only", 4, "the version of 4 bytes", new HeaderBytes().raw("GGUF")),
                hostile("no counts", 8, "number of tensors", new HeaderBytes().raw("GGUF").u32(3)),
                hostile(
                        "no second count",
                        16,
                        "number of metadata entries",
                        new HeaderBytes().raw("GGUF").u32(3).u64(0)),
                hostile("text", 0, "magic 0x6c6c6568", new HeaderBytes().raw("hello world")),
                hostile("old ggml", 0, "before GGUF", new HeaderBytes().u32(0x67676a74).u32(1)),
                hostile("zip", 0, "zip archive", new HeaderBytes().u32(0x04034b50).u32(1)),
                hostile("LFS pointer", 0, "git lfs pull", new HeaderBytes().raw("version https")),
                hostile("web page", 0, "web page", new HeaderBytes().raw("<!DOCTYPE html>")),
                hostile("lower-case page", 0, "web page", new HeaderBytes().raw("<html></html>")),
                hostile("reversed magic", 0, "reverse order", new HeaderBytes().raw("FUGG").u32(3)),
                hostile("version 0", 4, "version 0", version(0)),
                hostile("version 1", 4, "Convert the original model again", version(1)),
                hostile("future version", 4, "Update NextGeneration", version(4)),
                hostile("far version", 4, "version 4294967295", version(-1)),
                hostile("big-endian 3", 4, "version 3 in big-endian", version(0x03000000)),
                hostile("big-endian 2", 4, "gguf_convert_endian.py", version(0x02000000)),
                hostile("too many tensors", 8, "65537 tensors", header(65_537, 0)),
                hostile("negative tensors", 8, "18446744073709551615 tensors", header(-1, 0)),
                hostile("2^63 tensors", 8, "9223372036854775808", header(Long.MIN_VALUE, 0)),
                hostile("absent tensors", 8, "100 tensors, 2500 bytes", header(100, 0)),
                hostile("too many entries", 16, "65537 metadata entries", header(0, 65_537)),
                hostile("negative entries", 16, "18446744073709551615", header(0, -1)),
                hostile("absent entries", 16, "1 metadata entries, 14 bytes", header(0, 1)));
    }

    static Stream<Arguments> entries() {
        return Stream.of(
                hostile("empty key", 24, "key of 0 bytes", entry().u64(0).raw(new byte[9])),
                hostile("long key", 24, "key of 65536 bytes", entry().u64(65_536).raw(new byte[9])),
                hostile("huge key", 24, "18446744073709551615", entry().u64(-1).raw(new byte[9])),
                hostile("key beyond end", 32, "key of 60 bytes", entry().u64(60).raw(new byte[9])),
                hostile(
                        "key not UTF-8",
                        24,
                        "expected UTF-8",
                        entry().u64(2).raw((byte) 0xc3, (byte) 0x28).raw(new byte[9])),
                hostile(
                        "key with overlong UTF-8",
                        24,
                        "expected UTF-8",
                        entry().u64(2).raw((byte) 0xc0, (byte) 0x80).raw(new byte[9])),
                hostile(
                        "key with escape sequence",
                        24 + 8 + 4,
                        "\"\uFFFD[2J\"",
                        entry().text("\u001b[2J").u32(99).u64(0)),
                hostile("value type 13", 33, "type 13", entry().text("k").u32(13).u64(0)),
                hostile("value type -1", 33, "4294967295", entry().text("k").u32(-1).u64(0)),
                hostile(
                        "flag of 2",
                        37,
                        "2 as the value of",
                        entry().key("k", GgufValueType.BOOL).u8(2)),
                hostile("cut u64", 37, "8 bytes", entry().key("k", GgufValueType.UINT64).u32(1)),
                hostile(
                        "text beyond end",
                        37,
                        "of 5 bytes",
                        entry().key("k", GgufValueType.STRING).u64(5).raw("1234")),
                hostile(
                        "text of 2^63 bytes",
                        37,
                        "9223372036854775808",
                        entry().key("k", GgufValueType.STRING).u64(Long.MIN_VALUE)),
                hostile(
                        "text of 2^62 bytes",
                        37,
                        "4611686018427387904",
                        entry().key("k", GgufValueType.STRING).u64(1L << 62)),
                hostile(
                        "duplicate key",
                        38,
                        "metadata key \"k\" again",
                        header(0, 2)
                                .key("k", GgufValueType.UINT8)
                                .u8(1)
                                .key("k", GgufValueType.INT8)
                                .u8(1)));
    }

    static Stream<Arguments> arrays() {
        return Stream.of(
                hostile("array of arrays", 37, "array of arrays", array(GgufValueType.ARRAY, 1)),
                hostile("element type 77", 37, "type 77", arrayKey().u32(77).u64(1)),
                hostile(
                        "more elements than bytes",
                        41,
                        "3 elements in",
                        array(GgufValueType.UINT32, 3).u64(0)),
                hostile(
                        "2^61 elements of 8 bytes",
                        41,
                        "2305843009213693952",
                        array(GgufValueType.UINT64, 1L << 61).u64(0)),
                hostile(
                        "negative count",
                        41,
                        "18446744073709551615",
                        array(GgufValueType.INT8, -1)),
                hostile("2M + 1 flags", 41, "2097153", array(GgufValueType.BOOL, (1 << 21) + 1)),
                hostile("flag of 3", 50, "element 1", array(GgufValueType.BOOL, 2).u8(1).u8(3)),
                hostile(
                        "strings that cannot be there",
                        41,
                        "1000 elements in",
                        array(GgufValueType.STRING, 1000).raw(new byte[100])),
                hostile(
                        "second string beyond end",
                        58,
                        "string 1 of",
                        array(GgufValueType.STRING, 2).text("a").u64(2).raw("x")),
                hostile(
                        "string length overflows",
                        49,
                        "string 0 of",
                        array(GgufValueType.STRING, 1).u64(Long.MAX_VALUE)),
                hostile(
                        "negative string length",
                        49,
                        "18446744073709551615 bytes",
                        array(GgufValueType.STRING, 1).u64(-1)));
    }

    static Stream<Arguments> alignments() {
        return Stream.of(
                hostile("0", 24, "UINT32 0", alignment(0)),
                hostile("1", 24, "UINT32 1", alignment(1)),
                hostile("33", 24, "UINT32 33", alignment(33)),
                hostile("2^31", 24, "UINT32 2147483648", alignment(1L << 31)),
                hostile("128 KiB", 24, "UINT32 131072", alignment(128 << 10)),
                hostile(
                        "as text",
                        24,
                        "found STRING as",
                        entry().key("general.alignment", GgufValueType.STRING).text("32")),
                hostile(
                        "as u64",
                        24,
                        "UINT64 32",
                        entry().key("general.alignment", GgufValueType.UINT64).u64(32)));
    }

    static Stream<Arguments> tensorRows() {
        return Stream.of(
                hostile("no name", 24, "name of 0 bytes", row("", F32, 0, 1)),
                hostile("name of 64 bytes", 24, "name of 64 bytes", row("n".repeat(64), F32, 0, 1)),
                hostile(
                        "name not UTF-8",
                        24,
                        "expected UTF-8",
                        header(1, 0).u64(1).raw((byte) 0xff).raw(new byte[40])),
                hostile(
                        "name twice",
                        57,
                        "tensor \"w\" again",
                        header(2, 0).tensor("w", F32, 0, 4).tensor("w", F32, 32, 4).data(32, 64)),
                hostile("5 dimensions", 33, "5 dimensions", row("w", F32, 0, 1, 1, 1, 1, 1)),
                hostile(
                        "2^32 - 1 dimensions",
                        33,
                        "4294967295 dimensions",
                        header(1, 0).text("w").u32(-1).data(32, 64)),
                hostile("dimension 0", 24, "shape [4, 0]", row("w", F32, 0, 4, 0)),
                hostile("dimension -1", 24, "shape [4, -1]", row("w", F32, 0, 4, -1)),
                hostile("2^62 x 4", 24, "shape [461", row("w", F32, 0, 1L << 62, 4)),
                hostile(
                        "(2^40)^4",
                        24,
                        "below 2^63 bytes",
                        row("w", F32, 0, 1L << 40, 1L << 40, 1L << 40, 1L << 40)),
                hostile("2^62 floats", 24, "below 2^63 bytes", row("w", F32, 0, 1L << 62)),
                hostile("half a block", 24, "multiple of 32", row("w", Q8_0, 0, 16, 2)),
                hostile("row of 33", 24, "multiple of 32", row("w", Q8_0, 0, 33)),
                hostile("type 43", 45, "type 43", row("w", 43, 0, 32)),
                hostile("type -1", 45, "type 4294967295", row("w", -1, 0, 32)),
                hostile("removed type 4", 45, "llama.cpp removed", row("w", 4, 0, 32)),
                hostile("removed type 31", 45, "llama.cpp removed", row("w", 31, 0, 32)),
                hostile("offset 1", 49, "offset 1", row("w", F32, 1, 4)),
                hostile("offset 16", 49, "multiple of 32", row("w", F32, 16, 4)),
                hostile("offset 2^63", 49, "9223372036854775808", row("w", F32, 1L << 63, 4)),
                hostile(
                        "cut row",
                        45,
                        "shape of",
                        header(1, 0).text("w").u32(2).raw(new byte[12])));
    }

    static Stream<Arguments> tensorData() {
        return Stream.of(
                hostile("offset beyond end", 24, "incomplete", row("w", F32, 1 << 20, 4)),
                hostile(
                        "offset near 2^63",
                        24,
                        "incomplete",
                        row("w", F32, Long.MAX_VALUE - 31, 4)),
                hostile(
                        "data cut by one byte",
                        24,
                        "40 bytes",
                        header(1, 0).tensor("w", F32, 0, 10).data(32, 39)),
                hostile("no data at all", 24, "incomplete", header(1, 0).tensor("w", F32, 0, 4)),
                hostile("tensor of 4 EiB", 24, "incomplete", row("w", F32, 0, 1L << 60)),
                hostile(
                        "same offset",
                        57,
                        "inside another",
                        header(2, 0).tensor("a", F32, 0, 4).tensor("b", F32, 0, 4).data(32, 64)),
                hostile(
                        "overlap out of order",
                        24,
                        "inside another",
                        header(2, 0).tensor("a", F32, 32, 4).tensor("b", F32, 0, 16).data(32, 96)));
    }

    @Test
    void read_wellFormedNeighbours_areAccepted() throws IOException {
        // The same builder, without the fault: the cases above fail for the reason they name.
        assertEquals(2, GgufFile.read(version(2).writeTo(folder)).version());
        assertEquals(64, GgufFile.read(alignment(64).writeTo(folder)).alignment());
        HeaderBytes unordered =
                header(2, 0).tensor("a", F32, 64, 4).tensor("b", F32, 0, 16).data(32, 80);
        assertEquals(2, GgufFile.read(unordered.writeTo(folder)).tensors().size());
        HeaderBytes scalar = header(1, 0).tensor("s", F32, 0).data(32, 4);
        assertEquals(
                List.of(1L), GgufFile.read(scalar.writeTo(folder)).tensors().getFirst().shape());
        assertEquals(
                2,
                GgufFile.read(array(GgufValueType.STRING, 2).text("a").text("").writeTo(folder))
                        .metadata()
                        .texts("k")
                        .orElseThrow()
                        .size());
    }

    @Test
    void read_headerBeyondTheLimit_isRefusedWithoutReadingIt() throws IOException {
        HeaderBytes bytes =
                entry().key("k", GgufValueType.STRING).u64(HeaderCursor.HEADER_BYTES_MAX);
        Path file = bytes.writeTo(folder);
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(4 * HeaderCursor.HEADER_BYTES_MAX);
        }
        GgufFormatException failure =
                assertThrows(GgufFormatException.class, () -> GgufFile.read(file));
        assertTrue(
                String.valueOf(failure.getMessage()).contains("a header of at most"),
                failure.getMessage());
    }

    @Test
    void read_directory_isRefused() {
        GgufFormatException failure =
                assertThrows(GgufFormatException.class, () -> GgufFile.read(folder));
        assertTrue(
                String.valueOf(failure.getMessage()).contains("found a directory"),
                failure.getMessage());
    }

    @Test
    void read_specialFile_isRefusedWithoutOpeningIt() throws IOException {
        Path device = Path.of("/dev/zero");
        if (Files.exists(device)) {
            GgufFormatException failure =
                    assertThrows(GgufFormatException.class, () -> GgufFile.read(device));
            assertTrue(
                    String.valueOf(failure.getMessage()).contains("pipe, device"),
                    failure.getMessage());
        } else {
            // Windows has no such files; its reserved names are not regular files either.
            assertThrows(IOException.class, () -> GgufFile.read(device));
        }
    }

    @Test
    void read_missingFile_saysSo() {
        assertThrows(NoSuchFileException.class, () -> GgufFile.read(folder.resolve("absent")));
    }

    private static Arguments hostile(String title, long offset, String reason, HeaderBytes bytes) {
        return arguments(title, offset, reason, bytes);
    }

    private static HeaderBytes version(int version) {
        return new HeaderBytes().raw("GGUF").u32(version).u64(0).u64(0);
    }

    private static HeaderBytes entry() {
        return header(0, 1);
    }

    private static HeaderBytes arrayKey() {
        return entry().key("k", GgufValueType.ARRAY);
    }

    private static HeaderBytes array(GgufValueType elements, long count) {
        return arrayKey().u32(elements.id()).u64(count);
    }

    private static HeaderBytes alignment(long value) {
        return entry().key("general.alignment", GgufValueType.UINT32).u32(value);
    }

    private static HeaderBytes row(String name, int type, long offset, long... shape) {
        return header(1, 0).tensor(name, type, offset, shape).data(32, 256);
    }
}
