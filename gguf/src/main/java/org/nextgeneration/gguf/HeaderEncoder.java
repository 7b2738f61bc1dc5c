package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes the pieces of a header, little-endian, and counts the bytes. One thread. */
final class HeaderEncoder {
    private final OutputStream out;
    private final ByteBuffer word = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private long writtenBytes;

    HeaderEncoder(OutputStream out) {
        this.out = out;
    }

    long writtenBytes() {
        return writtenBytes;
    }

    void putMagic() throws IOException {
        putBytes("GGUF".getBytes(UTF_8));
    }

    void putInt(int value) throws IOException {
        putWord(value, Integer.BYTES);
    }

    void putLong(long value) throws IOException {
        putWord(value, Long.BYTES);
    }

    void putText(String text) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        putLong(bytes.length);
        putBytes(bytes);
    }

    void putValue(GgufValue value) throws IOException {
        putInt(value.type().id());
        switch (value) {
            case GgufValue.Whole whole -> putWord(whole.value(), whole.type().bytes());
            case GgufValue.Real real when real.type() == GgufValueType.FLOAT32 ->
                    putInt(Float.floatToRawIntBits((float) real.value()));
            case GgufValue.Real real -> putLong(Double.doubleToRawLongBits(real.value()));
            case GgufValue.Flag flag -> putWord(flag.value() ? 1 : 0, 1);
            case GgufValue.Text text -> putText(text.value());
            case GgufValue.Texts array -> {
                putInt(GgufValueType.STRING.id());
                putLong(array.texts().size());
                putBytes(array.texts().encoded());
            }
            case GgufValue.Numbers array -> {
                putInt(array.numbers().elementType().id());
                putLong(array.numbers().size());
                putBytes(array.numbers().encoded());
            }
        }
    }

    void putTensor(TensorInfo tensor) throws IOException {
        putText(tensor.name());
        putInt(tensor.shape().size());
        for (long dimension : tensor.shape()) {
            putLong(dimension);
        }
        putInt(tensor.type().id());
        putLong(tensor.offsetBytes());
    }

    private void putWord(long value, int bytes) throws IOException {
        word.putLong(0, value);
        out.write(word.array(), 0, bytes);
        writtenBytes += bytes;
    }

    private void putBytes(byte[] bytes) throws IOException {
        out.write(bytes);
        writtenBytes += bytes.length;
    }
}
