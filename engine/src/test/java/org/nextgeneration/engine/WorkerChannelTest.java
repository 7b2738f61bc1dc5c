package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames over a real socket. */
class WorkerChannelTest {
    @TempDir private Path folder;
    private SocketChannel raw;
    private WorkerChannel channel;

    @BeforeEach
    void connect() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            raw = SocketChannel.open(address);
            channel = new WorkerChannel(server.accept());
        }
    }

    @AfterEach
    void close() throws IOException {
        raw.close();
        channel.close();
    }

    @Test
    void receive_frameInSmallParts_isOneMessage() throws IOException {
        ByteBuffer frame = WorkerChannel.frame(new WorkerMessage.Tokenize(7, "é"));
        while (frame.hasRemaining()) {
            raw.write(ByteBuffer.wrap(new byte[] {frame.get()}));
        }
        assertEquals(new WorkerMessage.Tokenize(7, "é"), channel.receive());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, WorkerChannel.FRAME_BYTES_MAX + 1})
    void receive_impossibleLength_isRefused(int length) throws IOException {
        raw.write(ByteBuffer.allocate(4).putInt(length).flip());
        assertThrows(IOException.class, () -> channel.receive());
    }

    @Test
    void receive_connectionEndsInAFrame_saysSo() throws IOException {
        raw.write(ByteBuffer.allocate(6).putInt(100).flip());
        raw.close();
        assertThrows(EOFException.class, () -> channel.receive());
    }

    @Test
    void frame_tooLong_isRefusedBeforeItIsSent() {
        String text = "x".repeat(WorkerChannel.FRAME_BYTES_MAX + 1);
        assertThrows(
                WorkerChannel.FrameTooLongException.class,
                () -> WorkerChannel.frame(new WorkerMessage.Tokenize(1, text)));
    }
}
