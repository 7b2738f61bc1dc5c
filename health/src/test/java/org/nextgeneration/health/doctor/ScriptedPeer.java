package org.nextgeneration.health.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** A server that answers each path with the bytes that a test gives it, whatever they are. */
final class ScriptedPeer implements AutoCloseable {
    private final ServerSocket socket;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final CountDownLatch over = new CountDownLatch(1);
    final List<String> requests = new CopyOnWriteArrayList<>();

    ScriptedPeer() throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    Map<String, String> environment() {
        return Map.of("OLLAMA_HOST", "127.0.0.1:" + port());
    }

    ScriptedPeer json(String path, String body) {
        return raw(
                path,
                "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
                        + "Content-Length: %d\r\n\r\n%s"
                                .formatted(body.getBytes(StandardCharsets.UTF_8).length, body));
    }

    ScriptedPeer raw(String path, String answer) {
        answers.put(path, answer.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private void serve() {
        try {
            while (true) {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> answer(client));
            }
        } catch (IOException closed) {
            over.countDown();
        }
    }

    /** Each answer ends its connection; one that is not scripted never comes. */
    private void answer(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8));
            String request = in.readLine();
            if (request == null) {
                return;
            }
            int bodyLength = 0;
            for (String line = in.readLine();
                    line != null && !line.isEmpty();
                    line = in.readLine()) {
                if (line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:")) {
                    bodyLength = Integer.parseInt(line.substring(15).strip());
                }
            }
            char[] body = new char[bodyLength];
            for (int read = 0; read < bodyLength; ) {
                read += in.read(body, read, bodyLength - read);
            }
            requests.add(request + " " + new String(body));
            byte[] answer = answers.get(request.split(" ", -1)[1]);
            if (answer == null) {
                over.await();
                return;
            }
            try (OutputStream out = client.getOutputStream()) {
                out.write(answer);
            }
        } catch (IOException gone) {
            // The client had enough; that is one of the things that are tested.
            return;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        over.countDown();
    }
}
