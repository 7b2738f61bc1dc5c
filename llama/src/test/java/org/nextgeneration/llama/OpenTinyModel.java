package org.nextgeneration.llama;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A {@link TinyModel} that is written, opened and loaded.
 *
 * @param library the library it was loaded by
 * @param model the model
 */
record OpenTinyModel(LlamaLibrary library, LlamaModel model) implements AutoCloseable {
    /** Writes it into a directory and opens it. */
    static OpenTinyModel in(Path directory) throws IOException {
        LlamaLibrary library = Natives.open();
        return new OpenTinyModel(
                library,
                LlamaModel.load(
                        library,
                        TinyModel.write(directory.resolve("tiny.gguf"), 1),
                        ModelParameters.WHOLE,
                        LoadProgress.NONE));
    }

    @Override
    public void close() {
        model.close();
        library.close();
    }
}
