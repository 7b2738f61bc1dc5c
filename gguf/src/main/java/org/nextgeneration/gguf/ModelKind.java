package org.nextgeneration.gguf;

import java.util.Set;

/** What a GGUF file is for. */
public enum ModelKind {
    /** Continues text. */
    TEXT_GENERATION,
    /** Turns text into one vector, or ranks texts. */
    EMBEDDING,
    /** Changes another model's weights (LoRA). */
    ADAPTER,
    /** Turns images or sound into what a text model reads. */
    PROJECTOR,
    /** A tokenizer without weights. */
    VOCABULARY,
    /** Statistics for quantizing. */
    IMPORTANCE_MATRIX;

    private static final Set<String> EMBEDDING_ARCHITECTURES =
            Set.of(
                    "bert",
                    "modern-bert",
                    "nomic-bert",
                    "nomic-bert-moe",
                    "neo-bert",
                    "jina-bert-v2",
                    "jina-bert-v3",
                    "eurobert",
                    "gemma-embedding",
                    "llama-embed",
                    "t5encoder");

    /** {@return the kind, from general.type, the architecture, the pooling type and the tensors} */
    static ModelKind of(GgufFile file, String architecture) {
        Metadata metadata = file.metadata();
        String type = metadata.text("general.type").orElse("model");
        switch (type) {
            case "adapter" -> {
                return ADAPTER;
            }
            case "mmproj" -> {
                return PROJECTOR;
            }
            case "imatrix" -> {
                return IMPORTANCE_MATRIX;
            }
            default -> {
                // A model; which kind, the rest of the header says.
            }
        }
        if (architecture.equals("clip")) {
            return PROJECTOR;
        }
        if (file.tensors().isEmpty() && !metadata.contains("split.count")) {
            return VOCABULARY;
        }
        long pooling = metadata.whole(architecture + ".pooling_type").orElse(0);
        return EMBEDDING_ARCHITECTURES.contains(architecture) || pooling > 0
                ? EMBEDDING
                : TEXT_GENERATION;
    }

    /** {@return whether an engine can load a file of this kind by itself} */
    public boolean isLoadable() {
        return switch (this) {
            case TEXT_GENERATION, EMBEDDING -> true;
            case ADAPTER, PROJECTOR, VOCABULARY, IMPORTANCE_MATRIX -> false;
        };
    }
}
