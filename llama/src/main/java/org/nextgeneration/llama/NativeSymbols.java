package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** The symbols of an opened build: finds functions in whichever of its libraries has them. */
@SuppressWarnings("restricted") // Opening libraries is what it is for.
final class NativeSymbols {
    private final NativeDirectory files;
    private final SymbolLookup lookup;

    /**
     * Opens the three libraries, the needed ones first: not every system looks for them beside the
     * library that needs them.
     *
     * @param files what to open
     * @param arena how long they stay open
     * @throws LlamaException if the system cannot open one of them
     */
    NativeSymbols(NativeDirectory files, Arena arena) {
        this.files = files;
        SymbolLookup base = open(files.ggmlBase(), arena);
        SymbolLookup ggml = open(files.ggml(), arena);
        SymbolLookup llama = open(files.llama(), arena);
        lookup = llama.or(ggml).or(base);
    }

    private static SymbolLookup open(Path file, Arena arena) {
        try {
            return SymbolLookup.libraryLookup(file, arena);
        } catch (IllegalCallerException denied) {
            throw new LlamaException(
                    "%s: found native access denied, expected it allowed. Start Java with"
                                    .formatted(file)
                            + " --enable-native-access=org.nextgeneration.llama (or ALL-UNNAMED on"
                            + " the class path).",
                    denied);
        } catch (IllegalArgumentException unopened) {
            throw new LlamaException(
                    "%s: the system cannot open it (%s). Use a build for %s on %s; on Linux it"
                                    .formatted(
                                            file,
                                            reason(file, unopened),
                                            System.getProperty("os.name"),
                                            System.getProperty("os.arch"))
                            + " needs glibc and libstdc++.",
                    unopened);
        }
    }

    /** Asks the loader that reports why; the other one only says that it failed. */
    private static String reason(Path file, IllegalArgumentException unopened) {
        try {
            System.load(file.toString());
            return unopened.toString();
        } catch (UnsatisfiedLinkError explained) {
            return String.valueOf(explained.getMessage());
        }
    }

    NativeDirectory files() {
        return files;
    }

    /**
     * Finds a function.
     *
     * @throws LlamaException if no library has it
     */
    NativeFunction function(String name, FunctionDescriptor descriptor) {
        MemorySegment address =
                lookup.find(name)
                        .orElseThrow(
                                () ->
                                        new LlamaException(
                                                "%s: found no function %s, expected libllama %s."
                                                                .formatted(
                                                                        files.directory(),
                                                                        name,
                                                                        LibraryVersion.EXPECTED)
                                                        + " Use a build of exactly that version."));
        return new NativeFunction(name, address, descriptor);
    }

    NativeFunction call(String name, MemoryLayout... parameters) {
        return function(name, FunctionDescriptor.ofVoid(parameters));
    }

    NativeFunction pointer(String name, MemoryLayout... parameters) {
        return function(name, FunctionDescriptor.of(ADDRESS, parameters));
    }

    NativeFunction integer(String name, MemoryLayout... parameters) {
        return function(name, FunctionDescriptor.of(JAVA_INT, parameters));
    }

    NativeFunction longInteger(String name, MemoryLayout... parameters) {
        return function(name, FunctionDescriptor.of(JAVA_LONG, parameters));
    }

    NativeFunction bool(String name, MemoryLayout... parameters) {
        return function(name, FunctionDescriptor.of(JAVA_BOOLEAN, parameters));
    }
}
