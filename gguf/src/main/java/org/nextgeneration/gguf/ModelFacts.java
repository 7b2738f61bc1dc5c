package org.nextgeneration.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a model file says about itself, in the words that the rest of NextGeneration uses.
 * Immutable.
 *
 * @param kind what the file is for
 * @param architecture such as {@code llama} or {@code qwen3}; names the program that runs it
 * @param name the model's own name, else the file's
 * @param licence an SPDX identifier or a name, if stated
 * @param parameterCount numbers in all tensors of the parts that were read
 * @param weightBytes bytes of all tensors of the parts that were read
 * @param bytesPerToken of those, read for each token of an answer: not the experts that it does not
 *     use
 * @param quantization how the weights are stored
 * @param shape the dimensions; present if {@link ModelKind#isLoadable()}
 * @param vocabularySize tokens, 0 if the file does not say
 * @param tokenizer the tokenizer, if the file has one
 * @param chatTemplate the Jinja template that lays out a conversation, if the file has one
 * @param split the parts, if the model is split into several files
 */
public record ModelFacts(
        ModelKind kind,
        String architecture,
        String name,
        Optional<String> licence,
        long parameterCount,
        long weightBytes,
        long bytesPerToken,
        Quantization quantization,
        Optional<ModelShape> shape,
        int vocabularySize,
        Optional<TokenizerFacts> tokenizer,
        Optional<String> chatTemplate,
        Optional<SplitFacts> split) {
    static final String ARCHITECTURE_KEY = "general.architecture";

    /**
     * Reads a model's file and, if it is the first part of a split model, the other parts.
     *
     * @throws GgufFormatException if a part is no GGUF file, or the facts are impossible
     * @throws IOException if a part does not exist or cannot be read
     */
    public static ModelFacts read(Path file) throws IOException {
        return of(readParts(file));
    }

    /**
     * {@return the facts of one file; of a split model, what this part holds}
     *
     * @throws GgufFormatException if the architecture is missing, the file is a later part of a
     *     split model, or a dimension is missing, of a wrong type or out of range
     */
    public static ModelFacts of(GgufFile file) {
        return of(List.of(file));
    }

    /**
     * {@return the file, and the further parts of a split model, in order}
     *
     * @throws GgufFormatException if a part is no GGUF file, or the parts do not belong together
     * @throws IOException if a part does not exist or cannot be read
     */
    public static List<GgufFile> readParts(Path path) throws IOException {
        GgufFile first = GgufFile.read(path);
        Optional<SplitFacts> split = splitOf(first);
        if (split.isEmpty()) {
            return List.of(first);
        }
        List<GgufFile> parts = new ArrayList<>();
        parts.add(first);
        for (int number = 1; number < split.get().count(); number++) {
            GgufFile part = GgufFile.read(path.resolveSibling(split.get().fileNames().get(number)));
            SplitFacts found = SplitFacts.of(part);
            if (found.number() != number || found.count() != split.get().count()) {
                throw part.metadata()
                        .failure(
                                SplitFacts.NUMBER_KEY,
                                "part %d of %d".formatted(found.number() + 1, found.count()),
                                "part %d of %d".formatted(number + 1, split.get().count()),
                                "Download the parts again.");
            }
            parts.add(part);
        }
        checkTensorsOf(parts, split.get());
        return parts;
    }

    static ModelFacts of(List<GgufFile> parts) {
        GgufFile first = parts.getFirst();
        Metadata metadata = first.metadata();
        Optional<SplitFacts> split = splitOf(first);
        String architecture =
                metadata.text(ARCHITECTURE_KEY)
                        .filter(text -> !text.isBlank())
                        .orElseThrow(
                                () ->
                                        metadata.failure(
                                                ARCHITECTURE_KEY,
                                                "nothing",
                                                "the model's architecture",
                                                "Convert the model again with llama.cpp."));
        ModelKind kind = ModelKind.of(first, architecture);
        List<TensorInfo> tensors = parts.stream().flatMap(part -> part.tensors().stream()).toList();
        Optional<TokenizerFacts> tokenizer = TokenizerFacts.of(metadata);
        long statedSize = metadata.whole(architecture + ".vocab_size").orElse(0);
        int size =
                tokenizer
                        .map(TokenizerFacts::vocabularySize)
                        .filter(n -> n > 0)
                        .orElse(Math.clamp(statedSize, 0, Integer.MAX_VALUE));
        Optional<ModelShape> shape =
                kind.isLoadable()
                        ? Optional.of(ModelShape.of(metadata, architecture))
                        : Optional.empty();
        return new ModelFacts(
                kind,
                architecture,
                metadata.text("general.name").orElse(String.valueOf(first.path().getFileName())),
                metadata.text("general.license"),
                sum(tensors.stream().map(TensorInfo::elementCount).toList()),
                sum(parts.stream().map(GgufFile::weightBytes).toList()),
                DecodeTraffic.bytesPerToken(tensors, shape),
                Quantization.of(metadata, tensors),
                shape,
                size,
                tokenizer,
                metadata.text("tokenizer.chat_template"),
                split);
    }

    private static long sum(List<Long> values) {
        return values.stream().reduce(0L, Math::addExact);
    }

    private static Optional<SplitFacts> splitOf(GgufFile first) {
        if (first.metadata().whole(SplitFacts.COUNT_KEY).orElse(0) == 0
                || first.metadata().whole(SplitFacts.COUNT_KEY).orElse(0) == 1) {
            return Optional.empty();
        }
        SplitFacts split = SplitFacts.of(first);
        if (split.number() != 0) {
            throw first.metadata()
                    .failure(
                            SplitFacts.NUMBER_KEY,
                            "part %d of %d".formatted(split.number() + 1, split.count()),
                            "part 1",
                            "Open %s instead.".formatted(split.fileNames().getFirst()));
        }
        return Optional.of(split);
    }

    private static void checkTensorsOf(List<GgufFile> parts, SplitFacts split) {
        Set<String> names = new HashSet<>();
        for (GgufFile part : parts) {
            for (TensorInfo tensor : part.tensors()) {
                if (!names.add(tensor.name())) {
                    throw part.metadata()
                            .failure(
                                    SplitFacts.NUMBER_KEY,
                                    "tensor %s again"
                                            .formatted(GgufFormatException.quoted(tensor.name())),
                                    "each tensor in one part",
                                    "Download the parts again.");
                }
            }
        }
        if (names.size() != split.tensorCount()) {
            throw parts.getFirst()
                    .metadata()
                    .failure(
                            SplitFacts.TENSORS_KEY,
                            "%d tensors in all parts".formatted(names.size()),
                            Integer.toString(split.tensorCount()),
                            "Download the parts again.");
        }
    }
}
