package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OllamaAddressTest {
    private static Optional<OllamaAddress> parse(String value) {
        return OllamaAddress.of(Map.of("OLLAMA_HOST", value));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "'' | http://127.0.0.1:11434",
                "127.0.0.1 | http://127.0.0.1:11434",
                "127.0.0.1:8080 | http://127.0.0.1:8080",
                ":8080 | http://127.0.0.1:8080",
                "0.0.0.0 | http://127.0.0.1:11434",
                "0.0.0.0:1234 | http://127.0.0.1:1234",
                "localhost | http://localhost:11434",
                "http://localhost | http://localhost:80",
                "https://box.lan | https://box.lan:443",
                "http://box.lan:11434/ | http://box.lan:11434",
                "https://box.lan/ollama/ | https://box.lan:443/ollama",
                "[::1]:11434 | http://[::1]:11434",
                "[::1] | http://[::1]:11434",
                "::1 | http://[::1]:11434",
                "[::]:99 | http://[::1]:99",
                "'\"127.0.0.1:5\"' | http://127.0.0.1:5",
            },
            delimiter = '|')
    void variable_inEachForm_isUnderstood(String value, String expected) {
        assertEquals(Optional.of(expected), parse(value).map(OllamaAddress::toString));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://127.0.0.1",
                "127.0.0.1:99999",
                "127.0.0.1:0",
                "a b",
                "host\u0007",
                "user@host",
                "host/a?b",
                "http://http://x"
            })
    void variable_thatIsNoAddress_isNotUnderstood(String value) {
        assertEquals(Optional.empty(), parse(value));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, HERE",
        "::1, HERE",
        "192.168.1.5, PRIVATE",
        "10.0.0.1, PRIVATE",
        "172.16.0.9, PRIVATE",
        "fd00::1, PRIVATE",
        "8.8.8.8, PUBLIC",
        "2001:4860::1, PUBLIC"
    })
    void reach_ofAnAddress_isFoundWithoutANameServer(String host, OllamaAddress.Reach reach) {
        assertEquals(reach, new OllamaAddress("http", host, 1, "").reach());
    }

    @Test
    void publicAddress_isNeverAsked() throws InterruptedException {
        assertEquals(
                new OllamaFacts.OutOfReach(
                        new OllamaAddress("http", "8.8.8.8", 11434, ""),
                        OllamaAddress.Reach.PUBLIC),
                OllamaPeer.gather(Map.of("OLLAMA_HOST", "8.8.8.8")));
    }
}
