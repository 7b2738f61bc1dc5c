package org.nextgeneration.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelPreflight;
import org.nextgeneration.gguf.TensorType;

class RandomModelTest {
    private static final long PARAMETERS = 2_000_000;
    private static final int VOCABULARY = 1000;

    @TempDir Path folder;

    private static RandomModel random(TensorType type, long seed) {
        return new RandomModel(PARAMETERS, VOCABULARY, type, seed, RandomModelArchitecture.LLAMA);
    }

    @ParameterizedTest
    @CsvSource({"Q8_0", "F16", "F32", "Q4_0"})
    void write_anyType_givesAModelThatAnEngineMayLoad(TensorType type) throws IOException {
        Path file = folder.resolve("random.gguf");
        random(type, 1).write(file);
        ModelFacts facts = ModelPreflight.check(file);

        assertEquals("llama", facts.architecture());
        assertEquals(type.name(), facts.quantization().label());
        assertEquals(VOCABULARY, facts.vocabularySize());
        assertTrue(facts.chatTemplate().isPresent());
    }

    @Test
    void write_sameSeed_givesTheSameBytes() throws IOException {
        Path one = folder.resolve("one.gguf");
        Path two = folder.resolve("two.gguf");
        Path other = folder.resolve("other.gguf");
        random(TensorType.Q8_0, 7).write(one);
        random(TensorType.Q8_0, 7).write(two);
        random(TensorType.Q8_0, 8).write(other);

        assertEquals(-1, Files.mismatch(one, two));
        assertNotEquals(-1, Files.mismatch(one, other));
    }

    @ParameterizedTest
    @CsvSource({"40M,32000", "125M,32000", "500M,32000", "1.5B,150000", "10M,1000"})
    void near_usualSizes_comesWithinAFifth(String parameters, int vocabulary) {
        long wanted = RandomModel.parseCount(parameters);
        RandomModelShape shape =
                RandomModelShape.near(wanted, vocabulary, RandomModelArchitecture.LLAMA);
        assertEquals(1, shape.parameters() / (double) wanted, 0.2, shape.toString());
    }

    @ParameterizedTest
    @EnumSource
    void write_anyArchitecture_givesAModelOfThatSize(RandomModelArchitecture architecture)
            throws IOException {
        Path file = folder.resolve("random.gguf");
        new RandomModel(20_000_000, VOCABULARY, TensorType.Q8_0, 1, architecture).write(file);
        ModelFacts facts = ModelPreflight.check(file);

        assertEquals(architecture.id(), facts.architecture());
        assertEquals(1, facts.parameterCount() / 20e6, 0.25);
    }

    @Test
    void near_vocabularyLargerThanTheModel_isRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> RandomModelShape.near(1_000_000, 1 << 20, RandomModelArchitecture.LLAMA));
    }

    @Test
    void vocabulary_ofChosenSize_hasUniqueTokensAndAMergeForEachWord() {
        RandomModelVocabulary vocabulary = RandomModelVocabulary.of(5000, 3);
        assertEquals(5000, new HashSet<>(vocabulary.tokens()).size());
        assertEquals(5000 - RandomModelVocabulary.SIZE_MIN, vocabulary.merges().size());
        for (int i = 0; i < vocabulary.merges().size(); i++) {
            assertEquals(
                    vocabulary.tokens().get(256 + i), vocabulary.merges().get(i).replace(" ", ""));
        }
    }
}
