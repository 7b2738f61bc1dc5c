package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.nextgeneration.bench.peers.HttpDialect.Event;

class HttpDialectTest {
    @Test
    void event_openAiPiece_givesItsText() {
        assertEquals(
                Optional.of(new Event(Optional.of(" é"), Optional.empty())),
                HttpDialect.OPENAI.event(
                        "data: {\"choices\":[{\"text\":\" é\",\"finish_reason\":null}]}"));
    }

    @Test
    void event_openAiUsage_givesCountsAndWhatWasCached() {
        assertEquals(
                Optional.of(
                        new Event(
                                Optional.empty(),
                                Optional.of(
                                        new Usage(OptionalInt.of(32), OptionalInt.of(30), 128)))),
                HttpDialect.OPENAI.event(
                        "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":32,"
                                + "\"completion_tokens\":128,"
                                + "\"prompt_tokens_details\":{\"cached_tokens\":30}}}"));
    }

    @Test
    void event_openAiUsageWithTimingsOnly_takesTheirCacheCount() {
        Event event =
                HttpDialect.OPENAI
                        .event(
                                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,"
                                        + "\"completion_tokens\":1},\"timings\":{\"cache_n\":2}}")
                        .orElseThrow();
        assertEquals(OptionalInt.of(2), event.usage().orElseThrow().cachedTokens());
    }

    @Test
    void event_openAiLinesWithoutContent_sayNothing() {
        assertTrue(HttpDialect.OPENAI.event("").isEmpty());
        assertTrue(HttpDialect.OPENAI.event(": comment").isEmpty());
        assertTrue(HttpDialect.OPENAI.event("data: [DONE]").isEmpty());
    }

    @Test
    void event_openAiEndWithEmptyText_isNoPiece() {
        Event event =
                HttpDialect.OPENAI
                        .event("data: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"length\"}]}")
                        .orElseThrow();
        assertTrue(event.piece().isEmpty());
    }

    @Test
    void event_ollamaPieceAndEnd_giveTextAndCounts() {
        assertEquals(
                Optional.of(new Event(Optional.of("a"), Optional.empty())),
                HttpDialect.OLLAMA.event("{\"response\":\"a\",\"done\":false}"));
        assertEquals(
                Optional.of(
                        new Event(
                                Optional.empty(),
                                Optional.of(new Usage(OptionalInt.of(5), OptionalInt.empty(), 7)))),
                HttpDialect.OLLAMA.event(
                        "{\"done\":true,\"prompt_eval_count\":5,\"eval_count\":7}"));
    }

    @Test
    void event_errorOrDamage_isRefused() {
        PeerException told =
                assertThrows(
                        PeerException.class,
                        () -> HttpDialect.OPENAI.event("data: {\"error\":\"too long\"}"));
        assertTrue(String.valueOf(told.getMessage()).contains("too long"));
        assertThrows(PeerException.class, () -> HttpDialect.OPENAI.event("data: {\"cho"));
    }
}
