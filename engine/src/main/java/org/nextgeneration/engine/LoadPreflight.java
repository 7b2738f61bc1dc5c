package org.nextgeneration.engine;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.FootprintModel;
import org.nextgeneration.gguf.GgufFile;
import org.nextgeneration.gguf.GgufFormatException;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelPreflight;

/**
 * The preflight: what would crash the library is refused before a worker sees it.
 *
 * @param facts what the file says of itself
 * @param footprint what it takes of the memory
 * @param parts its files, read
 */
record LoadPreflight(ModelFacts facts, FootprintModel footprint, List<GgufFile> parts) {
    /** Copies the list. */
    LoadPreflight {
        parts = List.copyOf(parts);
    }

    /**
     * Reads and checks the file of a load.
     *
     * @throws EngineException if there is none, it would crash the library, or it is not for this
     */
    static LoadPreflight of(LoadRequest request) {
        if (!Files.exists(request.file())) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: found no such file, expected a GGUF model. Check the path."
                            .formatted(request.file()));
        }
        try {
            List<GgufFile> parts = ModelFacts.readParts(request.file());
            ModelFacts facts = suitable(request, ModelPreflight.check(parts));
            FootprintModel footprint = countable(request, () -> FootprintModel.of(parts));
            requireCacheType(request, footprint);
            return new LoadPreflight(facts, footprint, parts);
        } catch (GgufFormatException invalid) {
            throw new EngineException(Kind.UNUSABLE_MODEL, String.valueOf(invalid.getMessage()));
        } catch (ClosedByInterruptException interrupted) {
            throw cancelled(request);
        } catch (NoSuchFileException missing) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: found no such file, expected a part of the split model %s. Get every part."
                            .formatted(missing.getMessage(), request.file()));
        } catch (IOException unreadable) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: cannot be read: %s. Check its permissions."
                            .formatted(request.file(), unreadable.getMessage()));
        }
    }

    private static ModelFacts suitable(LoadRequest request, ModelFacts facts) {
        boolean suits =
                switch (facts.kind()) {
                    case TEXT_GENERATION -> true;
                    case EMBEDDING -> request.embeddings();
                    case ADAPTER, PROJECTOR, VOCABULARY, IMPORTANCE_MATRIX -> false;
                };
        if (!suits) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    "%s: found a file of kind %s, expected a model that %s. Choose another file."
                            .formatted(
                                    request.file(),
                                    facts.kind().name().toLowerCase(Locale.ROOT),
                                    request.embeddings() ? "gives embeddings" : "generates text"));
        }
        return facts;
    }

    /** The library refuses a cache whose heads are no whole blocks. */
    private static void requireCacheType(LoadRequest request, FootprintModel footprint) {
        Set<KvCacheType> types = footprint.cacheTypes();
        if (!types.contains(request.cacheType())) {
            throw new EngineException(
                    Kind.INVALID_REQUEST,
                    ("%s: found a cache of %s, expected one of %s: the length of the model's heads"
                                    + " is no multiple of %d. Choose another type.")
                            .formatted(
                                    request.name(),
                                    request.cacheType().id(),
                                    types.stream().map(KvCacheType::id).collect(joining(" or ")),
                                    request.cacheType().blockNumbers()));
        }
    }

    /**
     * {@return what is counted from a header}
     *
     * @param count throws {@link ArithmeticException} where the header's numbers are beyond any
     *     machine
     * @throws EngineException in its stead
     */
    static <T> T countable(LoadRequest request, Supplier<T> count) {
        try {
            return count.get();
        } catch (ArithmeticException beyond) {
            throw new EngineException(
                    Kind.UNUSABLE_MODEL,
                    ("%s: found sizes that no machine could hold (%s), expected those of a model."
                                    + " The file is damaged or made to do harm: get another.")
                            .formatted(request.file(), beyond.getMessage()));
        }
    }

    /** {@return what to throw where the load was cancelled} */
    static EngineException cancelled(LoadRequest request) {
        return new EngineException(
                Kind.CANCELLED, "The load of %s was cancelled.".formatted(request.name()));
    }
}
