package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** A model that is only counted: the library says how much it would take, and takes nothing. */
class DryRunTest {
    private static final ContextParameters CONTEXT = ContextParameters.of(2_048, 1);

    @TempDir Path directory;

    /** Lines of the log that end in a size, without what says how long something took. */
    private List<String> sizes(ModelParameters how, String mark) throws IOException {
        Path file = TinyModel.write(directory.resolve("tiny.gguf"), 1);
        List<String> lines = new CopyOnWriteArrayList<>();
        try (LlamaLibrary library =
                        LlamaLibrary.open(Natives.directory(), (_, line) -> lines.add(line));
                LlamaModel model = LlamaModel.load(library, file, how, LoadProgress.NONE);
                LlamaContext context = LlamaContext.create(model, CONTEXT)) {
            assertEquals(2_048, context.contextTokens());
            assertTrue(model.sizeBytes() > 0);
        }
        return lines.stream().filter(line -> line.contains(mark)).toList();
    }

    @Test
    void create_dryModel_countsWhatARealOneTakes() throws IOException {
        for (String mark : List.of("compute buffer size", "llama_kv_cache: size = ")) {
            List<String> counted = sizes(ModelParameters.WHOLE.dry(), mark);
            List<String> taken = sizes(ModelParameters.WHOLE, mark);
            assertEquals(1, counted.size(), counted.toString());
            assertTrue(taken.contains(counted.getFirst()), counted + " of " + taken);
        }
    }

    @Test
    void create_dryModel_takesNoMemoryForWeights() throws IOException {
        List<String> lines = sizes(ModelParameters.WHOLE.dry(), "model buffer size");
        assertTrue(lines.getFirst().endsWith("=     0.00 MiB"), lines.toString());
    }

    @Test
    void decode_dryModel_refused() throws IOException {
        Path file = TinyModel.write(directory.resolve("tiny.gguf"), 1);
        try (LlamaLibrary library = Natives.open();
                LlamaModel model =
                        LlamaModel.load(
                                library, file, ModelParameters.WHOLE.dry(), LoadProgress.NONE);
                LlamaContext context = LlamaContext.create(model, CONTEXT);
                LlamaBatch batch = new LlamaBatch(1)) {
            int _ = batch.add(1, 0, 0, true);
            assertRefused(() -> context.decode(batch));
            try (FileChannel state = FileChannel.open(file)) {
                assertRefused(() -> context.restoreSequence(0, state, 0, 64));
            }
            assertEquals(-1, context.maxPosition(0));
            context.clear();
        }
    }

    private static void assertRefused(Executable action) {
        String message = Refusal.message(IllegalStateException.class, action);
        assertTrue(message.contains("a dry run"), message);
    }
}
