package org.nextgeneration.llama;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * A model in memory.
 *
 * <p>Any thread may call any method. The weights are freed when the model and every context made
 * from it are closed, in any order, and no thread is inside the library with it.
 */
public final class LlamaModel implements AutoCloseable {
    /** The most turns of a conversation for {@link #applyChatTemplate}. */
    public static final int CHAT_TURNS_MAX = 65_536;

    /** The most that a conversation may hold for {@link #applyChatTemplate}, in bytes of UTF-8. */
    public static final int CHAT_BYTES_MAX = LlamaVocabulary.TEXT_BYTES_MAX;

    private static final int METADATA_MAX = 65_536;

    private final LlamaLibrary library;
    private final ModelFunctions functions;
    private final NativeResource resource;
    private final Path file;
    private final ModelParameters parameters;
    private final LlamaVocabulary vocabulary;

    private LlamaModel(
            LlamaLibrary library, Path file, ModelParameters parameters, MemorySegment address) {
        this.library = library;
        this.functions = library.modelFunctions();
        this.file = file;
        this.parameters = parameters;
        this.resource =
                new NativeResource(
                        "model " + file,
                        address,
                        NativeResource.Sharing.SHARED,
                        functions.free::call);
        this.vocabulary =
                new LlamaVocabulary(
                        library.vocabularyFunctions(),
                        resource,
                        functions.vocabulary.pointer(address));
    }

    /**
     * Loads a model from a GGUF file, or from all files of a split set given the first.
     *
     * <p>Blocks until the weights are in place. Check a file that is not trusted before: libllama
     * ends the process over some malformed ones.
     *
     * @param library an open library
     * @param file the GGUF file
     * @param parameters how to load it
     * @param progress told how far it is; may cancel. What it throws is thrown by this method.
     * @throws LlamaException if the file is absent, a device is not there, or libllama refuses the
     *     file; then it ends with the last complaints of the library
     * @throws CancellationException if {@code progress} said to stop; nothing stays in memory
     */
    public static LlamaModel load(
            LlamaLibrary library, Path file, ModelParameters parameters, LoadProgress progress) {
        requireNonNull(parameters, "parameters");
        requireNonNull(progress, "progress");
        LibraryFunctions libraryFunctions = library.libraryFunctions();
        if (!Files.isReadable(file) || !Files.isRegularFile(file)) {
            throw new LlamaException(
                    "%s: found no file that can be read, expected a GGUF model. Check the path."
                            .formatted(file));
        }
        try (Arena arena = Arena.ofConfined()) {
            ProgressRelay relay = new ProgressRelay(progress);
            MemorySegment struct =
                    ParameterStructs.model(
                            libraryFunctions,
                            parameters,
                            library.devicesNamed(parameters.devices()),
                            relay.callback(arena),
                            arena);
            library.log().forget();
            MemorySegment address =
                    library.modelFunctions()
                            .load
                            .pointer(
                                    arena.allocateFrom(
                                            file.toAbsolutePath().toString(),
                                            StandardCharsets.UTF_8),
                                    struct);
            if (address.equals(MemorySegment.NULL)) {
                relay.rethrow(file);
                throw new LlamaException(
                        "%s: libllama %s cannot load it: %s. Check the file, or get it again."
                                .formatted(
                                        file, LibraryVersion.EXPECTED, library.log().complaints()));
            }
            return new LlamaModel(library, file, parameters, address);
        }
    }

    /** {@return the tokens that it reads and writes; usable until the model is closed} */
    public LlamaVocabulary vocabulary() {
        return vocabulary;
    }

    /** {@return the file that it was loaded from} */
    public Path file() {
        return file;
    }

    /** {@return architecture, size and quantization in a few words} */
    public String description() {
        return resource.use(
                model ->
                        NativeText.written(
                                        (buffer, bytes) ->
                                                functions.description.integer(model, buffer, bytes))
                                .orElse(""));
    }

    /** {@return size of all weights} */
    public long sizeBytes() {
        return resource.use(functions.sizeBytes::longInteger);
    }

    /** {@return number of weights} */
    public long parameterCount() {
        return resource.use(functions.parameterCount::longInteger);
    }

    /** {@return length of context that the model was trained for, in tokens} */
    public int trainedContextTokens() {
        return resource.useForInt(functions.trainedContextTokens::integer);
    }

