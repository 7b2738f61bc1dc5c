package org.nextgeneration.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nextgeneration.select.Selection.Chosen;
import org.nextgeneration.select.Selection.NotForText;
import org.nextgeneration.select.Selection.NothingInstalled;
import org.nextgeneration.select.Selection.UnknownModel;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.InstalledModel.Kind;
import org.nextgeneration.store.InstalledModel.Origin;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;

class ModelSelectorTest {
    private static final String HERMES = "nous-hermes-2-mistral-7b-dpo:latest";
    private static final String MIXTRAL = "mixtral:8x7b-instruct-v0.1-q3_k_m";
    private static final String QWEN = "qwen-coder-32b:latest";
    private static final String LLAMA = "llama3:8b-instruct-q6_k";
    private static final String MINI = "qwen2.5-coder:1.5b";
    private static final String DEMO = "nextgen-demo:latest";
    private static final String CODE_TEXT = "Écris une fonction Python pour traiter des CSV";

    private static Inventory installed(String... names) {
        return new Inventory(
                Stream.of(names).map(name -> model(name, 4_000_000_000L, Kind.TEXT)).toList(),
                List.of(),
                Catalogue.builtIn());
    }

    private static InstalledModel model(String name, long sizeBytes, Kind kind) {
        return new InstalledModel(
                ModelName.parse(name),
                Path.of("x.gguf"),
                sizeBytes,
                Instant.EPOCH,
                name.equals(DEMO) ? Origin.DEMO : Origin.OLLAMA,
                kind);
    }

    private static SelectionRequest text(String text) {
        return SelectionRequest.of(TaskAnalyzer.builtIn().analyze(text));
    }

    private static Chosen chosen(SelectionRequest request, Inventory inventory) {
        return assertInstanceOf(Chosen.class, ModelSelector.select(request, inventory));
    }

    @ParameterizedTest
    @CsvSource({
        "speed, " + HERMES,
        "quality, " + MIXTRAL,
        "code, " + QWEN,
        "daily, " + LLAMA,
        "mini, " + MINI,
        "translation, " + LLAMA,
    })
    void select_everythingInstalled_modelOfTheRole(String role, String model) {
        Chosen chosen =
                chosen(
                        text("x").withPriority(Role.parse(role).orElseThrow()),
                        installed(HERMES, MIXTRAL, QWEN, LLAMA, MINI, DEMO));
        assertEquals(ModelName.parse(model), chosen.model().name());
        assertFalse(chosen.isFallback());
        assertEquals(Optional.empty(), chosen.installCommand());
        assertEquals(chosen.model().name(), chosen.candidates().getFirst().model());
    }

    @Test
    void select_wantedModelMissing_nextInTheStatedOrderAndTheCommandThatInstallsIt() {
        Chosen chosen = chosen(text(CODE_TEXT), installed(LLAMA, HERMES, MINI, DEMO));
        assertEquals(Role.CODE, chosen.wantedRole());
        assertEquals(ModelName.parse(LLAMA), chosen.model().name());
        assertTrue(chosen.isFallback());
        assertEquals(Optional.of("ollama pull qwen2.5-coder:32b"), chosen.installCommand());
        String reasons =
                String.join(
                        "\n",
                        chosen.reasons().stream()
                                .map(reason -> reason.text(Language.FRENCH))
                                .toList());
        assertTrue(reasons.contains("aucun modèle installé pour le rôle code"), reasons);
        assertTrue(reasons.contains("ollama pull qwen2.5-coder:32b"), reasons);
    }

    @Test
    void select_demoOnly_answersEveryTextRoleAsALastResort() {
        for (Role role : Role.values()) {
            Selection selection =
                    ModelSelector.select(text("x").withPriority(role), installed(DEMO));
            if (role == Role.EMBEDDING) {
                assertInstanceOf(NothingInstalled.class, selection);
                continue;
            }
            Chosen chosen = assertInstanceOf(Chosen.class, selection);
            assertTrue(chosen.entry().demo());
            assertTrue(chosen.isFallback());
            assertTrue(chosen.installCommand().orElseThrow().startsWith("ollama pull "));
        }
    }

