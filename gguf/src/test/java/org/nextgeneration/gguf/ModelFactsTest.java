package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelFactsTest {
    @TempDir Path folder;

    @Test
    void of_completeModel_statesEveryFact() throws IOException {
        ModelFacts facts = ModelFacts.of(new TinyModel().readFrom(folder));

        assertEquals(ModelKind.TEXT_GENERATION, facts.kind());
        assertEquals("llama", facts.architecture());
        assertEquals("tiny", facts.name());
        assertEquals(Optional.of("apache-2.0"), facts.licence());
        assertEquals(32 * 64 + 32 + 32 * 32, facts.parameterCount());
        assertEquals(64 * 34 + 32 * 4 + 32 * 34, facts.weightBytes());
        assertEquals(facts.weightBytes(), facts.bytesPerToken(), "the output is the embedding");
        assertEquals(64, facts.vocabularySize());
        assertEquals(Optional.of("{{ messages }}"), facts.chatTemplate());
        assertEquals(Optional.empty(), facts.split());
        assertEquals(
                Optional.of(
                        new ModelShape(
                                2,
                                32,
                                64,
                                List.of(4, 4),
                                List.of(2, 2),
                                8,
                                8,
                                128,
                                0,
                                0,
                                10_000,
                                OptionalInt.empty(),
                                false)),
                facts.shape());
        assertEquals(
                Optional.of(
                        new TokenizerFacts(
                                "gpt2",
                                Optional.of("gpt-2"),
                                64,
                                OptionalInt.of(1),
                                OptionalInt.of(2),
                                OptionalInt.empty(),
                                Optional.of(true),
                                Optional.empty())),
                facts.tokenizer());
    }

    @Test
    void of_mixedTypes_sharesAddUpMostBytesFirst() throws IOException {
        Quantization quantization = ModelFacts.of(new TinyModel().readFrom(folder)).quantization();

        assertEquals("Q8_0", quantization.label());
        long q8Bytes = (64 + 32) * 34;
        double all = q8Bytes + 128;
        assertEquals(
                List.of(
                        new Quantization.Share(TensorType.Q8_0, q8Bytes, q8Bytes / all),
                        new Quantization.Share(TensorType.F32, 128, 128 / all)),
                quantization.shares());
    }

    @ParameterizedTest
    @CsvSource({"15,Q4_K_M", "1039,Q4_K_M", "0,F32", "38,MXFP4", "4,Q8_0", "999999,Q8_0"})
    void of_fileType_labelsAsPeopleDo(long fileType, String label) throws IOException {
        GgufFile file =
                new TinyModel()
                        .with("general.file_type", GgufValue.uint32(fileType))
                        .readFrom(folder);
        assertEquals(label, ModelFacts.of(file).quantization().label());
    }

    @Test
    void of_perLayerHeads_keepsThemApart() throws IOException {
        GgufFile file =
                new TinyModel()
                        .with("llama.attention.head_count", GgufValue.int32s(0, 4))
                        .with("llama.attention.head_count_kv", GgufValue.int32s(0, 1))
                        .with("llama.attention.sliding_window", GgufValue.uint32(64))
                        .with("llama.feed_forward_length", GgufValue.int32s(32, 96))
                        .with("llama.rope.freq_base", GgufValue.float32(500_000))
                        .with("llama.expert_count", GgufValue.uint32(8))
                        .with("llama.expert_used_count", GgufValue.uint32(2))
                        .readFrom(folder);
        ModelShape shape = ModelFacts.of(file).shape().orElseThrow();

        assertEquals(List.of(0, 4), shape.headsPerLayer());
        assertEquals(List.of(0, 1), shape.kvHeadsPerLayer());
        assertEquals(4, shape.heads());
        assertEquals(1, shape.kvHeads());
        assertEquals(8, shape.keyLength());
        assertEquals(96, shape.feedForwardLength());
        assertEquals(OptionalInt.of(64), shape.slidingWindowTokens());
        assertEquals(500_000, shape.ropeFrequencyBase());
        assertEquals(8, shape.experts());
        assertEquals(2, shape.expertsUsed());
    }

    @Test
    void of_recurrentModel_needsNoHeads() throws IOException {
        GgufFile file =
                new TinyModel()
                        .with("general.architecture", GgufValue.text("mamba"))
                        .with("mamba.context_length", GgufValue.uint32(128))
                        .with("mamba.embedding_length", GgufValue.uint32(32))
                        .with("mamba.block_count", GgufValue.uint32(2))
                        .with("mamba.attention.head_count", GgufValue.uint32(0))
                        .readFrom(folder);
        ModelShape shape = ModelFacts.of(file).shape().orElseThrow();
        assertEquals(0, shape.heads());
        assertEquals(0, shape.keyLength());
    }

    @ParameterizedTest
    @CsvSource({
        "general.type,adapter,ADAPTER",
        "general.type,mmproj,PROJECTOR",
        "general.type,imatrix,IMPORTANCE_MATRIX",
        "general.architecture,clip,PROJECTOR",
        "general.type,model,TEXT_GENERATION"
    })
    void of_textThatTellsTheKind_isUnderstood(String key, String value, ModelKind kind)
            throws IOException {
        GgufFile file = new TinyModel().with(key, GgufValue.text(value)).readFrom(folder);
        assertEquals(kind, ModelFacts.of(file).kind());
    }

    @Test
    void of_poolingModel_isAnEmbeddingModel() throws IOException {
        GgufFile file =
                new TinyModel().with("llama.pooling_type", GgufValue.uint32(3)).readFrom(folder);
        assertEquals(ModelKind.EMBEDDING, ModelFacts.of(file).kind());
    }

    @Test
    void of_noTensors_isAVocabulary() throws IOException {
        ModelFacts facts = ModelFacts.of(new TinyModel().withoutTensors().readFrom(folder));
        assertEquals(ModelKind.VOCABULARY, facts.kind());
        assertEquals("Q8_0", facts.quantization().label());
        assertEquals(List.of(), facts.quantization().shares());
    }

    @Test
    void of_wrongType_namesKeyFoundAndExpected() throws IOException {
        GgufFile file =
                new TinyModel().with("llama.block_count", GgufValue.text("2")).readFrom(folder);
        assertRefused(
                "STRING as \"llama.block_count\", expected an integer", () -> ModelFacts.of(file));
    }

    @Test
    void read_splitModel_joinsTheParts() throws IOException {
        Path first = part(0, 2, "a.weight").writeTo(folder.resolve("m-00001-of-00002.gguf"));
        part(1, 2, "b.weight").writeTo(folder.resolve("m-00002-of-00002.gguf"));
        ModelFacts facts = ModelFacts.read(first);

        assertEquals(
                Optional.of(
                        new SplitFacts(
                                0,
                                2,
                                2,
                                List.of("m-00001-of-00002.gguf", "m-00002-of-00002.gguf"))),
                facts.split());
        assertEquals(2 * 1024, facts.parameterCount());
        assertEquals(2 * 32 * 34, facts.weightBytes());
    }

    @Test
    void read_splitModelFaults_areNamed() throws IOException {
        Path first = part(0, 2, "a.weight").writeTo(folder.resolve("m-00001-of-00002.gguf"));
        assertThrows(NoSuchFileException.class, () -> ModelFacts.read(first));

        Path second = folder.resolve("m-00002-of-00002.gguf");
        part(1, 2, "a.weight").writeTo(second);
        assertRefused("tensor \"a.weight\" again", () -> ModelFacts.read(first));
        part(0, 2, "b.weight").writeTo(second);
        assertRefused("expected a name that ends in -00001-of-", () -> ModelFacts.read(first));
        part(1, 2, "b.weight").tensor("c.weight", TensorType.F32, 1).writeTo(second);
        assertRefused("found 3 tensors in all parts", () -> ModelFacts.read(first));
        assertRefused("Open m-00001-of-00002.gguf instead", () -> ModelFacts.read(second));
    }

    @ParameterizedTest
    @CsvSource({"split.count,65535", "split.count,4294967295", "split.no,2", "split.no,65535"})
    void of_impossibleSplitNumber_isRefused(String key, long value) throws IOException {
        Path file =
                part(0, 2, "a.weight")
                        .with(key, GgufValue.uint32(value))
                        .writeTo(folder.resolve("m-00001-of-00002.gguf"));
        assertRefused("as \"" + key, () -> ModelFacts.read(file));
    }

    private static TinyModel part(int number, int count, String tensor) {
        return new TinyModel()
                .with("split.no", GgufValue.uint32(number))
                .with("split.count", GgufValue.uint32(count))
                .with("split.tensors.count", GgufValue.int32(2))
                .withoutTensors()
                .tensor(tensor, TensorType.Q8_0, 32, 32);
    }

    private static void assertRefused(String part, Executable action) {
        String message =
                String.valueOf(assertThrows(GgufFormatException.class, action).getMessage());
        assertTrue(message.contains(part), message);
    }
}
