package org.nextgeneration.llama;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaVocabularyTest {
    /** Far more than what a stack of ordinary size takes. */
    private static final int RUN_LONG = 100_000;

    @TempDir Path directory;

    private LlamaLibrary library;
    private LlamaModel model;
    private LlamaVocabulary vocabulary;

    @BeforeEach
    void open() throws IOException {
        library = Natives.open();
        model = load(TinyModel.write(directory.resolve("tiny.gguf"), 1));
        vocabulary = model.vocabulary();
    }

    @AfterEach
    void close() {
        model.close();
        library.close();
    }

    /** Pieces are exact; see {@link #detokenize_spaceBeforePunctuation_tidied} for the rest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "the hell, hello!",
                "Ça va ? Où ça, là-bas ?",
                "🙂👩‍👩‍👧‍👦 emoji",
                "日本語と中文",
                "tab\tnewline\r\n nul\0.",
                "\uFEFFmark"
            })
    void tokenize_text_comesBackInPieces(String text) {
        assertEquals(text, pieces(vocabulary, vocabulary.tokenize(text, false, false)));
    }

    private static String pieces(LlamaVocabulary vocabulary, int[] tokens) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int token : tokens) {
            bytes.writeBytes(vocabulary.pieceBytes(token));
        }
        return bytes.toString(UTF_8);
    }

    @Test
    void detokenize_markers_renderedIfAsked() {
        int[] tokens = {TinyModel.IM_START, TinyModel.HELLO, TinyModel.IM_END};
        assertEquals("hello", vocabulary.detokenize(tokens, false, false));
        assertEquals("<|im_start|>hello<|im_end|>", vocabulary.detokenize(tokens, false, true));
    }

    @Test
    void detokenize_spaceBeforePunctuation_tidied() {
        int[] tokens = vocabulary.tokenize("Ça va ?", false, false);
        assertEquals("Ça va?", vocabulary.detokenize(tokens, false, false));
    }

    @Test
    void tokenize_randomText_comesBackInPieces() {
        long seed = new Random().nextLong();
        System.out.println("tokenize_randomText_comesBackInPieces: seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            String text =
                    random.ints(random.nextInt(40), 1, Character.MAX_CODE_POINT)
                            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                            .collect(
                                    StringBuilder::new,
                                    StringBuilder::appendCodePoint,
                                    StringBuilder::append)
                            .toString();
            int[] tokens = vocabulary.tokenize(text, false, false);
            assertEquals(text, pieces(vocabulary, tokens));
        }
    }

    @Test
    void tokenize_merges_used() {
        assertArrayEquals(new int[] {TinyModel.HELLO}, vocabulary.tokenize("hello", false, false));
        assertArrayEquals("hello".getBytes(UTF_8), vocabulary.pieceBytes(TinyModel.HELLO));
        assertEquals("hello", vocabulary.text(TinyModel.HELLO));
    }

    @Test
    void tokenize_marker_parsedOnlyIfAsked() {
        assertArrayEquals(
                new int[] {TinyModel.IM_END}, vocabulary.tokenize("<|im_end|>", false, true));
        assertTrue(vocabulary.tokenize("<|im_end|>", false, false).length > 5);
    }

    @Test
    void tokenize_unpairedSurrogate_questionMark() {
        assertEquals(
                "a?b",
                vocabulary.detokenize(vocabulary.tokenize("a\uD800b", false, false), false, false));
    }

    @Test
    void pieceBytes_marker_emptyUnlessRendered() {
        assertEquals(0, vocabulary.pieceBytes(TinyModel.IM_START).length);
        assertArrayEquals(
                "<|im_start|>".getBytes(UTF_8), vocabulary.pieceBytes(TinyModel.IM_START, true));
    }

    @Test
    void kinds_markers_told() {
        assertTrue(vocabulary.isEndOfGeneration(TinyModel.IM_END));
        assertFalse(vocabulary.isEndOfGeneration(TinyModel.HELLO));
        assertTrue(vocabulary.isControl(TinyModel.IM_START));
        assertFalse(vocabulary.isControl(TinyModel.HELLO));
        assertEquals(OptionalInt.of(TinyModel.END_OF_TEXT), vocabulary.beginOfText());
        assertEquals(OptionalInt.of(TinyModel.IM_END), vocabulary.endOfText());
        assertEquals(OptionalInt.of(TinyModel.IM_END), vocabulary.endOfTurn());
        assertFalse(vocabulary.addsBeginOfText());
        assertEquals(TinyModel.TOKENS, vocabulary.size());
        assertEquals(LlamaVocabulary.Type.BYTE_PAIR, vocabulary.type());
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 264, Integer.MAX_VALUE})
    void token_unknown_refused(int token) {
        assertThrows(IllegalArgumentException.class, () -> vocabulary.pieceBytes(token));
        assertThrows(IllegalArgumentException.class, () -> vocabulary.text(token));
        assertThrows(IllegalArgumentException.class, () -> vocabulary.isControl(token));
        assertThrows(IllegalArgumentException.class, () -> vocabulary.isEndOfGeneration(token));
        assertThrows(
                IllegalArgumentException.class,
                () -> vocabulary.detokenize(new int[] {1, token}, false, false));
    }

    @Test
    void tokenize_tooLong_refused() {
        String text = "é".repeat(LlamaVocabulary.TEXT_BYTES_MAX / 2 + 1);
        assertThrows(IllegalArgumentException.class, () -> vocabulary.tokenize(text, false, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"falcon", "deepseek-llm", "tekken", "exaone-moe"})
    void tokenize_longRuns_survived(String pattern) throws IOException {
        try (LlamaModel other =
                load(TinyModel.write(directory.resolve(pattern + ".gguf"), 1, pattern))) {
            for (String unit : new String[] {" ", "x", "!", "7", "\n", "é", "x "}) {
                String text = unit.repeat(RUN_LONG);
                int[] tokens = other.vocabulary().tokenize(text, false, false);
                assertEquals(text, pieces(other.vocabulary(), tokens));
            }
        }
    }

    @Test
    void tokenize_runTooLong_refused() {
        String text = "x".repeat(TokenizerLoad.RUN_CHARACTERS_MAX + 1);
        String message =
                Refusal.message(
                        IllegalArgumentException.class,
                        () -> vocabulary.tokenize(text, false, false));
        assertTrue(message.contains("characters of one kind"), message);
    }

    @Test
    void tokenize_sentencePieceRunWithoutTokens_refusedBeforeItTakesLong() throws IOException {
        Path file = TinyModel.writeSentencePiece(directory.resolve("pieces.gguf"));
        try (LlamaModel pieces =
                LlamaModel.load(library, file, ModelParameters.VOCABULARY, LoadProgress.NONE)) {
            LlamaVocabulary other = pieces.vocabulary();
            assertEquals(LlamaVocabulary.Type.SENTENCE_PIECE, other.type());
            String newlines = "\n".repeat(1_000_000);
            assertThrows(
                    IllegalArgumentException.class, () -> other.tokenize(newlines, false, false));
            String letters = "ab ".repeat(100_000) + "\n";
            int[] tokens = other.tokenize(letters, false, false);
            assertEquals(letters.length() + 1, tokens.length);
        }
    }

    @Test
    void tokenize_wordWithoutToken_refusedInsteadOfTokenMinusOne() throws IOException {
        Path file = TinyModel.writeWordPieces(directory.resolve("words.gguf"));
        try (LlamaModel words =
                LlamaModel.load(library, file, ModelParameters.VOCABULARY, LoadProgress.NONE)) {
            LlamaVocabulary other = words.vocabulary();
            assertArrayEquals(new int[] {0, 2, 1}, other.tokenize("hello", true, false));
            String message =
                    Refusal.message(
                            LlamaException.class, () -> other.tokenize("hello you", true, false));
            assertTrue(message.contains("needs token -1"), message);
        }
    }

    private LlamaModel load(Path file) {
        return LlamaModel.load(library, file, ModelParameters.WHOLE, LoadProgress.NONE);
    }
}
