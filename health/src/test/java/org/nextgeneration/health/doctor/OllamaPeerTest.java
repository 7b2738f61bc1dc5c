package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.health.doctor.OllamaFacts.FewLayers;
import org.nextgeneration.health.doctor.OllamaFacts.LoadedModel;

/** Real sockets; the answers are those of an Ollama, and of everything but one. */
class OllamaPeerTest {
    private static final String VERSION = "{\"version\":\"0.33.0\"}";
    private static final String NOTHING = "{\"models\":[]}";
    private static final String LOADED =
            """
            {"models":[{"name":"qwen2.5-coder:32b","model":"qwen2.5-coder:32b","size":25000000000,
            "digest":"b92d6a0bd47e","details":{"format":"gguf","families":["qwen2"]},
            "size_vram":20000000000,"context_length":32768}]}""";
    private static final String TAGS =
            """
            {"models":[{"name":"slow:latest","size":1},{"name":"fine:7b","size":2},
            {"name":"no\\"name","size":3}]}""";

    private ScriptedPeer peer;

    @BeforeEach
    void start() throws IOException {
        peer = new ScriptedPeer();
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
    }

    private OllamaFacts ask() throws InterruptedException {
        return OllamaPeer.gather(peer.environment());
    }

    private void assertStrange(String key) throws InterruptedException {
        OllamaFacts.Strange strange = assertInstanceOf(OllamaFacts.Strange.class, ask());
        assertEquals(key, strange.what().key());
    }

    @Test
    void runningOllama_isUnderstood() throws InterruptedException {
        peer.json("/api/version", VERSION).json("/api/ps", LOADED).json("/api/tags", TAGS);
        peer.json(
                "/api/show",
                "{\"parameters\":\"stop                           \\\"<|im_end|>\\\"\\n"
                        + "num_gpu                        1\",\"details\":{}}");
        OllamaFacts.Running running = assertInstanceOf(OllamaFacts.Running.class, ask());
        assertEquals("0.33.0", running.version());
        assertTrue(running.here());
        assertEquals(
                List.of(new LoadedModel("qwen2.5-coder:32b", 25_000_000_000L, 20_000_000_000L)),
                running.loaded());
        assertEquals(
                List.of(new FewLayers("slow:latest", 1), new FewLayers("fine:7b", 1)),
                running.oneLayer());
        assertEquals(0, running.modelsUnseen());
        assertTrue(
                peer.requests.contains("POST /api/show HTTP/1.1 {\"model\":\"slow:latest\"}"),
                peer.requests::toString);
    }

    @Test
    void moreModelsThanAreAskedAbout_areCounted() throws InterruptedException {
        StringBuilder tags = new StringBuilder("{\"models\":[");
        for (int at = 0; at < OllamaPeer.MODELS_MAX + 5; at++) {
            tags.append(at == 0 ? "" : ",").append("{\"name\":\"m%d\"}".formatted(at));
        }
        peer.json("/api/version", VERSION)
                .json("/api/ps", NOTHING)
                .json("/api/tags", tags + "]}")
                .json("/api/show", "{\"parameters\":\"num_gpu 99\"}");
        OllamaFacts.Running running = assertInstanceOf(OllamaFacts.Running.class, ask());
        assertEquals(List.of(), running.oneLayer());
        assertTrue(running.modelsUnseen() >= 5, running::toString);
    }

    @Test
    void nobodyThere_isAbsent() throws IOException, InterruptedException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        assertInstanceOf(
                OllamaFacts.Absent.class,
                OllamaPeer.gather(Map.of("OLLAMA_HOST", "127.0.0.1:" + port)));
    }

    @Test
    void silentServer_isGivenUp() throws InterruptedException {
        assertStrange("doctor.ollama.silent");
    }

    @Test
    void bodyThatNeverEnds_isGivenUp() throws InterruptedException {
        peer.raw("/api/version", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"ver");
        assertStrange("doctor.ollama.broken");
    }

    @Test
    void redirect_isNotFollowed() throws InterruptedException {
        String elsewhere = "http://127.0.0.1:%d/else".formatted(peer.port());
        peer.raw(
                "/api/version",
                "HTTP/1.1 302 Found\r\nLocation: " + elsewhere + "\r\nContent-Length: 0\r\n\r\n");
        assertStrange("doctor.ollama.status");
        assertEquals(1, peer.requests.size(), peer.requests::toString);
    }

    @Test
    void serverError_isNamed() throws InterruptedException {
        peer.raw(
                "/api/version",
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 2\r\n\r\n{}");
        assertStrange("doctor.ollama.status");
    }

    @Test
    void hugeBody_isNotRead() throws InterruptedException {
        String huge = "{\"version\":\"" + "x".repeat(OllamaPeer.BODY_BYTES_MAX) + "\"}";
        peer.json("/api/version", huge);
        assertStrange("doctor.ollama.broken");
    }

    @Test
    void anotherProtocol_isNotOllama() throws InterruptedException {
        peer.raw("/api/version", "SSH-2.0-OpenSSH_9.6\r\n");
        assertStrange("doctor.ollama.broken");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ollama is running",
                "[]",
                "{\"version\":",
                "{}}",
                "{\"version\":\"1\"} {\"version\":\"2\"}",
                ""
            })
    void bodyThatIsNoJsonObject_isNotOllama(String body) throws InterruptedException {
        peer.json("/api/version", body);
        assertStrange("doctor.ollama.no-json");
    }

    @Test
    void deepNesting_isRefused() throws InterruptedException {
        peer.json("/api/version", "{\"a\":" + "[".repeat(400) + "]".repeat(400) + "}");
        assertStrange("doctor.ollama.no-json");
    }

    @Test
    void jsonWithoutAVersion_isNotOllama() throws InterruptedException {
        peer.json("/api/version", "{\"version\":7}");
        assertStrange("doctor.ollama.no-version");
    }

    @Test
    void absurdSizes_doNoHarm() throws InterruptedException {
        peer.json("/api/version", VERSION)
                .json("/api/tags", NOTHING)
                .json(
                        "/api/ps",
                        "{\"models\":[{\"name\":\"a\\u001b[2J\",\"size\":-5,\"size_vram\":-9},7,"
                                + "{\"size\":\"x\"}]}");
        OllamaFacts.Running running = assertInstanceOf(OllamaFacts.Running.class, ask());
        assertEquals(
                List.of(new LoadedModel("a?[2J", 0, 0), new LoadedModel("?", 0, 0)),
                running.loaded());
    }
}
