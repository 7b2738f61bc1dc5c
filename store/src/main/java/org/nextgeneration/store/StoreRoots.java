package org.nextgeneration.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where models are looked for when nobody says otherwise.
 *
 * <p>Our own folder is the first of: {@code $NEXTGEN_MODELS}, the configured folder, {@code
 * D:\modeles_llm} where it exists, the platform's data folder. After it come the folders of an
 * Ollama on the same machine, only read: {@code $OLLAMA_MODELS}, else {@code ~/.ollama/models} and,
 * on Linux, the folder of Ollama's system service.
 */
public final class StoreRoots {
    /** The environment variable that names our folder. */
    public static final String VARIABLE = "NEXTGEN_MODELS";

    private static final String OLLAMA_VARIABLE = "OLLAMA_MODELS";
    private static final String SEED_FOLDER = "D:\\modeles_llm";
    private static final String OLLAMA_SERVICE_FOLDER = "/usr/share/ollama/.ollama/models";

    /** The families of systems that keep data in different places. */
    public enum Platform {
        /** Linux and other Unix systems. */
        LINUX,
        /** macOS. */
        MAC,
        /** Windows. */
        WINDOWS;

        /** {@return the platform of a value of the system property {@code os.name}} */
        public static Platform of(String osName) {
            if (osName.startsWith("Windows")) {
                return WINDOWS;
            }
            return osName.startsWith("Mac") || osName.startsWith("Darwin") ? MAC : LINUX;
        }
    }

    private StoreRoots() {}

    /**
     * Returns the folders to look in, ours first, each once. Pure but for {@code exists}.
     *
     * @param environment the process's variables; blank ones count as unset
     * @param configured the folder of the configuration, or null
     * @param platform the system we run on
     * @param home the user's home folder
     * @param exists whether a folder is there
     */
    public static List<StoreRoot> resolve(
            Map<String, String> environment,
            @Nullable Path configured,
            Platform platform,
            Path home,
            Predicate<Path> exists) {
        List<StoreRoot> roots = new ArrayList<>();
        roots.add(new StoreRoot(own(environment, configured, platform, home, exists)));
        for (Path folder : ollama(environment, platform, home)) {
            if (roots.stream().noneMatch(root -> root.folder().equals(folder))) {
                roots.add(new StoreRoot(folder));
            }
        }
        return List.copyOf(roots);
    }

    private static Path own(
            Map<String, String> environment,
            @Nullable Path configured,
            Platform platform,
            Path home,
            Predicate<Path> exists) {
        String variable = environment.getOrDefault(VARIABLE, "").strip();
        if (!variable.isEmpty()) {
            return Path.of(variable);
        }
        if (configured != null) {
            return configured;
        }
        if (platform == Platform.WINDOWS) {
            Path seed = Path.of(SEED_FOLDER);
            if (exists.test(seed)) {
                return seed;
            }
        }
        return dataFolder(environment, platform, home);
    }

    private static Path dataFolder(Map<String, String> environment, Platform platform, Path home) {
        return switch (platform) {
            case LINUX ->
                    folder(environment, "XDG_DATA_HOME", home.resolve(".local").resolve("share"))
                            .resolve("nextgeneration")
                            .resolve("models");
            case MAC ->
                    home.resolve("Library")
                            .resolve("Application Support")
                            .resolve("NextGeneration")
                            .resolve("models");
            case WINDOWS ->
                    folder(environment, "LOCALAPPDATA", home.resolve("AppData").resolve("Local"))
                            .resolve("NextGeneration")
                            .resolve("models");
        };
    }

    private static Path folder(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "").strip();
        return value.isEmpty() ? otherwise : Path.of(value);
    }

    private static List<Path> ollama(
            Map<String, String> environment, Platform platform, Path home) {
        String variable = environment.getOrDefault(OLLAMA_VARIABLE, "").strip();
        if (!variable.isEmpty()) {
            return List.of(Path.of(variable));
        }
        Path user = home.resolve(".ollama").resolve("models");
        return platform == Platform.LINUX
                ? List.of(user, Path.of(OLLAMA_SERVICE_FOLDER))
                : List.of(user);
    }
}
