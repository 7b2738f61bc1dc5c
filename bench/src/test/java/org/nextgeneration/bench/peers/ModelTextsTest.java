package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.bench.RandomModel;
import org.nextgeneration.bench.RandomModelArchitecture;
import org.nextgeneration.gguf.TensorType;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LogListener;
import org.nextgeneration.llama.NativePlatform;

class ModelTextsTest {
    private static final int TOKENS_OF_A_WORD_MAX = 12;

    @TempDir Path folder;

    @Test
    void text_lengthInTokens_isReachedAndRepeatable() throws IOException {
        Path file = folder.resolve("random.gguf");
        new RandomModel(4_000_000, 8_000, TensorType.Q8_0, 1, RandomModelArchitecture.LLAMA)
                .write(file);
        Path natives =
                NativePlatform.current()
                        .orElseThrow()
                        .directoryUnder(
                                Path.of(System.getProperty("nextgen.root", ".."))
                                        .resolve(Path.of("llama", "natives", "node_modules")));
        try (LlamaLibrary library = LlamaLibrary.open(natives, LogListener.QUIET);
                ModelTexts texts = ModelTexts.open(library, file)) {
            String text = texts.text(7, 100);
            int tokens = texts.tokens(text).length;
            assertTrue(tokens >= 100 && tokens < 100 + TOKENS_OF_A_WORD_MAX, "found " + tokens);
            assertEquals(text, texts.text(7, 100));
            assertNotEquals(text, texts.text(8, 100));
            // The end of text and the end of a turn.
            assertEquals(2, texts.endTokens().size());
        }
    }
}
