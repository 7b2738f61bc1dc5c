package org.nextgeneration.cli.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.engine.KeptState;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.store.Catalogue;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;

/**
 * Every value of the configuration, each with its source. Immutable.
 *
 * @param file the file that was read, if there is one
 * @param language the language to speak; empty to follow the system
 * @param modelsFolder where our models are; empty for the platform's folder
 * @param llamaHome another libllama to use; empty for the one that was built in
 * @param threads CPU threads for decoding; 0 to let the engine choose
 * @param contextTokens context to load models with; 0 for each model's own
 * @param cacheType what KV caches store their numbers as
 * @param savedStateBytes bytes of the sequences that are kept of unloaded models; 0 for none
 * @param gpuPolicy which graphics cards may be used
 * @param thresholds from where on a card's state is worth a word
 * @param stateFolder where histories are kept; empty for the platform's folder
 * @param catalogue what is known of models
 * @param roles models that the user prefers for a role
 * @param assistants the assistants that exist
 */
public record Configuration(
        Optional<Path> file,
        Setting<Optional<Language>> language,
        Setting<Optional<Path>> modelsFolder,
        Setting<Optional<Path>> llamaHome,
        Setting<Integer> threads,
        Setting<Integer> contextTokens,
        Setting<KvCacheType> cacheType,
        Setting<Long> savedStateBytes,
        Setting<GpuPolicy> gpuPolicy,
        Setting<Thresholds> thresholds,
        Setting<Optional<Path>> stateFolder,
        Setting<Catalogue> catalogue,
        Map<Role, Setting<ModelName>> roles,
        Setting<Assistants> assistants) {
    /** Copies the map. */
    public Configuration {
        roles = Map.copyOf(roles);
    }

    /** {@return what holds without any file} */
    public static Configuration builtIn() {
        return new Configuration(
                Optional.empty(),
                Setting.builtIn(Optional.empty()),
                Setting.builtIn(Optional.empty()),
                Setting.builtIn(Optional.empty()),
                Setting.builtIn(0),
                Setting.builtIn(0),
                Setting.builtIn(KvCacheType.F16),
                Setting.builtIn(KeptState.BYTES_MAX_UNASKED),
                Setting.builtIn(GpuPolicy.BUILT_IN),
                Setting.builtIn(Thresholds.BUILT_IN),
                Setting.builtIn(Optional.empty()),
                Setting.builtIn(Catalogue.builtIn()),
                Map.of(),
                Setting.builtIn(Assistants.builtIn()));
    }

    /**
     * Reads a file.
     *
     * @param file the configuration file
     * @param home the user's home folder, for {@code ~}
     * @throws ConfigurationException naming everything that is wrong
     */
    public static Configuration read(Path file, Path home) {
        return new ConfigurationReader(file, home).read();
    }
}
