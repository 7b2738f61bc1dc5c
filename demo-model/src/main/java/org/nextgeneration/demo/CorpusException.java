package org.nextgeneration.demo;

import java.io.Serial;
import java.nio.file.Path;

/** A corpus file that cannot be used. The message names file, line, what was found and expected. */
public final class CorpusException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    CorpusException(Path file, int line, String problem) {
        super("%s, line %d: %s".formatted(file, line, problem));
    }
}
