package org.nextgeneration.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class HttpPeerTest {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
                    + "data: {\"choices\":[{\"text\":\"hi\"}]}\n"
                    + "data: {\"choices\":[],\"usage\":"
                    + "{\"prompt_tokens\":3,\"completion_tokens\":1}}";

    /** Answers one request, whatever it is, once its head and the end of its body are there. */
    private static Void serve(ServerSocket server) throws IOException {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
            int bodyLength = 0;
            String line = in.readLine();
            while (line != null && !line.isEmpty()) {
                if (line.startsWith("Content-Length: ")) {
                    bodyLength = Integer.parseInt(line.substring("Content-Length: ".length()));
                }
                line = in.readLine();
            }
            in.skip(bodyLength);
            socket.getOutputStream().write(ANSWER.getBytes(UTF_8));
        }
        return null;
    }

    @Test
    void ask_lastLineWithoutEnd_isReadToo() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Void> serving = new FutureTask<>(() -> serve(server));
            Thread.ofPlatform().daemon().start(serving);
            URI url = URI.create("http://127.0.0.1:" + server.getLocalPort());
            try (HttpPeer peer = new HttpPeer("server", url, "m", HttpDialect.OPENAI);
                    PeerSession session =
                            peer.open(new Opening(Path.of("m"), 64, 1, 1, List.of()))) {
                Answer answer = session.ask(List.of(new Ask("abc", 1))).getFirst();
                assertEquals("hi", answer.text());
                assertEquals(new Usage(OptionalInt.of(3), OptionalInt.empty(), 1), answer.usage());
            }
            serving.get();
        }
    }
}
