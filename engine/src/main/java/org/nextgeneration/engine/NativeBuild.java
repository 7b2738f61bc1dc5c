package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.nextgeneration.gpu.GpuEnvironment.Reach;

/**
 * A directory with a build of the native library, and which ways to a card its files open.
 *
 * @param directory where it is
 * @param cuda whether it has the back end for CUDA
 * @param vulkan whether it has the back end for Vulkan
 */
public record NativeBuild(Path directory, boolean cuda, boolean vulkan) {
    private static final Pattern CUDA = library("cuda");
    private static final Pattern VULKAN = library("vulkan");

    /** Files of a directory that are looked at; a build has some twenty. */
    private static final int FILES_MAX = 1_000;

    private static Pattern library(String backEnd) {
        return Pattern.compile("(lib)?ggml-%s[.\\w-]*\\.(so|dll|dylib)[.\\d]*".formatted(backEnd));
    }

    /** Looks at the names of the files; a directory that cannot be read has no way to a card. */
    static NativeBuild look(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return of(
                    directory,
                    files.limit(FILES_MAX).map(file -> file.getFileName().toString()).toList());
        } catch (IOException unreadable) {
            return new NativeBuild(directory, false, false);
        }
    }

    /** {@return what files of these names make of a directory} Pure. */
    static NativeBuild of(Path directory, List<String> files) {
        return new NativeBuild(
                directory,
                files.stream().anyMatch(CUDA.asMatchPredicate()),
                files.stream().anyMatch(VULKAN.asMatchPredicate()));
    }

    /**
     * Orders builds, the best first: CUDA before Vulkan before none where a card may be used, else
     * the plainest, which starts fastest. Equals stay in their order. Pure.
     */
    public static List<NativeBuild> ordered(List<NativeBuild> builds, boolean cardAllowed) {
        Comparator<NativeBuild> plainFirst = Comparator.comparingInt(NativeBuild::reachRank);
        return builds.stream().sorted(cardAllowed ? plainFirst.reversed() : plainFirst).toList();
    }

    private int reachRank() {
        return cuda ? 2 : vulkan ? 1 : 0;
    }

    /** {@return whether it can compute on a card} */
    boolean reachesCard() {
        return cuda || vulkan;
    }

    /** {@return the way to a card that the worker's environment must leave open} */
    Reach reach() {
        return vulkan && !cuda ? Reach.VULKAN : Reach.CUDA;
    }
}
