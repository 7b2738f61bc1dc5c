package org.nextgeneration.store;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A model found on disk.
 *
 * @param name the name it is asked for by
 * @param file its GGUF file; of a model in several files, the first
 * @param sizeBytes the size of its weights on disk, all files together
 * @param modified when it was installed or last changed
 * @param origin how it was found
 * @param kind what it can be used for
 */
public record InstalledModel(
        ModelName name, Path file, long sizeBytes, Instant modified, Origin origin, Kind kind) {
    /** How a model was found. */
    public enum Origin {
        /** By a manifest of Ollama's layout. */
        OLLAMA,
        /** As a GGUF file in a folder. */
        FILE,
        /** The small model that ships with the program. */
        DEMO
    }

    /** What a model can be used for. */
    public enum Kind {
        /** It answers in text. */
        TEXT,
        /** It turns text into vectors and never answers. */
        EMBEDDING
    }

    /**
     * {@return a GGUF file as a model, named as a folder's files are, wherever it lies}
     *
     * @param file a file whose name ends in {@code .gguf}
     * @throws IOException if its size or time cannot be read
     */
    public static InstalledModel ofFile(Path file) throws IOException {
        return GgufFiles.model(
                GgufFiles.nameOrStandIn(file),
                file,
                Files.size(file),
                Files.getLastModifiedTime(file).toInstant());
    }

    /** Rejects absent values. */
    public InstalledModel {
        requireNonNull(name, "name");
        requireNonNull(file, "file");
        requireNonNull(modified, "modified");
        requireNonNull(origin, "origin");
        requireNonNull(kind, "kind");
    }
}
