package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** The binding with the model that ships: a real vocabulary and trained weights. */
class DemoModelTest {
    private static final Path FILE =
            Path.of(System.getProperty("nextgen.root"))
                    .resolve("demo-model")
                    .resolve("model")
                    .resolve("nextgen-demo.gguf");

    private static final int TOKENS_MAX = 60;

    @Test
    void demo_greeting_answeredInWordsAndEnded() {
        if (!Files.exists(FILE)) {
            Assumptions.abort("NOT TESTED: the demo model, for there is none at " + FILE);
        }
        try (LlamaLibrary library = Natives.open();
                LlamaModel model =
                        LlamaModel.load(library, FILE, ModelParameters.WHOLE, LoadProgress.NONE)) {
            LlamaVocabulary vocabulary = model.vocabulary();
            String prompt =
                    model.applyChatTemplate(
                            "chatml", List.of(new ChatTurn("user", "Bonjour ! Ça va ?")), true);
            List<Integer> tokens =
                    IntStream.of(vocabulary.tokenize(prompt, true, true)).boxed().toList();
            int[] answer = Natives.greedy(model, tokens, TOKENS_MAX);
            assertArrayEquals(answer, Natives.greedy(model, tokens, TOKENS_MAX));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            IntStream.of(answer)
                    .takeWhile(token -> !vocabulary.isEndOfGeneration(token))
                    .forEach(token -> bytes.writeBytes(vocabulary.pieceBytes(token)));
            String text = bytes.toString(StandardCharsets.UTF_8);
            assertTrue(text.matches("(?s).*\\p{L}{3}.*"), text);
            String sample = "Écris une fonction Python 🙂";
            byte[] pieces = pieces(vocabulary, vocabulary.tokenize(sample, false, false));
            assertEquals(sample, new String(pieces, StandardCharsets.UTF_8));
        }
    }

    private static byte[] pieces(LlamaVocabulary vocabulary, int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(vocabulary.pieceBytes(token));
        }
        return bytes.toByteArray();
    }
}
