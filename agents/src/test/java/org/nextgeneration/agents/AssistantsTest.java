package org.nextgeneration.agents;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.OverrideException;
import org.nextgeneration.store.Role;

class AssistantsTest {
    private static final Assistants BUILT_IN = Assistants.builtIn();

    @ParameterizedTest
    @CsvSource({
        "peer_review, quality",
        "code, code",
        "documentation, daily",
        "security, quality",
        "performance, code",
        "chat, speed",
        "test, mini",
    })
    void builtIn_eachName_hasItsRole(String name, String role) {
        assertEquals(role, BUILT_IN.find(name).orElseThrow().role().id());
        assertEquals(7, BUILT_IN.all().size());
    }

    @Test
    void builtIn_prompts_areWrittenInBothLanguages() {
        for (Assistant assistant : BUILT_IN.all()) {
            for (Language language : Language.values()) {
                long lines = assistant.systemPrompt().text(language).lines().count();
                assertTrue(lines >= 5 && lines <= 12, assistant.name() + ": " + lines + " lines");
            }
            assertNotEquals(assistant.systemPrompt().fr(), assistant.systemPrompt().en());
            assertNotEquals(assistant.description().fr(), assistant.description().en());
            assertEquals(
                    assistant.systemPrompt().fr().lines().count(),
                    assistant.systemPrompt().en().lines().count(),
                    assistant.name());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "code_agent, code",
        "peer-review, peer_review",
        "PEER_REVIEW_AGENT, peer_review",
        "peer-review-agent, peer_review",
        "' chat ', chat",
    })
    void find_otherSpelling_sameAssistant(String typed, String name) {
        assertEquals(name, BUILT_IN.find(typed).orElseThrow().name());
    }

    @Test
    void find_unknown_emptyAndTheNearestSuggested() {
        assertEquals(Optional.empty(), BUILT_IN.find("documantation"));
        assertEquals(Optional.of("documentation"), BUILT_IN.nearest("documantation"));
        assertEquals(Optional.of("peer_review"), BUILT_IN.nearest("peer-reviw"));
        assertEquals(Optional.empty(), BUILT_IN.nearest("zzzzz"));
    }

    @Test
    void withOverrides_knownName_replacesOnlyTheGivenFields() {
        Assistants changed =
                BUILT_IN.withOverrides(
                        Map.of("code_agent", Map.of("temperature", 0.0, "role", "quality")));
        Assistant code = changed.find("code").orElseThrow();
        Assistant before = BUILT_IN.find("code").orElseThrow();
        assertEquals(0.0, code.sampling().temperature());
        assertEquals(Role.QUALITY, code.role());
        assertEquals(before.systemPrompt(), code.systemPrompt());
        assertEquals(before.sampling().maxTokens(), code.sampling().maxTokens());
        assertEquals(7, changed.all().size());
    }

    @Test
    void withOverrides_newName_addsTheAssistant() {
        Assistants changed =
                BUILT_IN.withOverrides(
                        Map.of(
                                "juriste",
                                Map.of("role", "quality", "system_prompt", "Tu es juriste.")));
        Assistant added = changed.find("juriste").orElseThrow();
        assertEquals("Tu es juriste.", added.systemPrompt().text(Language.ENGLISH));
        assertEquals(8, changed.all().size());
    }

    @Test
    void withOverrides_oneNameInTwoSpellings_isThereTwice() {
        Map<String, Object> fields = Map.of("role", "daily", "system_prompt", "x");
        Map<String, Map<String, Object>> overrides = new LinkedHashMap<>();
        overrides.put("poet", fields);
        overrides.put("Poet_agent", fields);
        OverrideException e =
                assertThrows(OverrideException.class, () -> BUILT_IN.withOverrides(overrides));
        assertEquals(List.of("Poet_agent"), e.path());
        assertTrue(String.valueOf(e.getMessage()).contains("there twice"), e.getMessage());
    }

    @Test
    void withOverrides_wrongValues_nameTheKeyAndTheExpectation() {
        assertFails("code", Map.of("top_p", 0), "above 0, to 1");
        assertFails("code", Map.of("temperature", -1), "0 to 2");
        assertFails("code", Map.of("max_tokens", 0), "1 or more");
        assertFails("code", Map.of("rôle", "code"), "did you mean \"role\"");
        assertFails("code", Map.of("role", List.of()), "expected a text");
        assertFails("new", Map.of("role", "code"), "without \"system_prompt\"");
        assertFails("new", Map.of("system_prompt", "x"), "without \"role\"");
        assertFails("../evil", Map.of(), "expected letters");
    }

    private static void assertFails(String name, Map<String, ?> fields, String expected) {
        OverrideException e =
                assertThrows(
                        OverrideException.class,
                        () -> BUILT_IN.withOverrides(Map.of(name, fields)));
        assertEquals(name, e.path().getFirst());
        assertTrue(String.valueOf(e.getMessage()).contains(expected), e.getMessage());
    }
}
