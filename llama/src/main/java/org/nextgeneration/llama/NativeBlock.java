package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Memory of the C library, not zeroed. An arena's own memory counts as direct memory of Java, whose
 * bound is the size of the heap: far less than the state of a long sequence.
 *
 * <p>Source: {@code stdlib.h} of ISO C; every platform's default lookup has it.
 */
@SuppressWarnings("restricted") // Takes memory from the C library, and gives its length.
final class NativeBlock {
    private static final Path LINUX_MEMORY = Path.of("/proc/meminfo");

    /** The line is among the first; the file has some fifty. */
    private static final int LINUX_MEMORY_LINES_MAX = 16;

    private static final Pattern LINUX_AVAILABLE = Pattern.compile("MemAvailable: +(\\d{1,15}) kB");

    // void * malloc(size_t size);
    private static final NativeFunction MALLOC =
            function("malloc", FunctionDescriptor.of(ADDRESS, JAVA_LONG));

    // void free(void * ptr);
    private static final NativeFunction FREE = function("free", FunctionDescriptor.ofVoid(ADDRESS));

    private NativeBlock() {}

    private static NativeFunction function(String name, FunctionDescriptor descriptor) {
        return new NativeFunction(
                name, Linker.nativeLinker().defaultLookup().findOrThrow(name), descriptor);
    }

    /**
     * Takes memory that is given back when an arena closes.
     *
     * @param bytes how much, at least 1
     * @throws LlamaException if there is not so much
     */
    static MemorySegment allocate(long bytes, Arena arena) {
        // Linux grants more than there is, and ends a process when the pages are written.
        OptionalLong available = availableBytes();
        if (available.isPresent() && available.getAsLong() < bytes) {
            throw noRoom(bytes, available.getAsLong() + " bytes available");
        }
        MemorySegment address = MALLOC.pointer(bytes);
        if (address.equals(MemorySegment.NULL)) {
            throw noRoom(bytes, "none that the system gives");
        }
        return address.reinterpret(bytes, arena, FREE::call);
    }

    private static LlamaException noRoom(long bytes, String found) {
        return new LlamaException(
                "memory: found %s, expected %d bytes. Unload another model, or use a shorter"
                                .formatted(found, bytes)
                        + " sequence.");
    }

    private static OptionalLong availableBytes() {
        if (!Files.exists(LINUX_MEMORY)) {
            return OptionalLong.empty();
        }
        try (Stream<String> lines = Files.lines(LINUX_MEMORY)) {
            return availableBytes(lines.limit(LINUX_MEMORY_LINES_MAX).toList());
        } catch (IOException | UncheckedIOException unreadable) {
            return OptionalLong.empty();
        }
    }

    /** {@return the bytes that programs may still take, from the lines of /proc/meminfo} Pure. */
    static OptionalLong availableBytes(List<String> lines) {
        return lines.stream()
                .map(LINUX_AVAILABLE::matcher)
                .filter(Matcher::matches)
                .mapToLong(line -> Long.parseLong(line.group(1)) << 10)
                .findFirst();
    }
}