    @Test
    void select_anyRealModel_beatsTheDemo() {
        for (String name : List.of(HERMES, MIXTRAL, QWEN, LLAMA, MINI, "unknown:1b")) {
            for (Role role : ModelSelector.fallbackOrder(Role.QUALITY)) {
                assertEquals(
                        ModelName.parse(name),
                        chosen(text("x").withPriority(role), installed(DEMO, name)).model().name());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void fallbackOrder_eachRole_beginsWithItAndNeverMixesVectorsAndText(Role role) {
        List<Role> order = ModelSelector.fallbackOrder(role);
        assertEquals(role, order.getFirst());
        assertEquals(order.size(), order.stream().distinct().count());
        assertEquals(role == Role.EMBEDDING ? 1 : 6, order.size());
        assertEquals(role == Role.EMBEDDING, order.contains(Role.EMBEDDING));
    }

    @Test
    void select_fallback_followsTheStatedOrderForEveryRole() {
        for (Role wanted : ModelSelector.fallbackOrder(Role.QUALITY)) {
            List<String> left =
                    new java.util.ArrayList<>(List.of(HERMES, MIXTRAL, QWEN, LLAMA, MINI));
            for (Role role : ModelSelector.fallbackOrder(wanted)) {
                String expected = modelOf(role);
                if (left.remove(expected)) {
                    List<String> now = new java.util.ArrayList<>(left);
                    now.add(expected);
                    assertEquals(
                            ModelName.parse(expected),
                            chosen(
                                            text("x").withPriority(wanted),
                                            installed(now.toArray(String[]::new)))
                                    .model()
                                    .name(),
                            wanted + " falls to " + role);
                }
            }
            assertEquals(List.of(), left);
        }
    }

    private static String modelOf(Role role) {
        return switch (role) {
            case QUALITY -> MIXTRAL;
            case CODE -> QWEN;
            case DAILY, TRANSLATION -> LLAMA;
            case SPEED -> HERMES;
            case MINI -> MINI;
            case EMBEDDING -> throw new AssertionError("no built-in model");
        };
    }

    @Test
    void select_hints_modelBeatsPriorityBeatsAssistantBeatsText() {
        Inventory all = installed(HERMES, MIXTRAL, QWEN, LLAMA, MINI, DEMO);
        SelectionRequest request = text(CODE_TEXT);
        assertEquals(Role.CODE, chosen(request, all).wantedRole());
        request = request.withAssistantRole(Role.QUALITY);
        assertEquals(Role.QUALITY, chosen(request, all).wantedRole());
        request = request.withPriority(Role.MINI);
        assertEquals(Role.MINI, chosen(request, all).wantedRole());
        request = request.withModel("llama3:8b-instruct-q6_k");
        assertEquals(ModelName.parse(LLAMA), chosen(request, all).model().name());
        assertFalse(chosen(request, all).isFallback());
    }

    @Test
    void select_namedByAlias_findsTheInstalledModel() {
        Chosen chosen =
                chosen(text("x").withModel("qwen-coder-32b"), installed("qwen2.5-coder:32b"));
        assertEquals("qwen2.5-coder:32b", chosen.model().name().toString());
        assertEquals(2048, chosen.entry().maxTokens(), "the answer's length in tokens");
    }

    @Test
    void select_unknownName_nearestSuggested() {
        UnknownModel unknown =
                assertInstanceOf(
                        UnknownModel.class,
                        ModelSelector.select(
                                text("x").withModel("lama3:8b-instruct-q6_k"), installed(LLAMA)));
        assertEquals(Optional.of(LLAMA), unknown.nearest());
        assertEquals(Optional.empty(), unknown.installCommand());
    }

    @Test
    void select_cataloguedNameNotInstalled_commandThatInstallsIt() {
        UnknownModel unknown =
                assertInstanceOf(
                        UnknownModel.class,
                        ModelSelector.select(text("x").withModel("mixtral-8x7b"), installed(DEMO)));
        assertEquals(
                Optional.of("ollama pull mixtral:8x7b-instruct-v0.1-q3_K_M"),
                unknown.installCommand());
    }

    @Test
    void select_nothingInstalled_saysWhatToInstall() {
        NothingInstalled nothing =
                assertInstanceOf(
                        NothingInstalled.class, ModelSelector.select(text(CODE_TEXT), installed()));
        assertEquals(Role.CODE, nothing.wantedRole());
        assertEquals(Optional.of("ollama pull qwen2.5-coder:32b"), nothing.installCommand());
        assertTrue(nothing.candidates().stream().noneMatch(Candidate::installed));
    }

    @Test
    void select_embeddingModel_neverAnswersText() {
        InstalledModel vectors = model("nomic-embed-text:latest", 270_000_000L, Kind.EMBEDDING);
        Inventory inventory = new Inventory(List.of(vectors), List.of(), Catalogue.builtIn());
        assertInstanceOf(NothingInstalled.class, ModelSelector.select(text("Salut"), inventory));
        assertInstanceOf(
                NotForText.class,
                ModelSelector.select(text("x").withModel("nomic-embed-text"), inventory));
        assertEquals(vectors, chosen(text("x").withPriority(Role.EMBEDDING), inventory).model());
    }

    @Test
    void select_uncataloguedModels_assumedRolesAreUsed() {
        Inventory inventory =
                new Inventory(
                        List.of(
                                model("deepseek-coder:33b", 18_820_000_000L, Kind.TEXT),
                                model("gemma3:4b", 3_300_000_000L, Kind.TEXT)),
                        List.of(),
                        Catalogue.builtIn());
        Chosen chosen = chosen(text(CODE_TEXT), inventory);
        assertEquals("deepseek-coder:33b", chosen.model().name().toString());
        assertFalse(chosen.isFallback());
        assertEquals("gemma3:4b", chosen(text("Salut"), inventory).model().name().toString());
    }

    @Test
    void select_uncataloguedModelOfTheRole_comesAfterTheCataloguesOwn() {
        Inventory inventory =
                new Inventory(
                        List.of(
                                model("aaa-coder:70b", 40_000_000_000L, Kind.TEXT),
                                model("custom:7b", 4_000_000_000L, Kind.TEXT)),
                        List.of(),
                        Catalogue.builtIn()
                                .withOverrides(
                                        Map.of(
                                                "custom:7b",
                                                Map.of("roles", "code", "quality", 1))));
        assertEquals(
                List.of("custom:7b", "aaa-coder:70b"),
                chosen(text(CODE_TEXT), inventory).candidates().stream()
                        .filter(Candidate::installed)
                        .map(candidate -> candidate.model().toString())
                        .toList());
    }

    @Test
    void select_candidates_bestFirstAndTheChosenIsTheFirstInstalled() {
        Chosen chosen = chosen(text(CODE_TEXT), installed(LLAMA, DEMO));
        List<Candidate> candidates = chosen.candidates();
        for (int i = 1; i < candidates.size(); i++) {
            assertTrue(candidates.get(i - 1).score() >= candidates.get(i).score());
        }
        assertEquals(
                chosen.model().name(),
                candidates.stream().filter(Candidate::installed).findFirst().orElseThrow().model());
        assertEquals(ModelName.parse(QWEN), candidates.getFirst().model());
        assertEquals(ReasonCode.NOT_INSTALLED, candidates.getFirst().verdict().code());
    }

    @Test
    void reasonCodes_bothLanguages_takeTheSameArguments() {
        for (ReasonCode code : ReasonCode.values()) {
            for (Language language : Language.values()) {
                String template = code.template(language);
                for (int i = 0; i < 4; i++) {
                    assertEquals(
                            i < code.argumentCount(), template.contains("{" + i + "}"), template);
                }
            }
        }
    }
}
