package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Answers that share decodes and prefixes are those that each gets alone. With the demo model: a
 * random one has so many tokens of almost equal score that rounding decides, and ggml rounds in
 * another order where the cells of a sequence lie in another order.
 */
class SharedContextTest {
    private static final List<String> QUESTIONS =
            List.of(
                    "What is NextGeneration?",
                    "Which graphics card may be used?",
                    "Qu'est-ce que NextGeneration ?",
                    "How do I list the models?",
                    "What is a role?",
                    "Comment ajouter un modèle ?",
                    "Where are models kept?",
                    "What does the doctor do?");

    /** What the demo model was trained on, so that it is sure of its answers. */
    private static final List<ChatMessage> CONTEXT =
            List.of(
                    ChatMessage.user("What is NextGeneration?"),
                    ChatMessage.assistant(
                            "NextGeneration runs a team of AI assistants on local models. It"
                                    + " chooses the right model for each step and respects your"
                                    + " graphics card policy."));

    @TempDir private static Path folder;
    private static Path model;
    private static EmbeddedEngine engine;

    @BeforeAll
    static void start() {
        model =
                Path.of(System.getProperty("nextgen.root", ".."))
                        .resolve("demo-model/model/nextgen-demo.gguf");
        engine = new EmbeddedEngine(TestSettings.in(folder.resolve("run")));
    }

    @AfterAll
    static void stop() {
        engine.close();
    }

    private static ResidentModel load(int sequences) {
        return engine.load(
                new LoadRequest("demo", model, 512, sequences, 1, false), LoadProgress.NONE);
    }

    private record Answered(String text, GenerationResult result) {}

    private static Answered answer(ResidentModel resident, List<ChatMessage> messages)
            throws InterruptedException {
        GenerationRequest request =
                new GenerationRequest(new Prompt.Chat(messages), 48, Sampling.GREEDY, List.of());
        StringBuilder text = new StringBuilder();
        try (Generation generation = resident.generate(request)) {
            generation.next().ifPresent(text::append);
            for (var piece = generation.next(); piece.isPresent(); piece = generation.next()) {
                text.append(piece.get());
            }
            return new Answered(text.toString(), generation.result());
        }
    }

    private static List<Answered> together(ResidentModel resident, List<List<ChatMessage>> chats)
            throws Exception {
        List<Future<Answered>> futures = new ArrayList<>();
        List<Answered> answers = new ArrayList<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (List<ChatMessage> chat : chats) {
                futures.add(executor.submit(() -> answer(resident, chat)));
            }
            for (Future<Answered> future : futures) {
                answers.add(future.get(60, TimeUnit.SECONDS));
            }
        }
        return answers;
    }

    /** Each in a model of its own, so that nothing can be shared. */
    private static List<String> alone(List<List<ChatMessage>> chats) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (List<ChatMessage> chat : chats) {
            try (ResidentModel resident = load(1)) {
                texts.add(answer(resident, chat).text());
            }
        }
        return texts;
    }

    private static List<List<ChatMessage>> plain() {
        return QUESTIONS.stream().map(question -> List.of(ChatMessage.user(question))).toList();
    }

    private static List<List<ChatMessage>> withContext() {
        return QUESTIONS.stream().map(SharedContextTest::afterContext).toList();
    }

    private static List<ChatMessage> afterContext(String question) {
        List<ChatMessage> messages = new ArrayList<>(CONTEXT);
        messages.add(ChatMessage.user(question));
        return messages;
    }

    private static List<String> texts(List<Answered> answers) {
        return answers.stream().map(Answered::text).toList();
    }

    @Test
    void generate_eightAtOnce_giveWhatEachGivesAlone() throws Exception {
        try (ResidentModel resident = load(8)) {
            assertEquals(alone(plain()), texts(together(resident, plain())));
        }
    }

    @Test
    void generate_moreThanPlaces_giveWhatEachGivesAlone() throws Exception {
        try (ResidentModel resident = load(3)) {
            assertEquals(alone(plain()), texts(together(resident, plain())));
        }
    }

    @Test
    void generate_sharedPrefixAtOnce_isComputedOnce() throws Exception {
        try (ResidentModel resident = load(8)) {
            List<Answered> answers = together(resident, withContext());
            assertEquals(alone(withContext()), texts(answers));
            int prompts = answers.stream().mapToInt(it -> it.result().promptTokens()).sum();
            int cached = answers.stream().mapToInt(it -> it.result().cachedTokens()).sum();
            int shared = resident.tokenize(CONTEXT.getLast().text()).size();
            assertTrue(
                    cached >= 7 * shared && cached < prompts,
                    "%d of %d tokens cached, %d shared".formatted(cached, prompts, shared));
        }
    }

    @Test
    void generate_continuedConversation_computesOnlyWhatIsNew() throws Exception {
        try (ResidentModel resident = load(2)) {
            List<ChatMessage> chat = new ArrayList<>(List.of(ChatMessage.user(QUESTIONS.get(0))));
            Answered first = answer(resident, chat);
            chat.add(ChatMessage.assistant(first.text()));
            chat.add(ChatMessage.user(QUESTIONS.get(1)));
            Answered second = answer(resident, chat);
            assertEquals(alone(List.of(chat)).getFirst(), second.text());
            assertTrue(
                    second.result().cachedTokens()
                            >= first.result().promptTokens()
                                    + first.result().completionTokens()
                                    - 1,
                    second.toString());
        }
    }

    @Test
    void generate_sameAgain_givesTheSameFromTheCache() throws Exception {
        try (ResidentModel resident = load(1)) {
            Answered first = answer(resident, plain().getFirst());
            Answered again = answer(resident, plain().getFirst());
            assertEquals(0, first.result().cachedTokens());
            assertEquals(first.text(), again.text());
            assertFalse(first.text().isEmpty());
            assertEquals(again.result().promptTokens() - 1, again.result().cachedTokens());
        }
    }
}
