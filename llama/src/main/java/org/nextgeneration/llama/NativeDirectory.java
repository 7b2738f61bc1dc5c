package org.nextgeneration.llama;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A directory that holds a build of libllama, and the files in it that are loaded by name.
 *
 * <p>Builds differ in how they name the files: {@code libllama.so}, {@code libllama.v0.5.0.so},
 * {@code libllama.so.0}, {@code llama.dll}, {@code libllama.metal.v0.5.0.dylib}. All are found.
 *
 * @param directory where the build is, absolute
 * @param ggmlBase the tensor library
 * @param ggml the registry of back ends, which needs {@code ggmlBase}
 * @param llama libllama, which needs both
 */
public record NativeDirectory(Path directory, Path ggmlBase, Path ggml, Path llama) {
    private static final String INSTALL =
            "Build the project once (mvn compile), which installs it, or set engine.llama.home to a"
                    + " directory with a build of llama.cpp "
                    + LibraryVersion.EXPECTED
                    + ".";

    /**
     * Finds the build to use. Only looks at file names; nothing is loaded.
     *
     * @param home the directory that the user asked for (setting {@code engine.llama.home}); if
     *     present, no other is tried
     * @param candidates directories to look in otherwise, in order of preference
     * @throws LlamaException if none holds a build; says where it looked and what to do
     */
    public static NativeDirectory find(Optional<Path> home, List<Path> candidates) {
        if (home.isPresent()) {
            return at(home.get());
        }
        return candidates.stream()
                .map(NativeDirectory::look)
                .flatMap(Optional::stream)
                .findFirst()
                .orElseThrow(() -> notFoundIn(candidates));
    }

    /**
     * Looks into one directory.
     *
     * @throws LlamaException if it does not hold a build; says what is missing
     */
    public static NativeDirectory at(Path directory) {
        return look(directory).orElseThrow(() -> incomplete(directory));
    }

    private static Optional<NativeDirectory> look(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        Optional<Path> base = library(absolute, "ggml-base");
        Optional<Path> ggml = library(absolute, "ggml");
        Optional<Path> llama = library(absolute, "llama");
        if (base.isEmpty() || ggml.isEmpty() || llama.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NativeDirectory(absolute, base.get(), ggml.get(), llama.get()));
    }

    /** Of several spellings the shortest wins: it is the link that the others hang on. */
    private static Optional<Path> library(Path directory, String name) {
        Pattern pattern =
                Pattern.compile(
                        "(lib)?%s(\\.\\w+)*\\.(so|dylib|dll)(\\.\\d+)*"
                                .formatted(Pattern.quote(name)));
        if (!Files.isDirectory(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> pattern.matcher(fileName(file)).matches())
                    .min(
                            comparingInt((Path file) -> fileName(file).length())
                                    .thenComparing(comparing(NativeDirectory::fileName)));
        } catch (IOException unreadable) {
            throw new LlamaException(
                    "%s: cannot be listed (%s), expected a directory with libllama. %s"
                            .formatted(directory, unreadable, INSTALL),
                    unreadable);
        }
    }

    private static String fileName(Path file) {
        return file.getFileName().toString();
    }

    private static LlamaException incomplete(Path directory) {
        if (!Files.isDirectory(directory)) {
            return new LlamaException(
                    "%s: found no directory there, expected one with libllama. %s"
                            .formatted(directory, INSTALL));
        }
        String missing =
                Stream.of("ggml-base", "ggml", "llama")
                        .filter(name -> library(directory, name).isEmpty())
                        .collect(Collectors.joining(", "));
        return new LlamaException(
                "%s: found no library %s there, expected libllama and ggml. %s"
                        .formatted(directory, missing, INSTALL));
    }

    private static LlamaException notFoundIn(List<Path> candidates) {
        String places =
                candidates.isEmpty()
                        ? "nowhere, for there is no build for "
                                + System.getProperty("os.name")
                                + " on "
                                + System.getProperty("os.arch")
                        : candidates.stream().map(Path::toString).collect(Collectors.joining(", "));
        return new LlamaException(
                "libllama: not found; looked in %s. %s".formatted(places, INSTALL));
    }
}
