package org.nextgeneration.demo.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.demo.BytePairTokenizer;
import org.nextgeneration.demo.BytePairTraining;
import org.nextgeneration.demo.Corpus;
import org.nextgeneration.demo.Language;
import org.nextgeneration.demo.Question;
import org.nextgeneration.demo.Topic;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

class TrainingTest {
    private static final Corpus CORPUS =
            new Corpus(
                    List.of(topic("red", "It is red."), topic("blue", "It is blue.")),
                    List.of(
                            new Question(Language.ENGLISH, "red", "apple?"),
                            new Question(Language.ENGLISH, "blue", "sky?")));
    private static final BytePairTokenizer TOKENIZER =
            new BytePairTraining().add("It is red. It is blue.", 5).train(280);
    private static final NetworkShape SHAPE = new NetworkShape(TOKENIZER.size(), 64, 2, 2, 128);

    @TempDir Path folder;

    @Test
    void step_twoQuestions_areLearnedAndTheFileIsWritten() throws IOException {
        Answers answers = new Answers(CORPUS, TOKENIZER);
        ExampleStream stream =
                new ExampleStream(
                        CORPUS.questions(), answers, TOKENIZER, new Random(1), 512, 0.02f);
        Validation validation = new Validation(CORPUS.questions(), answers, TOKENIZER, 512);
        Path file = folder.resolve("new").resolve("model.gguf");
        try (Training training = new Training(SHAPE, 128, 0, 0.01f, 1, 2, null)) {
            double first = 0;
            double last = 0;
            for (int step = 0; step < 150; step++) {
                last =
                        training.step(
                                        List.of(
                                                Batch.of(stream.next(), TOKENIZER.textEnd()),
                                                Batch.of(stream.next(), TOKENIZER.textEnd())),
                                        3e-3f)
                                .loss();
                first = step == 0 ? last : first;
            }
            assertTrue(last < first / 4, "first %f, last %f".formatted(first, last));
            String report = validation.report(training);
            assertTrue(report.contains("en 100.0 % of 2"), report);
            new ModelFile(SHAPE, TOKENIZER).write(training.state(0, 0).weights(), file);
        }
        assertTrue(Files.size(file) > SHAPE.size());
    }

    @Test
    void checkpoint_writtenAndRead_isTheSame() throws IOException {
        Path file = folder.resolve("state");
        try (Training training = new Training(SHAPE, 128, 0, 0.01f, 1, 2, null)) {
            Checkpoint written = training.state(5, 1234);
            written.write(file);
            Checkpoint read = Checkpoint.read(file, SHAPE, 5);
            assertArrayEquals(written.weights(), read.weights());
            assertEquals(1234, read.elapsedMillis());
        }
    }

    @Test
    void checkpoint_ofAnotherTokenizer_isRefused() throws IOException {
        Path file = folder.resolve("state");
        try (Training training = new Training(SHAPE, 128, 0, 0.01f, 1, 2, null)) {
            training.state(5, 0).write(file);
        }
        IOException error = assertThrows(IOException.class, () -> Checkpoint.read(file, SHAPE, 6));
        assertTrue(String.valueOf(error.getMessage()).contains("--resume"), error::toString);
    }

    @Test
    void next_manyBatches_holdTheWantedTokensAndWholeQuestions() {
        ExampleStream stream =
                new ExampleStream(
                        CORPUS.questions(),
                        new Answers(CORPUS, TOKENIZER),
                        TOKENIZER,
                        new Random(1),
                        512,
                        0.02f);
        for (int round = 0; round < 60; round++) {
            List<ChatExample> examples = stream.next();
            Batch batch = Batch.of(examples, TOKENIZER.textEnd());
            assertTrue(batch.tokens().length <= 640, () -> "found " + batch.tokens().length);
            for (ChatExample example : examples) {
                assertEquals(TOKENIZER.turnStart(), example.tokens().getFirst());
                assertEquals(example.tokens().size(), example.weights().size());
            }
        }
    }

    @Test
    void orthogonal_anyMatrix_hasSingularValuesNearOne() {
        Random random = new Random(3);
        float[] values = new float[8 * 3];
        for (int index = 0; index < values.length; index++) {
            values[index] = random.nextFloat() - 0.5f;
        }
        try (NDManager manager = NDManager.newBaseManager()) {
            float[] even = Orthogonal.of(values, 8, 3, manager);
            double squares = 0;
            for (float value : even) {
                squares += value * value;
            }
            // The iteration leaves each singular value between about 0.7 and 1.2.
            assertEquals(3, squares, 1.5);
        }
    }

    @Test
    void options_unknownOrIncomplete_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Options("--minute", "3"));
        assertThrows(IllegalArgumentException.class, () -> new Options("--minutes"));
        assertEquals(3, new Options("--resume", "--minutes", "3").number("--minutes"));
    }

    private static Topic topic(String id, String answer) {
        return new Topic(
                id,
                Map.of(Language.ENGLISH, List.of(answer), Language.FRENCH, List.of(answer)),
                Map.of(Language.ENGLISH, answer, Language.FRENCH, "En français : " + answer));
    }
}
