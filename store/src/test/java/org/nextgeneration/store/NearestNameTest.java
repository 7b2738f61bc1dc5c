package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {
    private static final List<String> KNOWN =
            List.of(
                    "peer_review",
                    "code",
                    "documentation",
                    "security",
                    "chat",
                    "qwen2.5-coder:1.5b");

    @ParameterizedTest
    @CsvSource({
        "documentaton, documentation",
        "cdoe, code",
        "SECURTIY, security",
        "peer-review, peer_review",
        "qwen2.5-coder, qwen2.5-coder:1.5b",
        "doc, documentation",
    })
    void of_slip_suggestsTheName(String typed, String expected) {
        assertEquals(Optional.of(expected), NearestName.of(typed, KNOWN));
    }

    @Test
    void of_nothingNear_suggestsNothing() {
        assertEquals(Optional.empty(), NearestName.of("zzzzzz", KNOWN));
        assertEquals(Optional.empty(), NearestName.of("", KNOWN));
        assertEquals(Optional.empty(), NearestName.of("c".repeat(100_000), KNOWN));
        assertEquals(Optional.empty(), NearestName.of("code", List.of()));
    }

    @Test
    void of_tie_doesNotDependOnTheOrder() {
        assertEquals(Optional.of("aab"), NearestName.of("aac", List.of("aad", "aab")));
        assertEquals(Optional.of("aab"), NearestName.of("aac", List.of("aab", "aad")));
    }
}
