package org.nextgeneration.cli.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.store.StoreRoots.Platform;

/** Where the configuration file is: the first place that names one or holds one. */
public final class ConfigurationLookup {
    /** The file's name in the current folder and in the user's configuration folder. */
    public static final String FILE_NAME = "nextgen.yaml";

    /** The environment variable that names a file. */
    public static final String VARIABLE = "NEXTGEN_CONFIG";

    private ConfigurationLookup() {}

    /**
     * Finds the file.
     *
     * @param option what {@code --config} says, if anything
     * @param environment the environment variables
     * @param folder the current folder
     * @param platform decides the user's configuration folder
     * @param home the user's home folder
     * @return the file, empty where nobody wrote one
     * @throws CommandFailure if a file is named and not there
     */
    public static Optional<Path> find(
            Optional<String> option,
            Map<String, String> environment,
            Path folder,
            Platform platform,
            Path home) {
        Optional<String> named =
                option.or(
                        () ->
                                Optional.ofNullable(environment.get(VARIABLE))
                                        .filter(value -> !value.isBlank()));
        if (named.isPresent()) {
            Path file = named(folder, named.get(), option.isPresent());
            if (!Files.isRegularFile(file)) {
                throw absent(file, option.isPresent());
            }
            return Optional.of(file);
        }
        return Optional.of(folder.resolve(FILE_NAME))
                .filter(Files::isRegularFile)
                .or(
                        () ->
                                Optional.of(userFile(environment, platform, home))
                                        .filter(Files::isRegularFile));
    }

    private static Path named(Path folder, String name, boolean byOption) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException _) {
            throw absent(name, byOption);
        }
    }

    private static CommandFailure absent(Object file, boolean byOption) {
        return new CommandFailure(
                ExitCode.WRONG_USAGE,
                "configuration",
                "failure.config-absent",
                file,
                byOption ? "--config" : "$" + VARIABLE);
    }

    /** {@return the file in the user's configuration folder, there or not} */
    public static Path userFile(Map<String, String> environment, Platform platform, Path home) {
        Path folder =
                switch (platform) {
                    case LINUX ->
                            named(environment, "XDG_CONFIG_HOME", home.resolve(".config"))
                                    .resolve("nextgeneration");
                    case MAC ->
                            home.resolve("Library")
                                    .resolve("Application Support")
                                    .resolve("NextGeneration");
                    case WINDOWS ->
                            named(
                                            environment,
                                            "APPDATA",
                                            home.resolve("AppData").resolve("Roaming"))
                                    .resolve("NextGeneration");
                };
        return folder.resolve(FILE_NAME);
    }

    private static Path named(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "").strip();
        return value.isEmpty() ? otherwise : Path.of(value);
    }
}
