package org.nextgeneration.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.nextgeneration.engine.EmbeddedEngine;
import org.nextgeneration.engine.Engine;
import org.nextgeneration.engine.KeptState;
import org.nextgeneration.gpu.Proof;

/** Sets up the embedded engine with the natives and the caches that are laid out beside us. */
final class LocalEngine {
    /** Set while the launcher makes the workers' cache: the file to write it to. */
    private static final String PROPERTY_WORKER_CACHE_OUTPUT = "nextgen.worker.cache.output";

    private static final String WORKER_CACHE = "worker.aot";

    private static final String SAVED_SEQUENCES = "sequences";

    private LocalEngine() {}

    /** {@return an engine; nothing starts before its first load} */
    static Engine create(Session session) {
        // The launcher's run that makes the cache is no use of the person's, and leaves no record.
        return System.getProperty(PROPERTY_WORKER_CACHE_OUTPUT) == null
                ? new AuditedEngine(session, proofs -> embedded(session, proofs))
                : embedded(session, _ -> {});
    }

    /** {@return an engine that only measures: it loads nothing that a record would be kept of} */
    static EmbeddedEngine measuring(Session session) {
        return embedded(session, _ -> {});
    }

    private static EmbeddedEngine embedded(Session session, Consumer<Proof> proofs) {
        Optional<Path> distribution = session.surroundings().distribution();
        EmbeddedEngine.Settings settings =
                new EmbeddedEngine.Settings(
                        session.configuration().llamaHome().value(),
                        distribution
                                .map(home -> home.resolve("natives"))
                                .map(EmbeddedEngine::nativeDirectoriesIn)
                                .orElse(List.of()),
                        session.runtimeFolder(),
                        session.gpuGuard(),
                        proofs,
                        workerOptions(distribution),
                        session.verbose());
        long savedBytes = session.configuration().savedStateBytes().value();
        if (savedBytes == 0) {
            return new EmbeddedEngine(settings);
        }
        return new EmbeddedEngine(
                settings.keeping(
                        new KeptState(
                                session.stateFolder().resolve(SAVED_SEQUENCES),
                                savedBytes,
                                KeptState.WORTH_SECONDS_UNASKED)));
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
