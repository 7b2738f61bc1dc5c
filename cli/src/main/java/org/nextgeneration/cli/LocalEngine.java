package org.nextgeneration.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.Engine;

/** Sets up the embedded engine with the natives and the caches that are laid out beside us. */
final class LocalEngine {
    /** Set while the launcher makes the workers' cache: the file to write it to. */
    private static final String PROPERTY_WORKER_CACHE_OUTPUT = "nextgen.worker.cache.output";

    private static final String WORKER_CACHE = "worker.aot";

    private LocalEngine() {}

    /** {@return an engine; nothing starts before its first load} */
    static Engine create(Session session) {
        Optional<Path> distribution = session.surroundings().distribution();
        return new EmbeddedEngine(
                new EmbeddedEngine.Settings(
                        session.configuration().llamaHome().value(),
                        distribution.map(LocalEngine::nativeDirectories).orElse(List.of()),
                        session.runtimeFolder(),
                        workerOptions(distribution),
                        session.verbose()));
    }

    /** The build lays out one folder for each variant, named as its package is: linux-x64-cuda. */
    private static List<Path> nativeDirectories(Path distribution) {
        String name = platformName();
        try (Stream<Path> folders = Files.list(distribution.resolve("natives"))) {
            return folders.filter(
                            folder -> {
                                String found = String.valueOf(folder.getFileName());
                                return found.equals(name) || found.startsWith(name + "-");
                            })
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException _) {
            // The engine says what is missing and what to do, once it is asked to load.
            return List.of();
        }
    }

    private static String platformName() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch", "");
        String prefix =
                system.startsWith("win") ? "win" : system.startsWith("mac") ? "mac" : "linux";
        return prefix + (processor.equals("aarch64") ? "-arm64" : "-x64");
    }

    private static List<String> workerOptions(Optional<Path> distribution) {
        List<String> options = new ArrayList<>();
        String output = System.getProperty(PROPERTY_WORKER_CACHE_OUTPUT);
        if (output != null) {
            options.add("-XX:AOTCacheOutput=" + output);
            return options;
        }
        distribution
                .map(folder -> folder.resolve(WORKER_CACHE))
                .filter(Files::isRegularFile)
                .ifPresent(cache -> options.add("-XX:AOTCache=" + cache));
        return options;
    }
}
