package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gguf.KvCacheType;

/** What a model had in its cache is there again after it was unloaded and loaded. */
class SwapTest {
    private static final List<ChatMessage> FIRST =
            List.of(ChatMessage.user("What is NextGeneration, and who is it for?"));

    @TempDir private Path folder;

    private final Path model =
            Path.of(System.getProperty("nextgen.root", ".."))
                    .resolve("demo-model/model/nextgen-demo.gguf");

    private EmbeddedEngine engine() {
        KeptState everything = new KeptState(folder.resolve("kept"), 1L << 30, 0);
        return new EmbeddedEngine(TestSettings.in(folder.resolve("run")).keeping(everything));
    }

    private LoadRequest request() {
        return new LoadRequest("demo", model, 512, 2, 1, false);
    }

    private record Answered(String text, GenerationResult result) {}

    private static Answered answer(ResidentModel resident, List<ChatMessage> messages)
            throws InterruptedException {
        StringBuilder text = new StringBuilder();
        GenerationRequest request =
                new GenerationRequest(new Prompt.Chat(messages), 60, Sampling.GREEDY, List.of());
        try (Generation generation = resident.generate(request)) {
            for (var piece = generation.next(); piece.isPresent(); piece = generation.next()) {
                text.append(piece.get());
            }
            return new Answered(text.toString(), generation.result());
        }
    }

    private static List<ChatMessage> goneOn(Answered answer) {
        List<ChatMessage> messages = new ArrayList<>(FIRST);
        messages.add(ChatMessage.assistant(answer.text()));
        messages.add(ChatMessage.user("How do I list the models?"));
        return messages;
    }

    private List<Path> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
            return files.toList();
        }
    }

    @Test
    void close_thenLoad_goesOnWhereItWas() throws Exception {
        try (EmbeddedEngine engine = engine()) {
            Answered first;
            Answered unswapped;
            try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                first = answer(resident, FIRST);
                unswapped = answer(resident, goneOn(first));
            }
            assertEquals(1, kept().size(), kept().toString());
            try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                Answered again = answer(resident, goneOn(first));
                assertEquals(unswapped.text(), again.text());
                assertEquals(again.result().promptTokens() - 1, again.result().cachedTokens());
            }
        }
    }

    @Test
    void load_otherCacheOrDamaged_computesAgain() throws Exception {
        try (EmbeddedEngine engine = engine()) {
            List<ChatMessage> chat;
            Answered first;
            try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                chat = goneOn(answer(resident, FIRST));
                first = answer(resident, chat);
            }
            LoadRequest other = request().withCache(0, KvCacheType.Q8_0);
            try (ResidentModel resident = engine.load(other, LoadProgress.NONE)) {
                assertEquals(0, answer(resident, chat).result().cachedTokens());
            }
            for (Path file : kept()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 4;
                Files.write(file, bytes);
            }
            try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                Answered again = answer(resident, chat);
                assertEquals(0, again.result().cachedTokens());
                assertEquals(first.text(), again.text());
            }
        }
    }

    @Test
    void close_directoryCannotBeUsed_unloadsAllTheSame() throws Exception {
        Files.writeString(folder.resolve("kept"), "a file, not a folder");
        try (EmbeddedEngine engine = engine()) {
            for (int i = 0; i < 2; i++) {
                try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                    assertTrue(!answer(resident, FIRST).text().isEmpty());
                }
            }
        }
    }

    @Test
    void close_nothingWorthIt_savesNothing() throws Exception {
        KeptState picky = new KeptState(folder.resolve("kept"), 1L << 30, 3_600);
        try (EmbeddedEngine engine =
                        new EmbeddedEngine(TestSettings.in(folder.resolve("run")).keeping(picky));
                ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
            assertTrue(!answer(resident, FIRST).text().isEmpty());
        }
        assertTrue(Files.notExists(folder.resolve("kept")) || kept().isEmpty());
    }
}
