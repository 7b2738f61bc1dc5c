package org.nextgeneration.llama;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes the saved state of a sequence, part by part. Called by the thread that saves. */
@FunctionalInterface
public interface StateSink {
    /**
     * Takes the next part.
     *
     * @param part native memory, read-only, at most {@link LlamaContext#STATE_PART_BYTES} long;
     *     valid until this returns
     * @throws IOException if it cannot be kept; the save ends with it
     */
    void accept(ByteBuffer part) throws IOException;
}
