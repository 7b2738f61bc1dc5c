package org.nextgeneration.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {
    private static final String TOPICS =
            """
            # comment
            - id: ask
              key: ["nextgen ask"]
              en: "Run `nextgen ask`."
              fr: "Lancez `nextgen ask`."
            - id: outside
              key_en: "demo model"
              key_fr: "modèle de démonstration"
              en: "I am only the demo model."
              fr: "Je ne suis que le modèle de démonstration."
            """;

    @TempDir Path folder;

    @BeforeEach
    void writeTopics() throws IOException {
        Files.writeString(folder.resolve("topics.yaml"), TOPICS);
    }

    @Test
    void read_wellFormedFolder_givesTopicsAndQuestionsOfBothLanguages() throws IOException {
        Files.writeString(folder.resolve("questions.en.txt"), "# c\n\n[ask]\nHow do I ask?\n");
        Files.writeString(folder.resolve("questions.2.fr.txt"), "[ask]\nComment demander ?\n");
        Files.writeString(folder.resolve("outside.fr.txt"), "Qui a gagné le match ?\n");
        Files.writeString(folder.resolve("heldout.tsv"), "en\task\tNever read here\n");

        Corpus corpus = Corpus.read(folder);

        assertEquals(List.of("ask", "outside"), corpus.topics().stream().map(Topic::id).toList());
        assertEquals(
                List.of(
                        new Question(Language.FRENCH, "outside", "Qui a gagné le match ?"),
                        new Question(Language.FRENCH, "ask", "Comment demander ?"),
                        new Question(Language.ENGLISH, "ask", "How do I ask?")),
                corpus.questions());
        assertTrue(corpus.topic("ask").isAnsweredBy("NEXTGEN ASK it is", Language.ENGLISH));
    }

    @Test
    void read_unknownHeading_namesFileLineAndTopic() throws IOException {
        Files.writeString(folder.resolve("questions.en.txt"), "[ask]\nA?\n[aks]\nB?\n");

        CorpusException error = assertThrows(CorpusException.class, () -> Corpus.read(folder));

        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("questions.en.txt, line 4: found topic aks"), message);
    }

    @Test
    void read_questionBeforeAnyHeading_isRefused() throws IOException {
        Files.writeString(folder.resolve("questions.en.txt"), "Who?\n");

        CorpusException error = assertThrows(CorpusException.class, () -> Corpus.read(folder));

        assertTrue(String.valueOf(error.getMessage()).contains("line 1"), error::toString);
    }

    @Test
    void read_answerWithoutItsKey_namesFileLineAndKey() throws IOException {
        Files.writeString(
                folder.resolve("topics.yaml"),
                TOPICS.replace("Lancez `nextgen ask`", "Lancez la commande"));

        CorpusException error = assertThrows(CorpusException.class, () -> Corpus.read(folder));

        String message = String.valueOf(error.getMessage());
        assertTrue(message.contains("topics.yaml, line 2: topic ask"), message);
        assertTrue(message.contains("nextgen ask"), message);
    }

    @Test
    void read_sameTopicTwice_isRefused() throws IOException {
        Files.writeString(folder.resolve("topics.yaml"), TOPICS + TOPICS);

        assertThrows(CorpusException.class, () -> Corpus.read(folder));
    }

    @Test
    void read_unknownProperty_namesFileAndLine() throws IOException {
        Files.writeString(folder.resolve("topics.yaml"), TOPICS + "  de: \"Nein\"\n");

        CorpusException error = assertThrows(CorpusException.class, () -> Corpus.read(folder));

        assertTrue(
                String.valueOf(error.getMessage()).contains("topics.yaml, line 6"),
                error::toString);
    }

    @Test
    void heldOut_unknownTopic_namesFileAndLine() throws IOException {
        Corpus corpus = Corpus.read(folder);
        Files.writeString(folder.resolve("heldout.tsv"), "en\task\tA?\nen\tnone\tB?\n");
        Files.writeString(folder.resolve("heldout-outside.tsv"), "fr\tC ?\n");

        CorpusException error =
                assertThrows(CorpusException.class, () -> HeldOut.read(folder, corpus));

        assertTrue(String.valueOf(error.getMessage()).contains("line 2"), error::toString);
    }

    @Test
    void heldOut_questionThatIsTrainedInOtherCase_isFound() {
        Corpus corpus =
                new Corpus(List.of(), List.of(new Question(Language.FRENCH, "ask", "Où est-il ?")));
        Question same = new Question(Language.FRENCH, "ask", "ou est il");
        Question other = new Question(Language.FRENCH, "ask", "où va-t-il ?");

        assertEquals(List.of(same), HeldOut.alsoTrained(List.of(same, other), corpus));
    }
}
