package org.nextgeneration.engine;

import java.io.IOException;
import org.nextgeneration.llama.LlamaContext;
import org.nextgeneration.llama.StateSink;

/** Gives the state of a sequence, as {@link LlamaContext#saveSequence} does. */
@FunctionalInterface
interface StateWriter {
    /**
     * Hands over the state.
     *
     * @param sink gets every byte once, in order
     * @throws IOException if the sink threw it
     */
    void write(StateSink sink) throws IOException;
}
