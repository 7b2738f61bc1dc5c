package org.nextgeneration.health.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nextgeneration.engine.NativeBuild;

/**
 * What the embedded engine has to work with, by the names of files; nothing is loaded.
 *
 * @param searched folders that were looked into
 * @param builds those that hold a build of libllama
 */
record EngineFacts(List<Path> searched, List<Build> builds) {
    private static final Pattern LIBRARY =
            Pattern.compile(
                    "(?:lib)?llama(?:\\.(?!so|dll)[a-z]{2,9})?(?:\\.v([0-9.]+))?"
                            + "\\.(?:so|dylib|dll)(?:\\.([0-9.]+))?");
    private static final Pattern BACK_END =
            Pattern.compile("(?:lib)?ggml-(cuda|vulkan|hip|sycl|metal|opencl|musa|cann)\\b.*");

    /** A folder with a build holds some thirty files. */
    private static final int FILES_MAX = 4_096;

    /**
     * A build of libllama.
     *
     * @param folder where it is
     * @param version as the file's name tells, such as {@code 0.5.0}
     * @param cardBackEnds ways to a graphics card that it has, such as {@code cuda}
     */
    record Build(Path folder, Optional<String> version, List<String> cardBackEnds) {
        /** Copies the list. */
        Build {
            cardBackEnds = List.copyOf(cardBackEnds);
        }

        /** {@return the same as the engine sees it} */
        private NativeBuild files() {
            return new NativeBuild(
                    folder, cardBackEnds.contains("cuda"), cardBackEnds.contains("vulkan"));
        }
    }

    /** Copies the lists. */
    EngineFacts {
        searched = List.copyOf(searched);
        builds = List.copyOf(builds);
    }

    /** {@return the build that the engine takes, in its own order of preference} */
    Optional<Build> taken(boolean cardAllowed) {
        return NativeBuild.ordered(builds.stream().map(Build::files).toList(), cardAllowed).stream()
                .findFirst()
                .flatMap(best -> builds.stream().filter(it -> it.files().equals(best)).findFirst());
    }

    /** Looks at the names of the files. */
    static EngineFacts gather(List<Path> folders) {
        List<Build> builds = new ArrayList<>();
        for (Path folder : folders) {
            look(folder).ifPresent(builds::add);
        }
        return new EngineFacts(folders, builds);
    }

    private static Optional<Build> look(Path folder) {
        Optional<String> library = Optional.empty();
        Optional<String> version = Optional.empty();
        TreeSet<String> backEnds = new TreeSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.limit(FILES_MAX).toList()) {
                String name = String.valueOf(file.getFileName());
                Matcher llama = LIBRARY.matcher(name);
                if (llama.matches()) {
                    library = Optional.of(name);
                    version =
                            version.or(() -> Optional.ofNullable(llama.group(1)))
                                    .or(() -> Optional.ofNullable(llama.group(2)));
                }
                Matcher backEnd = BACK_END.matcher(name);
                if (backEnd.matches()) {
                    backEnds.add(backEnd.group(1));
                }
            }
        } catch (IOException | java.io.UncheckedIOException unreadable) {
            return Optional.empty();
        }
        Optional<String> known = version;
        return library.map(_ -> new Build(folder, known, List.copyOf(backEnds)));
    }
}