    /** {@return length of the vectors inside the model} */
    public int embeddingLength() {
        return resource.useForInt(functions.embeddingLength::integer);
    }

    /** {@return length of the vectors that {@link LlamaContext#embedding} gives} */
    public int outputLength() {
        return resource.useForInt(functions.outputLength::integer);
    }

    /** {@return classes that a model for {@link Pooling#RANK} scores} */
    public int classCount() {
        return resource.useForInt(functions.classCount::integer);
    }

    /** {@return number of layers} */
    public int layers() {
        return resource.useForInt(functions.layers::integer);
    }

    /** {@return whether {@link LlamaContext#encode} must run before the first decode} */
    public boolean hasEncoder() {
        return resource.use(functions.hasEncoder::bool);
    }

    /** {@return whether it can produce text} */
    public boolean hasDecoder() {
        return resource.use(functions.hasDecoder::bool);
    }

    /** {@return whether it keeps a state instead of a cache, such as Mamba} */
    public boolean isRecurrent() {
        return resource.use(functions.isRecurrent::bool);
    }

    /** {@return whether it keeps both a state and a cache} */
    public boolean isHybrid() {
        return resource.use(functions.isHybrid::bool);
    }

    /** {@return how far back some layers look, in tokens; 0 if all look back to the beginning} */
    public int slidingWindowTokens() {
        return resource.useForInt(functions.slidingWindowTokens::integer);
    }

    /** {@return whether it writes a text all at once instead of token by token} */
    public boolean isDiffusion() {
        return resource.use(functions.isDiffusion::bool);
    }

    /** {@return a value of the file's metadata as text, unless absent or an array} */
    public Optional<String> metadata(String key) {
        return resource.use(
                model -> {
                    try (Arena scratch = Arena.ofConfined()) {
                        MemorySegment name = scratch.allocateFrom(key, StandardCharsets.UTF_8);
                        return NativeText.written(
                                (buffer, bytes) ->
                                        functions.metadataValue.integer(
                                                model, name, buffer, bytes));
                    }
                });
    }

    /** {@return the file's metadata as text, without arrays} */
    public Map<String, String> metadata() {
        return resource.use(
                model -> {
                    int count = Math.min(functions.metadataCount.integer(model), METADATA_MAX);
                    Map<String, String> values = LinkedHashMap.newLinkedHashMap(count);
                    for (int i = 0; i < count; i++) {
                        int index = i;
                        String key =
                                NativeText.written(
                                                (buffer, bytes) ->
                                                        functions.metadataKeyAt.integer(
                                                                model, index, buffer, bytes))
                                        .orElse("");
                        String value =
                                NativeText.written(
                                                (buffer, bytes) ->
                                                        functions.metadataValueAt.integer(
                                                                model, index, buffer, bytes))
                                        .orElse("");
                        values.put(key, value);
                    }
                    return Map.copyOf(values);
                });
    }

    /** {@return the chat template that the file carries, in Jinja} */
    public Optional<String> chatTemplate() {
        return resource.use(
                model ->
                        NativeText.owned(
                                functions.chatTemplate.pointer(model, MemorySegment.NULL)));
    }

    /**
     * Writes a conversation in the form that a model was trained on.
     *
     * <p>libllama does not run Jinja: it recognises the templates of well-known models and writes
     * what they would. It takes {@code chatml} and other short names too.
     *
     * @param template a chat template, or a short name
     * @param turns the conversation, at most {@link #CHAT_TURNS_MAX} and {@link #CHAT_BYTES_MAX}
     * @param addAssistant whether to end with the words that open the model's answer
     * @throws LlamaException if libllama does not recognise the template
     */
    public String applyChatTemplate(String template, List<ChatTurn> turns, boolean addAssistant) {
        return resource.use(_ -> ChatTemplate.apply(functions, template, turns, addAssistant));
    }

    /** Frees the weights once nothing uses them. Does nothing when called again. */
    @Override
    public void close() {
        resource.close();
    }

    LlamaLibrary library() {
        return library;
    }

    /** Shared with what is made from the model, which keeps it in memory by using it. */
    NativeResource resource() {
        return resource;
    }

    /** {@return how it was loaded} */
    ModelParameters parameters() {
        return parameters;
    }
}
