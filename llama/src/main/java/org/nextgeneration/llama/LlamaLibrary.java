package org.nextgeneration.llama;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * libllama, opened, checked, and ready to load models.
 *
 * <p>The library and its back ends live as long as the process and there is one of them: opening
 * the same directory again is cheap and hands the log to the new listener; another directory is
 * refused. Closing stops the log and further loads; models that are loaded keep working.
 *
 * <p>Any thread may call any method.
 *
 * <p>The library starts a debugger when it aborts, unless the environment of the process has {@code
 * GGML_NO_BACKTRACE=1}; whoever starts a process for it should set that.
 */
public final class LlamaLibrary implements AutoCloseable {
    private static final int DEVICES_MAX = 256;
    private static final Object OPENING = new Object();

    private static @Nullable Loaded loaded;

    /** What is opened once. */
    private record Loaded(
            NativeSymbols symbols,
            LibraryFunctions library,
            ModelFunctions model,
            VocabularyFunctions vocabulary,
            ContextFunctions context,
            SamplerFunctions sampler,
            LogRelay log) {}

    private final Loaded functions;
    private volatile boolean closed;

    private LlamaLibrary(Loaded functions) {
        this.functions = functions;
    }

    /**
     * Opens libllama, or finds it open already.
     *
     * @param directory holds the libraries; see {@link NativeDirectory}
     * @param listener told what the library logs, from now on; {@link LogListener#QUIET} for none
     * @throws LlamaException if the directory holds no libllama, or one of another version or with
     *     other structs, or the process uses another directory already
     */
    public static LlamaLibrary open(Path directory, LogListener listener) {
        requireNonNull(listener, "listener");
        NativeDirectory files = NativeDirectory.at(directory);
        synchronized (OPENING) {
            Loaded present = loaded;
            if (present == null) {
                present = load(files, listener);
                loaded = present;
            } else if (!present.symbols().files().equals(files)) {
                throw new LlamaException(
                        "%s: found libllama from %s open already, expected one library in a"
                                        .formatted(
                                                files.directory(),
                                                present.symbols().files().directory())
                                + " process. Use one directory, or another process.");
            }
            present.log().listener(listener);
            return new LlamaLibrary(present);
        }
    }

    /**
     * The arena is closed only on failure, which unloads what turned out to be the wrong library.
     */
    private static Loaded load(NativeDirectory files, LogListener listener) {
        Arena arena = Arena.ofShared();
        boolean fits = false;
        try {
            NativeSymbols symbols = new NativeSymbols(files, arena);
            LibraryVersion.check(
                    files.llama(),
                    NativeText.owned(symbols.pointer("llama_version").pointer())
                            .orElse("without a name"));
            LibraryFunctions library = new LibraryFunctions(symbols);
            LayoutCheck.check(files.llama(), library);
            Loaded result =
                    new Loaded(
                            symbols,
                            library,
                            new ModelFunctions(symbols),
                            new VocabularyFunctions(symbols),
                            new ContextFunctions(symbols),
                            new SamplerFunctions(symbols),
                            new LogRelay());
            fits = true;
            initialize(result, files, listener);
            return result;
        } finally {
            if (!fits) {
                arena.close();
            }
        }
    }

    private static void initialize(Loaded result, NativeDirectory files, LogListener listener) {
        result.log().listener(listener);
        result.library().logTo.call(result.log().callback(Arena.global()), MemorySegment.NULL);
        try (Arena scratch = Arena.ofConfined()) {
            result.library().loadBackends.call(scratch.allocateFrom(files.directory().toString()));
        }
        result.library().initialize.call();
        if (result.library().deviceCount.longInteger() == 0) {
            throw new LlamaException(
                    "%s: found no back end of ggml that runs on this processor, expected a library"
                                    .formatted(files.directory())
                            + " ggml-cpu beside libllama. Use a build made for this machine.");
        }
    }

    /** {@return the version that the library reports} */
    public String version() {
        return NativeText.owned(open().library().version.pointer()).orElse("");
    }

    /** {@return where the library was loaded from} */
    public Path directory() {
        return functions.symbols().files().directory();
    }

    /** {@return what the back ends can do here, such as the instruction sets in use, in a line} */
    public String systemInformation() {
        return NativeText.owned(open().library().systemInformation.pointer()).orElse("");
    }

    /** {@return what the library can compute on, with the memory that is free now} */
    public List<Device> devices() {
        LibraryFunctions library = open().library();
        return deviceAddresses(library).stream()
                .map(address -> DeviceReading.of(library, address))
                .toList();
    }

    private static List<MemorySegment> deviceAddresses(LibraryFunctions library) {
        long count = Math.min(library.deviceCount.longInteger(), DEVICES_MAX);
        List<MemorySegment> addresses = new ArrayList<>();
        for (long index = 0; index < count; index++) {
            addresses.add(library.device.pointer(index));
        }
        return addresses;
    }

    /**
     * Finds devices by their names, in the order of the names.
     *
     * @throws LlamaException if there is none of a name, or it cannot hold a model's weights
     */
    List<MemorySegment> devicesNamed(List<String> names) {
        if (names.isEmpty()) {
            // Asking a back end for its devices can cost memory on a card.
            return List.of();
        }
        LibraryFunctions library = open().library();
        List<MemorySegment> addresses = deviceAddresses(library);
        List<Device> devices =
                addresses.stream().map(address -> DeviceReading.of(library, address)).toList();
        List<MemorySegment> found = new ArrayList<>();
        for (String name : names) {
            found.add(addresses.get(DeviceReading.indexOf(name, devices)));
        }
        return found;
    }

    /** Stops the log and further loads. Does nothing when called again. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            functions.log().listener(LogListener.QUIET);
        }
    }

    private Loaded open() {
        if (closed) {
            throw new IllegalStateException("libllama: found it closed, expected it open");
        }
        return functions;
    }

    LibraryFunctions libraryFunctions() {
        return open().library();
    }

    ModelFunctions modelFunctions() {
        return functions.model();
    }

    VocabularyFunctions vocabularyFunctions() {
        return functions.vocabulary();
    }

    ContextFunctions contextFunctions() {
        return functions.context();
    }

    SamplerFunctions samplerFunctions() {
        return functions.sampler();
    }

    LogRelay log() {
        return functions.log();
    }
}
