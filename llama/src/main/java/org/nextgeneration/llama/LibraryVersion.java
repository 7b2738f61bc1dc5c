package org.nextgeneration.llama;

import java.nio.file.Path;

/** The version of libllama that this binding is made for. */
final class LibraryVersion {
    /** Struct layouts and functions are those of this release. */
    static final String EXPECTED = "0.5.0";

    /** Builds that are not tagged as a release carry it, even when made from the tagged source. */
    private static final String UNTAGGED = EXPECTED + "-dev";

    private LibraryVersion() {}

    /**
     * Refuses a library of another version: its structs may differ, and then every call is a crash.
     *
     * @throws LlamaException if {@code found} is not the expected version
     */
    static void check(Path file, String found) {
        String plain = found.startsWith("v") ? found.substring(1) : found;
        if (!plain.equals(EXPECTED) && !plain.equals(UNTAGGED)) {
            throw new LlamaException(
                    "%s: found libllama version %s, expected %s. Use a build of exactly that"
                                    .formatted(file, found, EXPECTED)
                            + " version, or remove engine.llama.home to use the installed one.");
        }
    }
}
