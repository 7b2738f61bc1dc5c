package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.store.InstalledModel.Kind;
import org.nextgeneration.store.InstalledModel.Origin;

class CatalogueTest {
    private static final Catalogue BUILT_IN = Catalogue.builtIn();

    private static CatalogueEntry entry(Catalogue catalogue, String name) {
        return catalogue.find(ModelName.parse(name)).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({
        "speed, nous-hermes-2-mistral-7b-dpo:latest, 4140000000, 0.7, 512, 7, 6",
        "quality, mixtral:8x7b-instruct-v0.1-q3_k_m, 22550000000, 0.3, 4096, 10, 1",
        "code, qwen-coder-32b:latest, 19850000000, 0.1, 2048, 9, 2",
        "daily, llama3:8b-instruct-q6_k, 6600000000, 0.5, 1024, 8, 4",
        "mini, qwen2.5-coder:1.5b, 990000000, 0.4, 256, 6, 10",
    })
    void builtIn_eachRole_hasItsModelWithRealSizes(
            String role,
            String name,
            long sizeBytes,
            double temperature,
            int maxTokens,
            int quality,
            double tokensPerSecond) {
        CatalogueEntry entry = BUILT_IN.forRole(Role.parse(role).orElseThrow()).getFirst();
        assertEquals(ModelName.parse(name), entry.name());
        assertEquals(sizeBytes, entry.sizeBytes());
        assertEquals(temperature, entry.temperature());
        assertEquals(maxTokens, entry.maxTokens());
        assertEquals(quality, entry.quality());
        assertEquals(tokensPerSecond, entry.expectedTokensPerSecond().orElseThrow());
        assertTrue(entry.sizeBytes() < 24_000_000_000L, "fits the reference card");
    }

    @Test
    void builtIn_demo_isThereForEveryRoleButEmbeddingAndCannotBePulled() {
        CatalogueEntry demo = entry(BUILT_IN, "nextgen-demo");
        assertTrue(demo.demo());
        assertEquals(0.0, demo.temperature());
        assertEquals(256, demo.maxTokens());
        assertEquals(512, demo.contextTokens());
        assertEquals(Optional.empty(), demo.installCommand());
        assertEquals(Role.values().length - 1, demo.roles().size());
        assertFalse(demo.roles().contains(Role.EMBEDDING));
    }

    @Test
    void find_aliasOrPullReference_sameEntry() {
        assertEquals(entry(BUILT_IN, "qwen-coder-32b"), entry(BUILT_IN, "qwen2.5-coder:32b"));
        assertEquals(
                entry(BUILT_IN, "mixtral-8x7b"),
                entry(BUILT_IN, "Mixtral:8x7b-instruct-v0.1-q3_K_M"));
        assertEquals(
                entry(BUILT_IN, "nous-hermes-2-mistral-7b-dpo"),
                entry(BUILT_IN, "hf.co/NousResearch/Nous-Hermes-2-Mistral-7B-DPO-GGUF:Q4_K_S"));
        assertEquals(Optional.empty(), BUILT_IN.find(ModelName.parse("qwen2.5-coder:7b")));
    }

    @Test
    void installCommand_catalogued_pullsTheSource() {
        assertEquals(
                Optional.of("ollama pull qwen2.5-coder:32b"),
                entry(BUILT_IN, "qwen-coder-32b").installCommand());
    }

    @Test
    void withOverrides_knownName_replacesOnlyTheGivenFields() {
        Catalogue changed =
                BUILT_IN.withOverrides(
                        Map.of(
                                "llama3:8b-instruct-q6_k",
                                Map.of("temperature", 0.9, "quality", 3)));
        CatalogueEntry entry = entry(changed, "llama3:8b-instruct-q6_k");
        assertEquals(0.9, entry.temperature());
        assertEquals(3, entry.quality());
        assertEquals(1024, entry.maxTokens());
        assertEquals(BUILT_IN.entries().size(), changed.entries().size());
    }

    @Test
    void withOverrides_newName_addsTheModel() {
        Catalogue changed =
                BUILT_IN.withOverrides(
                        Map.of(
                                "custom/juriste:7b",
                                Map.of(
                                        "roles", List.of("daily", "quality_model"),
                                        "size_bytes", 8_500_000_000L,
                                        "tokens_per_second", 3,
                                        "speciality", Map.of("fr", "Droit", "en", "Law"),
                                        "use_cases", List.of("contrat", "contract"))));
        CatalogueEntry entry = entry(changed, "custom/juriste:7b");
        assertEquals(List.of(Role.DAILY, Role.QUALITY), entry.roles());
        assertEquals(8_500_000_000L, entry.sizeBytes());
        assertEquals("Droit", entry.speciality().text(Language.FRENCH));
        assertEquals(Optional.of("ollama pull custom/juriste:7b"), entry.installCommand());
        assertEquals(
                ModelName.parse("llama3:8b-instruct-q6_k"),
                changed.forRole(Role.DAILY).getFirst().name());
    }

    @Test
    void withOverrides_wrongValues_nameTheKeyAndTheExpectation() {
        assertOverrideFails(Map.of("temprature", 1), "temprature", "did you mean \"temperature\"");
        assertOverrideFails(Map.of("temperature", "hot"), "temperature", "expected a number");
        assertOverrideFails(Map.of("temperature", 7.5), "llama3", "0 to 2");
        assertOverrideFails(Map.of("roles", "dayli"), "roles", "did you mean \"daily\"");
        assertOverrideFails(Map.of("max_tokens", 0), "llama3", "1 or more");
        assertOverrideFails(Map.of("max_tokens", 1.5), "max_tokens", "whole number");
        assertOverrideFails(Map.of("max_tokens", 9_000_000_000L), "max_tokens", "at most");
        assertOverrideFails(Map.of("context_tokens", 10), "llama3", "longest answer");
        assertOverrideFails(Map.of("quality", 11), "llama3", "1 to 10");
        assertOverrideFails(Map.of("use_cases", Map.of()), "use_cases", "a map");
        assertOverrideFails(Map.of("use_cases", List.of(1)), "use_cases", "only texts");
        assertOverrideFails(Map.of("aliases", List.of("../x")), "aliases", "..");
        assertOverrideFails(Map.of("speciality", Map.of("fr", "a")), "speciality", "fr and en");
        assertOverrideFails(Map.of("aliases", List.of("mixtral-8x7b")), "catalogue", "one model");
    }

    @Test
    void withOverrides_oneModelByTwoOfItsNames_isThereTwice() {
        Map<String, Map<String, Object>> overrides = new LinkedHashMap<>();
        overrides.put("qwen-coder-32b", Map.of("temperature", 0.3));
        overrides.put("qwen2.5-coder:32b", Map.of("quality", 3));
        OverrideException e =
                assertThrows(OverrideException.class, () -> BUILT_IN.withOverrides(overrides));
        assertEquals(List.of("qwen2.5-coder:32b"), e.path());
        assertTrue(String.valueOf(e.getMessage()).contains("there twice"), e.getMessage());
    }

    @Test
    void withOverrides_newModelWithoutRole_saysWhichRolesExist() {
        OverrideException e =
                assertThrows(
                        OverrideException.class,
                        () -> BUILT_IN.withOverrides(Map.of("new:1b", Map.of("quality", 5))));
        assertTrue(String.valueOf(e.getMessage()).contains("quality, code, daily"));
        assertEquals(List.of("new:1b"), e.path());
    }

    @Test
    void describe_uncataloguedModel_assumesRoleFromNameAndSize() {
        assertEquals(Role.CODE, assumed("deepseek-coder:33b", 18_820_000_000L));
        assertEquals(Role.MINI, assumed("starcoder2:3b", 1_710_000_000L));
        assertEquals(Role.SPEED, assumed("mistral:7b", 4_100_000_000L));
        assertEquals(Role.DAILY, assumed("llama3.1:8b-q8", 8_500_000_000L));
        assertEquals(Role.QUALITY, assumed("gemma3:27b", 17_000_000_000L));
    }

    private static Role assumed(String name, long sizeBytes) {
        return BUILT_IN.describe(
                        new InstalledModel(
                                ModelName.parse(name),
                                Path.of("x.gguf"),
                                sizeBytes,
                                Instant.EPOCH,
                                Origin.OLLAMA,
                                Kind.TEXT))
                .roles()
                .getFirst();
    }

    private static void assertOverrideFails(
            Map<String, ?> fields, String expectedKey, String expectedText) {
        OverrideException e =
                assertThrows(
                        OverrideException.class,
                        () -> BUILT_IN.withOverrides(Map.of("llama3:8b-instruct-q6_k", fields)));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.contains(expectedKey), message);
        assertTrue(message.contains(expectedText), message);
    }
}
