package org.nextgeneration.gguf;

import static org.nextgeneration.gguf.GgufFormatException.quoted;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads and checks one header: what each part may be, in the order of the file. One thread. */
final class HeaderReader {
    static final int MAGIC = 0x46554747;
    static final int VERSION_MIN = 2;
    static final int VERSION_MAX = 3;
    static final int ALIGNMENT_MIN = 8;
    static final int ALIGNMENT_MAX = 64 << 10;

    // With these and HeaderCursor.HEADER_BYTES_MAX even a hostile header fits a heap of 256 MiB.
    private static final int ENTRIES_MAX = 1 << 16;
    private static final int TENSORS_MAX = 1 << 16;
    private static final int ARRAY_ELEMENTS_MAX = 1 << 21;
    private static final int KEY_BYTES_MAX = 65_535;

    /** A key's length, one character, the value's type and one byte. */
    private static final int ENTRY_BYTES_MIN = 8 + 1 + 4 + 1;

    /** A name's length, one character, no dimension, type and offset. */
    private static final int TENSOR_BYTES_MIN = 8 + 1 + 4 + 4 + 8;

    private static final Subject METADATA_KEY = Subject.of("a metadata key");
    private static final Subject TENSOR_NAME = Subject.of("a tensor name");
    private static final String DAMAGED = "The file is damaged: download or convert it again.";

    private final Path file;
    private final long fileBytes;
    private final HeaderCursor cursor;

    HeaderReader(Path file, long fileBytes, HeaderCursor cursor) {
        this.file = file;
        this.fileBytes = fileBytes;
        this.cursor = cursor;
    }

