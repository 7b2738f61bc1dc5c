package org.nextgeneration.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A connection between a worker and its parent: frames of four bytes of length, big-endian, then as
 * many bytes of one {@link WorkerMessage}.
 *
 * <p>Any thread may send; one thread receives.
 */
final class WorkerChannel implements AutoCloseable {
    /** The longest frame: the tokens of the longest prompt, with room to spare. */
    static final int FRAME_BYTES_MAX = 24 << 20;

    private final SocketChannel socket;
    private final ReentrantLock sending = new ReentrantLock();
    private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);

    WorkerChannel(SocketChannel socket) {
        this.socket = socket;
    }

    /**
     * Turns a message into a frame.
     *
     * @throws FrameTooLongException if it is longer than {@link #FRAME_BYTES_MAX}
     */
    static ByteBuffer frame(WorkerMessage message) throws FrameTooLongException {
        byte[] body = WorkerCodec.encode(message);
        if (body.length > FRAME_BYTES_MAX) {
            throw new FrameTooLongException(body.length);
        }
        return ByteBuffer.allocate(Integer.BYTES + body.length)
                .putInt(body.length)
                .put(body)
                .flip();
    }

    /** Sends a message: {@link #frame} and {@link #send(ByteBuffer)} in one. */
    void send(WorkerMessage message) throws IOException {
        send(frame(message));
    }

    /**
     * Sends a frame. An interrupt of the calling thread closes the connection, as it does with
     * every channel of the JDK: call it on threads that are not interrupted.
     *
     * @throws IOException if the other side is gone
     */
    void send(ByteBuffer frame) throws IOException {
        sending.lock();
        try {
            while (frame.hasRemaining()) {
                socket.write(frame);
            }
        } finally {
            sending.unlock();
        }
    }

    /**
     * Waits for the next message.
     *
     * @throws EOFException if the other side has closed the connection
     * @throws IOException if the connection is broken or the bytes are no message
     */
    WorkerMessage receive() throws IOException {
        header.clear();
        readFully(header);
        int length = header.getInt(0);
        if (length < 1 || length > FRAME_BYTES_MAX) {
            throw new IOException(
                    "worker message: found a length of %d bytes, expected 1 to %d"
                            .formatted(length, FRAME_BYTES_MAX));
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        readFully(body);
        return WorkerCodec.decode(body.array());
    }

    private void readFully(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (socket.read(buffer) < 0) {
                throw new EOFException("the other side has closed the connection");
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A message that is too long to send. */
    static final class FrameTooLongException extends IOException {
        @Serial private static final long serialVersionUID = 1;

        FrameTooLongException(int length) {
            super(
                    "found a message of %d bytes, expected at most %d"
                            .formatted(length, FRAME_BYTES_MAX));
        }
    }
}
