package org.nextgeneration.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
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

    /** As many frames as a decode has pieces fit in. */
    private static final int ARRIVED_BYTES = 16 << 10;

    private final SocketChannel socket;
    private final ReentrantLock sending = new ReentrantLock();

    /** Bytes that have been read and not been taken. Belongs to the thread that receives. */
    private final ByteBuffer arrived = ByteBuffer.allocate(ARRIVED_BYTES).limit(0);

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

    /** Sends messages in one go: the other side is woken once. */
    void send(List<? extends WorkerMessage> messages) throws IOException {
        List<ByteBuffer> frames = new ArrayList<>(messages.size());
        int bytes = 0;
        for (WorkerMessage message : messages) {
            ByteBuffer frame = frame(message);
            frames.add(frame);
            bytes = Math.addExact(bytes, frame.remaining());
        }
        ByteBuffer together = ByteBuffer.allocate(bytes);
        frames.forEach(together::put);
        send(together.flip());
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
        fill(Integer.BYTES);
        int length = arrived.getInt();
        if (length < 1 || length > FRAME_BYTES_MAX) {
            throw new IOException(
                    "worker message: found a length of %d bytes, expected 1 to %d"
                            .formatted(length, FRAME_BYTES_MAX));
        }
        byte[] body = new byte[length];
        int present = Math.min(length, arrived.remaining());
        arrived.get(body, 0, present);
        ByteBuffer rest = ByteBuffer.wrap(body, present, length - present);
        while (rest.hasRemaining()) {
            read(rest);
        }
        return WorkerCodec.decode(body);
    }

    /** Waits until so many bytes have arrived; takes what else is there, to ask less often. */
    private void fill(int bytes) throws IOException {
        if (arrived.remaining() >= bytes) {
            return;
        }
        arrived.compact();
        while (arrived.position() < bytes) {
            read(arrived);
        }
        arrived.flip();
    }

    private void read(ByteBuffer buffer) throws IOException {
        if (socket.read(buffer) < 0) {
            throw new EOFException("the other side has closed the connection");
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