    /** Reads the header from its first byte to the last row of the tensor table. */
    GgufFile read() {
        int version = readVersion();
        int tensorCount = readCount(Subject.of("tensors"), TENSORS_MAX, TENSOR_BYTES_MIN);
        int entryCount = readCount(Subject.of("metadata entries"), ENTRIES_MAX, ENTRY_BYTES_MIN);
        Metadata.Builder builder = new Metadata.Builder(file);
        for (int i = 0; i < entryCount; i++) {
            readEntry(builder);
        }
        Metadata metadata = builder.build();
        int alignment = alignmentOf(metadata);

        List<TensorInfo> tensors = new ArrayList<>();
        List<Long> rows = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tensorCount; i++) {
            rows.add(cursor.position());
            tensors.add(readTensor(alignment, names));
        }
        long end = cursor.position();
        long dataOffset = tensorCount == 0 ? end : (end + alignment - 1) / alignment * alignment;
        new TensorTable(file, fileBytes, dataOffset, tensors, rows).check();
        return new GgufFile(file, version, fileBytes, alignment, dataOffset, metadata, tensors);
    }

    private int readVersion() {
        int magic = cursor.readInt(Subject.of("the magic number"));
        if (magic != MAGIC) {
            throw cursor.failure(
                    0,
                    "magic 0x%08x".formatted(magic),
                    "0x%08x (\"GGUF\")".formatted(MAGIC),
                    ForeignFormat.remedyFor(magic));
        }
        int version = cursor.readInt(Subject.of("the version"));
        if (version >= VERSION_MIN && version <= VERSION_MAX) {
            return version;
        }
        String expected = "version %d or %d".formatted(VERSION_MIN, VERSION_MAX);
        int reversed = Integer.reverseBytes(version);
        if (reversed >= 1 && reversed <= 0xffff) {
            throw cursor.failure(
                    Integer.BYTES,
                    "version %d in big-endian byte order".formatted(reversed),
                    expected + " in little-endian byte order",
                    "Convert it with llama.cpp's gguf_convert_endian.py, or download the"
                            + " little-endian file.");
        }
        throw cursor.failure(
                Integer.BYTES,
                "version " + Integer.toUnsignedString(version),
                expected,
                version == 0 || version == 1
                        ? "Convert the original model again with a current llama.cpp."
                        : "Update NextGeneration, or use a file of version 3.");
    }

    private int readCount(Subject what, int max, int bytesEach) {
        long start = cursor.position();
        long count = cursor.readLong(what.part("the number of "));
        if (count < 0 || count > max) {
            throw cursor.failure(
                    start,
                    "%s %s".formatted(Long.toUnsignedString(count), what),
                    "0 to %d".formatted(max),
                    "No known model has more: download or convert it again.");
        }
        if (count * bytesEach > cursor.remainingBytes()) {
            throw cursor.failure(
                    start,
                    "%d %s, %d bytes at least".formatted(count, what, count * bytesEach),
                    "at most the %d bytes that remain".formatted(cursor.remainingBytes()),
                    "The file is incomplete: download or copy it again.");
        }
        return (int) count;
    }

    private void readEntry(Metadata.Builder metadata) {
        long start = cursor.position();
        String key = cursor.readName(KEY_BYTES_MAX, METADATA_KEY);
        Subject what = Subject.named("the value of", key);
        GgufValueType type = readValueType(what);
        GgufValue value = type == GgufValueType.ARRAY ? readArray(what) : readSingle(type, what);
        if (!metadata.put(key, value, start)) {
            throw cursor.failure(
                    start,
                    "metadata key %s again".formatted(quoted(key)),
                    "each key once",
                    DAMAGED);
        }
    }

    private GgufValueType readValueType(Subject what) {
        long start = cursor.position();
        int id = cursor.readInt(what.part("the type of "));
        Optional<GgufValueType> type = GgufValueType.withId(id);
        if (type.isEmpty()) {
            throw cursor.failure(
                    start,
                    "type %s for %s".formatted(Integer.toUnsignedString(id), what),
                    "0 to %d".formatted(GgufValueType.FLOAT64.id()),
                    DAMAGED);
        }
        return type.get();
    }

    private GgufValue readSingle(GgufValueType type, Subject what) {
        return switch (type) {
            case INT8, INT16, INT32, INT64, UINT64 ->
                    new GgufValue.Whole(type, cursor.readSigned(type.bytes(), what));
            case UINT8, UINT16, UINT32 -> {
                long mask = -1L >>> (Long.SIZE - Byte.SIZE * type.bytes());
                yield new GgufValue.Whole(type, cursor.readSigned(type.bytes(), what) & mask);
            }
            case FLOAT32 -> new GgufValue.Real(type, Float.intBitsToFloat(cursor.readInt(what)));
            case FLOAT64 ->
                    new GgufValue.Real(type, Double.longBitsToDouble(cursor.readLong(what)));
            case BOOL -> new GgufValue.Flag(readFlag(what));
            case STRING -> new GgufValue.Text(cursor.readText(what));
            case ARRAY -> readArray(what);
        };
    }

    private boolean readFlag(Subject what) {
        long start = cursor.position();
        long value = cursor.readSigned(1, what);
        if (value != 0 && value != 1) {
            throw cursor.failure(
                    start, "%d as %s".formatted(value & 0xff, what), "0 or 1", DAMAGED);
        }
        return value == 1;
    }

    private GgufValue readArray(Subject what) {
        long start = cursor.position();
        GgufValueType elementType = readValueType(what.part("an element of "));
        if (elementType == GgufValueType.ARRAY) {
            throw cursor.failure(
                    start,
                    "an array of arrays as %s".formatted(what),
                    "an array of strings or numbers",
                    "No engine reads nested arrays: convert the model without this key.");
        }
        boolean isText = elementType == GgufValueType.STRING;
        int elementBytesMin = isText ? Long.BYTES : elementType.bytes();
        int count = readCount(what.part("elements in "), ARRAY_ELEMENTS_MAX, elementBytesMin);
        if (isText) {
            return new GgufValue.Texts(cursor.readTexts(count, what));
        }
        byte[] encoded = cursor.readBytes((long) count * elementBytesMin, what);
        if (elementType == GgufValueType.BOOL) {
            checkFlags(encoded, what);
        }
        return new GgufValue.Numbers(new GgufNumbers(elementType, encoded));
    }

    private void checkFlags(byte[] flags, Subject what) {
        for (int i = 0; i < flags.length; i++) {
            if (flags[i] != 0 && flags[i] != 1) {
                throw cursor.failure(
                        cursor.position() - flags.length + i,
                        "%d as element %d of %s".formatted(flags[i] & 0xff, i, what),
                        "0 or 1",
                        DAMAGED);
            }
        }
    }

    private static int alignmentOf(Metadata metadata) {
        GgufValue value = metadata.asMap().get(GgufWriter.ALIGNMENT_KEY);
        if (value == null) {
            return GgufWriter.ALIGNMENT_DEFAULT;
        }
        if (value instanceof GgufValue.Whole(GgufValueType type, long alignment)
                && type == GgufValueType.UINT32
                && alignment >= ALIGNMENT_MIN
                && alignment <= ALIGNMENT_MAX
                && Long.bitCount(alignment) == 1) {
            return (int) alignment;
        }
        throw metadata.failure(
                GgufWriter.ALIGNMENT_KEY,
                value instanceof GgufValue.Whole(GgufValueType type, long alignment)
                        ? "%s %d".formatted(type, alignment)
                        : value.describeType(),
                "a UINT32 power of two from %d to %d".formatted(ALIGNMENT_MIN, ALIGNMENT_MAX),
                DAMAGED);
    }

    private TensorInfo readTensor(int alignment, Set<String> names) {
        long start = cursor.position();
        String name = cursor.readName(TensorInfo.NAME_BYTES_MAX, TENSOR_NAME);
        Subject what = Subject.named("tensor", name);
        if (!names.add(name)) {
            throw cursor.failure(start, "%s again".formatted(what), "each name once", DAMAGED);
        }
        List<Long> shape = readShape(what);
        TensorType type = readTensorType(what);
        long offsetStart = cursor.position();
        long offset = cursor.readLong(what.part("the offset of "));
        if (offset < 0 || offset % alignment != 0) {
            throw cursor.failure(
                    offsetStart,
                    "%s at offset %s".formatted(what, Long.toUnsignedString(offset)),
                    "a multiple of %d below 2^63".formatted(alignment),
                    DAMAGED);
        }
        try {
            return new TensorInfo(name, type, shape, offset);
        } catch (IllegalArgumentException impossible) {
            GgufFormatException failure =
                    cursor.failure(
                            start,
                            "%s of type %s and shape %s".formatted(what, type, shape),
                            "dimensions of at least 1, the first a multiple of %d, below 2^63 bytes"
                                    .formatted(type.blockElements()),
                            DAMAGED);
            failure.initCause(impossible);
            throw failure;
        }
    }

    /** A tensor without dimensions is a single number, as ggml has it. */
    private List<Long> readShape(Subject what) {
        long start = cursor.position();
        int dimensions = cursor.readInt(what.part("the number of dimensions of "));
        if (dimensions < 0 || dimensions > TensorInfo.DIMENSIONS_MAX) {
            throw cursor.failure(
                    start,
                    "%s with %s dimensions".formatted(what, Integer.toUnsignedString(dimensions)),
                    "at most %d".formatted(TensorInfo.DIMENSIONS_MAX),
                    DAMAGED);
        }
        if (dimensions == 0) {
            return List.of(1L);
        }
        List<Long> shape = new ArrayList<>(dimensions);
        for (int i = 0; i < dimensions; i++) {
            shape.add(cursor.readLong(what.part("the shape of ")));
        }
        return shape;
    }

    private TensorType readTensorType(Subject what) {
        long start = cursor.position();
        int id = cursor.readInt(what.part("the type of "));
        Optional<TensorType> type = TensorType.withId(id);
        if (type.isEmpty()) {
            throw cursor.failure(
                    start,
                    "%s of type %s".formatted(what, Integer.toUnsignedString(id)),
                    "a tensor type of llama.cpp v0.5.0",
                    TensorType.isRemoved(id)
                            ? "llama.cpp removed this type: use a file in Q4_0 or Q4_K_M."
                            : "Update NextGeneration, or use another quantization.");
        }
        return type.get();
    }
}
