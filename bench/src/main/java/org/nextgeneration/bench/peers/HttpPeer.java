package org.nextgeneration.bench.peers;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server that somebody else started, with the model already loaded. How many sequences and
 * threads it uses is theirs to choose.
 */
final class HttpPeer implements Peer {
    private static final Duration WAIT_MAX = Duration.ofMinutes(10);
    private static final int BUFFER_BYTES = 1 << 14;
    private static final int ERROR_BYTES_MAX = 300;
    private static final int STATUS_OK = 200;
    private static final JsonMapper JSON = new JsonMapper();

    private final String name;
    private final URI url;
    private final String model;
    private final HttpDialect dialect;
    // Plain sockets: an upgrade to HTTP/2 would cost the first request a round trip.
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Creates it; nothing is asked yet.
     *
     * @param name the name in the table
     * @param url scheme, host and port, such as {@code http://127.0.0.1:8080}
     * @param model what it calls the model
     * @param dialect how it is asked
     */
    HttpPeer(String name, URI url, String model, HttpDialect dialect) {
        this.name = name;
        this.url = url;
        this.model = model;
        this.dialect = dialect;
    }

    @Override
    public String name() {
        return name;
    }

    /** {@return the port of the server on this machine; nothing where it is elsewhere} */
    OptionalInt localPort() {
        boolean local = List.of("127.0.0.1", "localhost", "[::1]").contains(url.getHost());
        return local && url.getPort() > 0 ? OptionalInt.of(url.getPort()) : OptionalInt.empty();
    }

    @Override
    public Optional<String> refusal(Load load) {
        return load instanceof SwapLoad
                ? Optional.of("cannot: one model for each server, and it is not ours to restart")
                : Optional.empty();
    }

    @Override
    public PeerSession open(Opening opening) {
        return new Session();
    }

    @Override
    public void close() {
        client.close();
    }

    /** The model that the server has. */
    private final class Session implements PeerSession {
        @Override
        public List<Answer> ask(List<Ask> together) throws InterruptedException {
            return Together.run(together, HttpPeer.this::askOne);
        }

        @Override
        public void close() {
            // Not ours.
        }
    }

    private Answer askOne(Ask ask) throws InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url.resolve(dialect.path()))
                        .header("Content-Type", "application/json")
                        .timeout(WAIT_MAX)
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        JSON.writeValueAsString(dialect.request(model, ask))))
                        .build();
        AnswerClock clock = new AnswerClock();
        try {
            HttpResponse<InputStream> response = client.send(request, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != STATUS_OK) {
                    throw new PeerException(
                            "%s: found status %d, expected %d: %s"
                                    .formatted(
                                            name,
                                            response.statusCode(),
                                            STATUS_OK,
                                            new String(
                                                    body.readNBytes(ERROR_BYTES_MAX),
                                                    java.nio.charset.StandardCharsets.UTF_8)));
                }
                return read(body, clock);
            }
        } catch (IOException failed) {
            throw new PeerException("%s: %s: %s".formatted(name, url, failed));
        }
    }

    private Answer read(InputStream body, AnswerClock clock) throws IOException {
        StreamLines lines = new StreamLines();
        byte[] buffer = new byte[BUFFER_BYTES];
        Optional<Usage> usage = Optional.empty();
        int length = body.read(buffer);
        while (length >= 0) {
            for (String line : lines.take(buffer, length)) {
                usage = take(line, clock).or(replaced(usage));
            }
            length = body.read(buffer);
        }
        usage = take(lines.flush(), clock).or(replaced(usage));
        return clock.end(
                usage.orElseThrow(
                        () -> new PeerException(name + ": found no usage at the answer's end")));
    }

    /** {@return the usage, if the line tells it} */
    private Optional<Usage> take(String line, AnswerClock clock) {
        Optional<HttpDialect.Event> event = dialect.event(line);
        event.flatMap(HttpDialect.Event::piece).ifPresent(clock::piece);
        return event.flatMap(HttpDialect.Event::usage);
    }

    private static java.util.function.Supplier<Optional<Usage>> replaced(Optional<Usage> before) {
        return () -> before;
    }
}
