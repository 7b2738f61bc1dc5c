package org.nextgeneration.demo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nextgeneration.demo.BytePairTokenizer.Merge;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.GgufTexts;

/** The shipped model, run by libllama, against the questions that it never saw. */
class DemoModelQualityTest {
    private static final DemoFiles FILES =
            new DemoFiles(Path.of(System.getProperty("nextgen.root", "..")));
    private static final long FILE_BYTES_MAX = 12L << 20;
    private static final int RANDOM_TEXTS = 500;

    private static Corpus corpus = new Corpus(List.of(), List.of());
    private static List<Question> heldOut = List.of();
    private static DemoChat chat = new DemoChat(FILES.natives(), FILES.model());

    @BeforeAll
    static void readCorpus() throws IOException {
        corpus = Corpus.read(FILES.corpus());
        heldOut = HeldOut.read(FILES.corpus(), corpus);
    }

    @AfterAll
    static void closeModel() {
        chat.close();
    }

    @Test
    void answers_heldOutQuestions_reachTheFloors() {
        Score score = Score.of(heldOut, corpus, chat::answer);

        assertTrue(Evaluate.reachesFloors(score), () -> Evaluate.table(score));
    }

    @Test
    void heldOutQuestions_asTheyAre_areEnoughAndNotTrained() {
        Score nothing = Score.of(heldOut, corpus, _ -> "");
        assertEquals(200, nothing.onlyOutside(false).results().size());
        assertEquals(50, nothing.onlyOutside(true).results().size());
        assertEquals(List.of(), HeldOut.alsoTrained(heldOut, corpus));
    }

    @Test
    void file_shipped_isSmall() throws IOException {
        long bytes = Files.size(FILES.model());
        assertTrue(bytes <= FILE_BYTES_MAX, () -> "found %d bytes".formatted(bytes));
    }

    @Test
    void tokens_ofLibllama_areTheTokenizersOwn() throws IOException {
        BytePairTokenizer tokenizer = tokenizerOf(FILES.model());
        List<String> texts = new ArrayList<>();
        corpus.questions().forEach(question -> texts.add(question.text()));
        corpus.topics().forEach(topic -> texts.addAll(topic.answers().values()));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int count = 0; count < RANDOM_TEXTS; count++) {
            texts.add(randomText(random));
        }
        for (String text : texts) {
            assertArrayEquals(
                    tokenizer.encode(text).stream().mapToInt(Integer::intValue).toArray(),
                    chat.tokenize(text),
                    () -> "seed %d, text \"%s\"".formatted(seed, text));
        }
    }

    private static BytePairTokenizer tokenizerOf(Path model) throws IOException {
        List<Merge> merges = new ArrayList<>();
        GgufTexts written =
                GgufFile.read(model).metadata().texts("tokenizer.ggml.merges").orElseThrow();
        for (String merge : written.toList()) {
            int space = merge.indexOf(' ', 1);
            merges.add(new Merge(merge.substring(0, space), merge.substring(space + 1)));
        }
        return new BytePairTokenizer(merges);
    }

    private static String randomText(Random random) {
        String letters = "abz é'’sdmtrevl  \n\tÀœ0129?!.;:«»—\u00a0\u202f日😀<|>_/-`";
        int[] points = letters.codePoints().toArray();
        StringBuilder text = new StringBuilder();
        for (int length = 1 + random.nextInt(40); length > 0; length--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }
}
