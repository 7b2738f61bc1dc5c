package org.nextgeneration.gguf;

import static org.nextgeneration.gguf.GgufFormatException.quoted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Refuses models that would end the process which loads them.
 *
 * <p>libllama answers most bad files with an error, but aborts on some. This looks for those, by
 * the assertions in {@code llama-model.cpp}, {@code llama-vocab.cpp} and ggml's CPU code, llama.cpp
 * v0.5.0. Stateless; any thread.
 */
public final class ModelPreflight {
    private static final String REMEDY = "The model is damaged: download or convert it again.";

    private static final List<String> ROPE_SCALING_TYPES =
            List.of("none", "linear", "yarn", "longrope");

    /** Their embedding table or output has another width than the vocabulary. */
    private static final Set<String> OTHER_VOCABULARY_ARCHITECTURES =
            Set.of("wavtokenizer-dec", "qwen3tts", "pockettts", "eagle3", "dflash", "qwen3vl");

    /** Their graph asserts that keys, values and rotated dimensions are of one length. */
    private static final Set<String> EQUAL_HEAD_LENGTH_ARCHITECTURES =
            Set.of("llama", "qwen2", "qwen3", "qwen2moe", "qwen3moe", "granite", "mistral3");

    private static final Pattern ONE_ROW = Pattern.compile(".*(norm\\.weight|\\.bias)");
    private static final Pattern MATRIX =
            Pattern.compile(
                    "(token_embd|output|blk\\.\\d+\\."
                            + "(attn_(q|k|v|qkv|output)|ffn_(up|down|gate)))\\.weight");
    private static final Set<TensorType> ROW_TYPES =
            Set.of(TensorType.F32, TensorType.F16, TensorType.BF16);
    private static final Set<TensorType> NOT_MATRIX_TYPES =
            Set.of(
                    TensorType.I8,
                    TensorType.I16,
                    TensorType.I32,
                    TensorType.I64,
                    TensorType.F64,
                    TensorType.Q8_1,
                    TensorType.Q8_K);

    private ModelPreflight() {}

    /**
     * Reads and checks a model and, if it is split, its other parts.
     *
     * @return its facts
     * @throws GgufFormatException if an engine must not load it; says why
     * @throws IOException if a part does not exist or cannot be read
     */
    public static ModelFacts check(Path file) throws IOException {
        return check(ModelFacts.readParts(file));
    }

    /**
     * Checks a model that is one file.
     *
     * @return its facts
     * @throws GgufFormatException if an engine must not load it; says why
     */
    public static ModelFacts check(GgufFile file) {
        return check(List.of(file));
    }

    /**
     * Checks a model whose parts have been read.
     *
     * @return its facts
     * @throws GgufFormatException if an engine must not load it; says why
     */
    public static ModelFacts check(List<GgufFile> parts) {
        Metadata metadata = parts.getFirst().metadata();
        ModelFacts facts = ModelFacts.of(parts);
        if (!facts.kind().isLoadable()) {
            throw metadata.failure(
                    "general.type",
                    facts.kind().toString(),
                    "a model that generates text or embeddings",
                    "Name the model that this file belongs to.");
        }
        ArchitectureKeys keys = new ArchitectureKeys(metadata, facts.architecture());
        ModelShape shape = facts.shape().orElseThrow();
        checkExperts(keys, shape);
        checkPositions(keys, facts.architecture(), shape);
        keys.real("attention.layer_norm_rms_epsilon", 0);
        keys.real("attention.layer_norm_epsilon", 0);
        keys.optional("nextn_predict_layers", 0, shape.layers(), 0);
        VocabularyCheck.of(metadata).ifPresent(VocabularyCheck::check);
        parts.forEach(part -> checkTensors(part, facts));
        return facts;
    }

    private static void checkExperts(ArchitectureKeys keys, ModelShape shape) {
        int groups = keys.optional("expert_group_count", 0, Math.max(0, shape.experts() - 1), 0);
        if (shape.experts() > 0 && shape.expertsUsed() == 0) {
            throw keys.failure(
                    "expert_used_count", "none", "1 to %d experts".formatted(shape.experts()));
        }
        if (groups > 1) {
            keys.required("expert_group_used_count", 1, groups - 1);
            if (shape.experts() % groups != 0) {
                throw keys.failure(
                        "expert_group_count",
                        "%d groups of %d experts".formatted(groups, shape.experts()),
                        "a divisor of the number of experts");
            }
        }
    }

    private static void checkPositions(
            ArchitectureKeys keys, String architecture, ModelShape shape) {
        String scaling = keys.metadata().text(architecture + ".rope.scaling.type").orElse("linear");
        if (!ROPE_SCALING_TYPES.contains(scaling)) {
            throw keys.failure(
                    "rope.scaling.type", quoted(scaling), "one of " + ROPE_SCALING_TYPES);
        }
        if (!EQUAL_HEAD_LENGTH_ARCHITECTURES.contains(architecture)) {
            return;
        }
        int rotated =
                keys.optional("rope.dimension_count", 0, shape.keyLength(), shape.keyLength());
        if (shape.valueLength() != shape.keyLength()
                || rotated != shape.keyLength()
                || rotated % 2 != 0) {
            throw keys.failure(
                    "attention.key_length",
                    "keys of %d, values of %d, %d rotated dimensions"
                            .formatted(shape.keyLength(), shape.valueLength(), rotated),
                    "one even length");
        }
    }

    private static void checkTensors(GgufFile part, ModelFacts facts) {
        for (TensorInfo tensor : part.tensors()) {
            boolean wrong =
                    ONE_ROW.matcher(tensor.name()).matches()
                            ? !ROW_TYPES.contains(tensor.type())
                            : NOT_MATRIX_TYPES.contains(tensor.type())
                                    && MATRIX.matcher(tensor.name()).matches();
            if (wrong) {
                throw failure(
                        part,
                        tensor,
                        "type " + tensor.type(),
                        "a type that ggml computes with there");
            }
        }
        if (!OTHER_VOCABULARY_ARCHITECTURES.contains(facts.architecture())) {
            part.tensor("token_embd.weight").ifPresent(t -> checkVocabularyRows(part, t, facts));
            part.tensor("output.weight").ifPresent(t -> checkVocabularyRows(part, t, facts));
        }
    }

    private static void checkVocabularyRows(GgufFile part, TensorInfo tensor, ModelFacts facts) {
        long embeddingLength = facts.shape().orElseThrow().embeddingLength();
        List<Long> expected = List.of(embeddingLength, (long) facts.vocabularySize());
        if (facts.vocabularySize() > 0 && !tensor.shape().equals(expected)) {
            throw failure(part, tensor, "shape " + tensor.shape(), "shape " + expected);
        }
    }

    private static GgufFormatException failure(
            GgufFile part, TensorInfo tensor, String found, String expected) {
        return new GgufFormatException(
                part.path(),
                part.dataOffsetBytes() + tensor.offsetBytes(),
                "tensor %s of %s".formatted(quoted(tensor.name()), found),
                expected,
                REMEDY);
    }
}
