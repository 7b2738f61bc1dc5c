package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @ParameterizedTest
    @CsvSource({
        "llama3, llama3, latest",
        "llama3:8b-instruct-q6_k, llama3, 8b-instruct-q6_k",
        "nous-hermes-2-mistral-7b-dpo, nous-hermes-2-mistral-7b-dpo, latest",
        "qwen2.5-coder:1.5b, qwen2.5-coder, 1.5b",
        "user/model:x, user/model, x",
        "hf.co/user/repo:Q4_K_S, hf.co/user/repo, Q4_K_S",
        "localhost:5000/ns/model, localhost:5000/ns/model, latest",
        "registry.ollama.ai/library/llama3:8b, llama3, 8b",
        "library/llama3, llama3, latest",
        "registry.ollama.ai/user/llama3, user/llama3, latest",
    })
    void parse_wellFormed_splitsAsOllama(String text, String family, String tag) {
        ModelName name = ModelName.parse(text);
        assertEquals(family, name.family());
        assertEquals(tag, name.tag());
        assertEquals(name, ModelName.parse(name.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ":",
                ":tag",
                "model:",
                "/",
                "/etc/passwd",
                "../x",
                "a/../b",
                "a..b",
                "..",
                ".hidden",
                "a/b/c/d",
                "a b",
                "a\\b",
                "C:\\models\\x",
                "a\u0000b",
                "a\u001b[31m",
                "a\nb",
                "con",
                "NUL",
                "nul.gguf",
                "com1:latest",
                "model:prn",
                "lpt9/model",
                "model.",
                "model:tag.",
                "https://hf.co/user/repo",
                "user.name/model",
                "~x",
                "%2e%2e/x",
                "é",
                "a:b:c/",
                "-x"
            })
    void parse_hostileOrMalformed_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> ModelName.parse(text));
        assertEquals(Optional.empty(), ModelName.tryParse(text));
    }

    @Test
    void parse_tooLong_refusedWithTheLimit() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> ModelName.parse("a".repeat(300)));
        assertTrue(String.valueOf(e.getMessage()).contains("at most 200"), e.getMessage());
    }

    @Test
    void parse_controlCharacters_messageHasNone() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class, () -> ModelName.parse("a\u001b[31mred"));
        assertFalse(
                String.valueOf(e.getMessage()).chars().anyMatch(Character::isISOControl),
                e.getMessage());
    }

    @Test
    void equals_otherCase_same() {
        assertEquals(
                ModelName.parse("Llama3:8B-Instruct-Q6_K"),
                ModelName.parse("llama3:8b-instruct-q6_k"));
        assertEquals(ModelName.parse("A:LATEST").hashCode(), ModelName.parse("a").hashCode());
        assertNotEquals(ModelName.parse("a:b"), ModelName.parse("a"));
    }

    @Test
    void tryParse_anyCharacters_neverLeavesAFolder() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        String alphabet = "aB1_-./:\\ \u0000~%é";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(12);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Optional<ModelName> name = ModelName.tryParse(text.toString());
            name.ifPresent(
                    parsed -> {
                        String path = parsed.family() + "/" + parsed.tag();
                        boolean safe =
                                !path.startsWith("/")
                                        && !path.contains("..")
                                        && !path.contains("//")
                                        && !path.contains("\\")
                                        && parsed.equals(ModelName.parse(parsed.toString()));
                        assertTrue(safe, "seed " + seed + ": " + text);
                    });
        }
    }
}
