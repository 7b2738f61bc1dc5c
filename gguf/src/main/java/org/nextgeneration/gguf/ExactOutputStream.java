package org.nextgeneration.gguf;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Passes on exactly the bytes that one tensor has. Closing it closes nothing. One thread. */
final class ExactOutputStream extends FilterOutputStream {
    private final String tensor;
    private final long expectedBytes;
    private long writtenBytes;

    ExactOutputStream(OutputStream out, String tensor, long expectedBytes) {
        super(out);
        this.tensor = tensor;
        this.expectedBytes = expectedBytes;
    }

    @Override
    public void write(int value) throws IOException {
        advance(1);
        out.write(value);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        advance(count);
        out.write(bytes, from, count);
    }

    @Override
    public void close() throws IOException {
        // The stream below belongs to the whole file.
        flush();
    }

    void checkComplete() {
        if (writtenBytes != expectedBytes) {
            throw new IllegalStateException(
                    "tensor %s: its source wrote %d bytes, expected %d"
                            .formatted(tensor, writtenBytes, expectedBytes));
        }
    }

    private void advance(int count) {
        writtenBytes += count;
        if (writtenBytes > expectedBytes) {
            throw new IllegalStateException(
                    "tensor %s: its source wrote %d bytes or more, expected %d"
                            .formatted(tensor, writtenBytes, expectedBytes));
        }
    }
}
