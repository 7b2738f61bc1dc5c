package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PeersOptionsTest {
    @Test
    void parse_everything_isUnderstood() {
        PeersOptions options =
                PeersOptions.parse(
                        "--model",
                        "a.gguf",
                        "--models",
                        "a,b,c",
                        "--url",
                        "s=http://127.0.0.1:1",
                        "--ollama",
                        "o=m:1b@http://127.0.0.1:2",
                        "--node",
                        "--kherud",
                        "--jlama",
                        "dir",
                        "--loads",
                        "swap,one",
                        "--rounds",
                        "7",
                        "--threads",
                        "3",
                        "--json");
        assertEquals(List.of("swap", "one"), options.loads().stream().map(Load::name).toList());
        assertEquals(List.of(Path.of("a"), Path.of("b"), Path.of("c")), options.models());
        assertEquals(
                List.of(
                        new PeersOptions.Server(
                                "s",
                                URI.create("http://127.0.0.1:1"),
                                "default",
                                HttpDialect.OPENAI),
                        new PeersOptions.Server(
                                "o", URI.create("http://127.0.0.1:2"), "m:1b", HttpDialect.OLLAMA)),
                options.servers());
        assertTrue(options.node() && options.kherud() && options.json());
        assertEquals(7, options.rounds());
        assertEquals(3, options.threads());
    }

    @Test
    void parse_wrongLines_areRefused() {
        for (String line :
                List.of(
                        "",
                        "--node",
                        "--model",
                        "--model a --loads two",
                        "--model a --rounds 0",
                        "--model a --url x",
                        "--model a --ollama x=y",
                        "--model a --what")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> PeersOptions.parse(line.split(" ")),
                    line);
        }
    }
}
