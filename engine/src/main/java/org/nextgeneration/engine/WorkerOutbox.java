package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What a worker is to be told. Callers may be interrupted, and an interrupt in a write closes the
 * socket: so a thread of its own writes. Any thread may add.
 *
 * <p>Bounded by the requests under way, a cancel and few reads for each, and few pings.
 */
final class WorkerOutbox implements AutoCloseable {
    private final WorkerProcess process;
    private final LinkedBlockingQueue<ByteBuffer> frames = new LinkedBlockingQueue<>();
    private final Thread writer;

    /** Begins empty; nothing is written before {@link #start}. */
    WorkerOutbox(WorkerProcess process) {
        this.process = process;
        this.writer =
                Thread.ofVirtual().name("worker-writer-" + process.pid()).unstarted(this::write);
    }

    /** Begins to write. */
    void start() {
        writer.start();
    }

    /** Adds a frame. */
    void add(ByteBuffer frame) {
        frames.add(frame);
    }

    /** Adds a message of a few bytes. */
    void add(WorkerMessage message) {
        try {
            add(WorkerChannel.frame(message));
        } catch (WorkerChannel.FrameTooLongException impossible) {
            throw new AssertionError("a few bytes", impossible);
        }
    }

    private void write() {
        try {
            while (true) {
                process.channel().send(frames.take());
            }
        } catch (InterruptedException | IOException end) {
            // The reader meets the same end of the connection and tells everyone who waits why.
        } catch (RuntimeException | OutOfMemoryError failure) {
            process.kill();
        }
    }

    /** Ends the writing. */
    @Override
    public void close() {
        writer.interrupt();
    }
}
