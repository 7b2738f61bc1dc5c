package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Builds files byte by byte, also ones that no writer would write. */
final class HeaderBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** {@return the start of a well-formed file} */
    static HeaderBytes header(long tensors, long entries) {
        return new HeaderBytes().raw("GGUF").u32(3).u64(tensors).u64(entries);
    }

    HeaderBytes raw(String text) {
        bytes.writeBytes(text.getBytes(UTF_8));
        return this;
    }

    HeaderBytes raw(byte... values) {
        bytes.writeBytes(values);
        return this;
    }

    HeaderBytes u8(int value) {
        bytes.write(value);
        return this;
    }

    HeaderBytes u32(long value) {
        bytes.writeBytes(
                ByteBuffer.allocate(Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt((int) value)
                        .array());
        return this;
    }

    HeaderBytes u64(long value) {
        bytes.writeBytes(
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
        return this;
    }

    HeaderBytes text(String value) {
        byte[] encoded = value.getBytes(UTF_8);
        return u64(encoded.length).raw(encoded);
    }

    /** A key and its value's type; the value follows. */
    HeaderBytes key(String key, GgufValueType type) {
        return text(key).u32(type.id());
    }

    HeaderBytes tensor(String name, long type, long offset, long... shape) {
        text(name).u32(shape.length);
        for (long dimension : shape) {
            u64(dimension);
        }
        return u32(type).u64(offset);
    }

    /** Zeros up to a multiple of the alignment, then {@code count} zeros of data. */
    HeaderBytes data(int alignment, int count) {
        int padding = (alignment - bytes.size() % alignment) % alignment;
        return raw(new byte[padding + count]);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    Path writeTo(Path folder) {
        try {
            return Files.write(folder.resolve("model.gguf"), toBytes());
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }
}
