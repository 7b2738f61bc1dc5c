package org.nextgeneration.store;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The models that the program knows of itself.
 *
 * <p>Sizes are those that the models' own registry entries give, in decimal bytes. Expected speeds
 * are the figures published with the reference set-up, one RTX 3090 behind Ollama.
 */
final class BuiltInCatalogue {
    /** The small model that ships with the program. */
    static final ModelName DEMO = ModelName.parse("nextgen-demo:latest");

    private BuiltInCatalogue() {}

    static List<CatalogueEntry> entries() {
        return List.of(speed(), quality(), code(), daily(), mini(), demo());
    }

    private static CatalogueEntry speed() {
        return new CatalogueEntry(
                ModelName.parse("nous-hermes-2-mistral-7b-dpo:latest"),
                List.of(),
                List.of(Role.SPEED),
                4_140_000_000L,
                "7.2B",
                "Q4_K_S",
                OptionalDouble.of(6),
                7,
                new Localized("Réponses très rapides", "Very quick answers"),
                List.of("quick", "fast", "brief", "chat", "simple"),
                0.7,
                512,
                8192,
                "hf.co/NousResearch/Nous-Hermes-2-Mistral-7B-DPO-GGUF:Q4_K_S",
                false);
    }

    private static CatalogueEntry quality() {
        return new CatalogueEntry(
                ModelName.parse("mixtral:8x7b-instruct-v0.1-q3_k_m"),
                List.of(ModelName.parse("mixtral-8x7b:latest")),
                List.of(Role.QUALITY),
                22_550_000_000L,
                "46.7B",
                "Q3_K_M",
                OptionalDouble.of(1),
                10,
                new Localized("Analyses de qualité maximale", "Analysis of the highest quality"),
                List.of("analysis", "complex", "detailed", "research", "deep"),
                0.3,
                4096,
                8192,
                "mixtral:8x7b-instruct-v0.1-q3_K_M",
                false);
    }

    private static CatalogueEntry code() {
        return new CatalogueEntry(
                ModelName.parse("qwen-coder-32b:latest"),
                List.of(ModelName.parse("qwen2.5-coder:32b")),
                List.of(Role.CODE),
                19_850_000_000L,
                "32.8B",
                "Q4_K_M",
                OptionalDouble.of(2),
                9,
                new Localized("Spécialiste du développement", "Software development"),
                List.of("code", "programming", "python", "javascript", "debug", "refactor"),
                0.1,
                2048,
                8192,
                "qwen2.5-coder:32b",
                false);
    }

    private static CatalogueEntry daily() {
        return new CatalogueEntry(
                ModelName.parse("llama3:8b-instruct-q6_k"),
                List.of(),
                List.of(Role.DAILY, Role.TRANSLATION),
                6_600_000_000L,
                "8.0B",
                "Q6_K",
                OptionalDouble.of(4),
                8,
                new Localized("Usage quotidien équilibré", "Balanced everyday use"),
                List.of("general", "summary", "explain", "moderate"),
                0.5,
                1024,
                8192,
                "llama3:8b-instruct-q6_K",
                false);
    }

    private static CatalogueEntry mini() {
        return new CatalogueEntry(
                ModelName.parse("qwen2.5-coder:1.5b"),
                List.of(),
                List.of(Role.MINI),
                990_000_000L,
                "1.5B",
                "Q4_K_M",
                OptionalDouble.of(10),
                6,
                new Localized("Essais express", "Express trials"),
                List.of("test", "experiment", "prototype", "minimal"),
                0.4,
                256,
                4096,
                "qwen2.5-coder:1.5b",
                false);
    }

    private static CatalogueEntry demo() {
        return new CatalogueEntry(
                DEMO,
                List.of(),
                List.of(
                        Role.DAILY,
                        Role.SPEED,
                        Role.MINI,
                        Role.CODE,
                        Role.QUALITY,
                        Role.TRANSLATION),
                0,
                "",
                "",
                OptionalDouble.empty(),
                1,
                new Localized(
                        "Modèle de démonstration\u00a0: ne connaît que NextGeneration",
                        "Demo model: knows about NextGeneration only"),
                List.of("nextgeneration", "demo"),
                0.0,
                256,
                512,
                null,
                true);
    }
}
