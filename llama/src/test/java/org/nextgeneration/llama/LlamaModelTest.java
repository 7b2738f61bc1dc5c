package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LlamaModelTest {
    @TempDir Path directory;

    private Path file;
    private LlamaLibrary library;

    @BeforeEach
    void open() throws IOException {
        file = TinyModel.write(directory.resolve("tiny é.gguf"), 1);
        library = Natives.open();
    }

    @AfterEach
    void close() {
        library.close();
    }

    @Test
    void load_whole_factsOfTheFile() {
        try (LlamaModel model = load(file)) {
            assertEquals(file, model.file());
            assertEquals(TinyModel.LAYERS, model.layers());
            assertEquals(TinyModel.CONTEXT_TOKENS, model.trainedContextTokens());
            assertEquals(TinyModel.WIDTH, model.embeddingLength());
            assertEquals(TinyModel.WIDTH, model.outputLength());
            assertEquals(model.parameterCount() * Float.BYTES, model.sizeBytes());
            assertTrue(model.description().startsWith("llama"), model.description());
            assertFalse(model.hasEncoder());
            assertTrue(model.hasDecoder());
            assertFalse(model.isRecurrent());
            assertFalse(model.isHybrid());
            assertFalse(model.isDiffusion());
        }
    }

    @Test
    void metadata_keys_asInTheFile() {
        try (LlamaModel model = load(file)) {
            assertEquals(Optional.of("llama"), model.metadata("general.architecture"));
            assertEquals(Optional.empty(), model.metadata("general.nothing"));
            assertEquals("tiny", model.metadata().get("general.name"));
            assertTrue(model.chatTemplate().orElseThrow().contains("<|im_start|>"));
        }
    }

    @Test
    void load_deviceThatIsNotThere_refusedBeforeTheFileIsRead() {
        String message =
                Refusal.message(
                        LlamaException.class,
                        () ->
                                LlamaModel.load(
                                        library,
                                        file,
                                        ModelParameters.WHOLE.on(List.of("CUDA7")),
                                        LoadProgress.NONE));
        assertTrue(message.startsWith("device CUDA7: not found, expected one of "), message);
    }

    @Test
    void load_noDevices_usesNone() {
        List<String> lines = new ArrayList<>();
        try (LlamaLibrary logged =
                        LlamaLibrary.open(Natives.directory(), (level, line) -> lines.add(line));
                LlamaModel model =
                        LlamaModel.load(logged, file, ModelParameters.WHOLE, LoadProgress.NONE)) {
            assertEquals(TinyModel.LAYERS, model.layers());
        }
        assertTrue(lines.stream().noneMatch(line -> line.contains("using device")), "" + lines);
        assertTrue(
                lines.stream().anyMatch(line -> line.matches(".*CPU\\S* model buffer size = .*")),
                "" + lines);
    }

    @Test
    void load_absent_saysSo() {
        Path absent = directory.resolve("absent.gguf");
        assertRefused(absent, "found no file");
    }

    @Test
    void load_directory_saysSo() {
        assertRefused(directory, "found no file");
    }

    @Test
    void load_garbage_carriesTheReasonOfTheLibrary() throws IOException {
        Path garbage = directory.resolve("garbage.gguf");
        Files.writeString(garbage, "This is no model at all, but long enough to be one.");
        assertRefused(garbage, "magic");
    }

    @Test
    void load_truncated_carriesTheReasonOfTheLibrary() throws IOException {
        Path truncated = directory.resolve("truncated.gguf");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(truncated, Arrays.copyOf(bytes, bytes.length - 1_000));
        assertRefused(truncated, "not within the file bounds");
    }

    @Test
    void load_unknownArchitecture_carriesTheReasonOfTheLibrary() throws IOException {
        Path unknown = TinyModel.writeUnknownArchitecture(directory.resolve("unknown.gguf"));
        assertRefused(unknown, "perpetuum");
    }

    @Test
    void load_afterFailure_works() {
        assertRefused(directory.resolve("absent.gguf"), "found no file");
        load(file).close();
    }

    @Test
    void load_progress_risesToOne() {
        List<Float> fractions = new ArrayList<>();
        LlamaModel.load(library, file, ModelParameters.WHOLE, fractions::add).close();
        assertEquals(fractions.stream().sorted().toList(), fractions);
        assertEquals(1f, fractions.getLast());
    }

    @Test
    void load_progressSaysStop_cancelled() {
        List<Float> fractions = new ArrayList<>();
        assertThrows(
                CancellationException.class,
                () ->
                        LlamaModel.load(
                                library,
                                file,
                                ModelParameters.WHOLE,
                                fraction -> {
                                    fractions.add(fraction);
                                    return fraction < 0.3f;
                                }));
        assertTrue(fractions.getLast() < 0.6f, fractions.toString());
    }

    @Test
    void load_progressThrows_sameExceptionComesOut() {
        IllegalStateException thrown = new IllegalStateException("from the listener");
        assertSame(
                thrown,
                assertThrows(
                        IllegalStateException.class,
                        () ->
                                LlamaModel.load(
                                        library,
                                        file,
                                        ModelParameters.WHOLE,
                                        _ -> {
                                            throw thrown;
                                        })));
    }

    @Test
    void load_vocabularyOnly_tokenizesButHasNoContext() {
        try (LlamaModel model =
                LlamaModel.load(library, file, ModelParameters.VOCABULARY, LoadProgress.NONE)) {
            assertEquals(TinyModel.TOKENS, model.vocabulary().size());
            assertThrows(
                    IllegalStateException.class,
                    () -> LlamaContext.create(model, ContextParameters.of(64, 1)));
        }
    }

    @Test
    void chatTemplate_ofTheFile_written() {
        try (LlamaModel model = load(file)) {
            List<ChatTurn> turns =
                    List.of(
                            new ChatTurn("system", "Sois bref."),
                            new ChatTurn("user", "Ça va ? 🙂"));
            assertEquals(
                    """
                    <|im_start|>system
                    Sois bref.<|im_end|>
                    <|im_start|>user
                    Ça va ? 🙂<|im_end|>
                    <|im_start|>assistant
                    """,
                    model.applyChatTemplate(model.chatTemplate().orElseThrow(), turns, true));
        }
    }

    @Test
    void chatTemplate_longerThanTheFirstBuffer_whole() {
        try (LlamaModel model = load(file)) {
            ChatTurn turn = new ChatTurn("user", "x");
            String one = model.applyChatTemplate("llama3", List.of(turn), false);
            List<ChatTurn> many = Collections.nCopies(500, turn);
            assertEquals(
                    one.repeat(500).length(),
                    model.applyChatTemplate("llama3", many, false).length());
        }
    }

    @Test
    void chatTemplate_unknown_saysWhich() {
        try (LlamaModel model = load(file)) {
            List<ChatTurn> turns = List.of(new ChatTurn("user", "x"));
            String message =
                    Refusal.message(
                            LlamaException.class,
                            () -> model.applyChatTemplate("{{ nothing }}", turns, true));
            assertTrue(message.contains("{{ nothing }}"), message);
            assertTrue(message.endsWith("Choose another model."), message);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> model.applyChatTemplate("chatml", List.of(), true));
        }
    }

    @Test
    void chatTurn_nul_refused() {
        assertThrows(IllegalArgumentException.class, () -> new ChatTurn("user", "a\0b"));
    }

    @Test
    void close_beforeItsContext_contextWorksOn() {
        LlamaModel model = load(file);
        LlamaContext context = LlamaContext.create(model, ContextParameters.of(64, 1));
        model.close();
        model.close();
        try (LlamaBatch batch = new LlamaBatch(1)) {
            batch.add(1, 0, 0, true);
            assertEquals(DecodeResult.OK, context.decode(batch));
        }
        context.close();
        assertThrows(IllegalStateException.class, model::layers);
        assertThrows(IllegalStateException.class, () -> model.vocabulary().text(1));
        assertThrows(
                IllegalStateException.class,
                () -> LlamaContext.create(model, ContextParameters.of(64, 1)));
    }

    private LlamaModel load(Path path) {
        return LlamaModel.load(library, path, ModelParameters.WHOLE, LoadProgress.NONE);
    }

    private void assertRefused(Path path, String reason) {
        String message = Refusal.message(LlamaException.class, () -> load(path));
        assertTrue(message.startsWith(path.toString()), message);
        assertTrue(message.contains(reason), message);
    }
}
