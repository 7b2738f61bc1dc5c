package org.nextgeneration.llama;

import java.io.Serial;

/** A failure of libllama or of finding it. The message says what was tried and what to do. */
public final class LlamaException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    LlamaException(String message) {
        super(message);
    }

    LlamaException(String message, Throwable cause) {
        super(message, cause);
    }
}
