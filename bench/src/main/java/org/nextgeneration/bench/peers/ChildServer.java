package org.nextgeneration.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Serves a peer over standard input and output, until the input ends. */
public final class ChildServer implements ChildBackend.Replies {
    private final ChildBackend backend;
    private final PrintStream out;

    private ChildServer(ChildBackend backend, PrintStream out) {
        this.backend = backend;
        this.out = out;
    }

    /**
     * Serves until standard input ends.
     *
     * @throws IOException if it cannot be read
     */
    public static void serve(ChildBackend backend) throws IOException {
        new ChildServer(backend, System.out).serve();
    }

    private void serve() throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            String line = in.readLine();
            while (line != null) {
                Optional<ChildLine> request = ChildLine.parse(line);
                request.ifPresent(found -> handle(found, threads));
                line = in.readLine();
            }
        }
    }

    private void handle(ChildLine line, ExecutorService threads) {
        switch (line.verb()) {
            case "open" -> open(line);
            case "ask" -> threads.execute(() -> ask(requests(line)));
            case "close" -> {
                backend.close();
                send(ChildLine.of("closed"));
            }
            default ->
                    throw new IllegalArgumentException(
                            "found verb %s, expected open, ask or close".formatted(line.verb()));
        }
    }

    private void open(ChildLine line) {
        try {
            backend.open(
                    new Opening(
                            Path.of(line.text(0)),
                            line.number(1),
                            line.number(2),
                            line.number(3),
                            line.numbers(4).stream().map(Math::toIntExact).toList()));
            send(ChildLine.of("opened"));
        } catch (Exception | LinkageError failed) {
            send(ChildLine.of("failed", failed));
        }
    }

    private static List<ChildBackend.Request> requests(ChildLine line) {
        List<ChildBackend.Request> requests = new ArrayList<>();
        for (int i = 0; i + 2 < line.fields().size(); i += 3) {
            Ask ask = new Ask(line.text(i + 2), line.number(i + 1));
            requests.add(new ChildBackend.Request(line.number(i), ask));
        }
        return requests;
    }

    private void ask(List<ChildBackend.Request> requests) {
        try {
            backend.ask(requests, this);
        } catch (Exception | LinkageError failed) {
            for (ChildBackend.Request request : requests) {
                send(ChildLine.of("wrong", request.id(), failed));
            }
        }
    }

    @Override
    public void piece(int id, String text) {
        send(ChildLine.of("piece", id, text));
    }

    @Override
    public void end(int id, int promptTokens, int cachedTokens, int tokens, List<Long> nanos) {
        String times = nanos.stream().map(String::valueOf).collect(Collectors.joining(","));
        send(ChildLine.of("end", id, promptTokens, cachedTokens, tokens, times));
    }

    private synchronized void send(ChildLine line) {
        out.println(line.encoded());
        out.flush();
    }
}
