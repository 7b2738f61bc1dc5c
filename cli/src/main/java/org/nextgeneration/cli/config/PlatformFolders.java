package org.nextgeneration.cli.config;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.nextgeneration.store.StoreRoots.Platform;

/** The folders of the platform that are for us. Pure: nothing is looked at or made. */
public final class PlatformFolders {
    /** A socket's path is at most 104 bytes on macOS; this leaves room for the file's name. */
    static final int RUNTIME_PATH_BYTES_MAX = 70;

    private PlatformFolders() {}

    /** {@return where histories and the like are kept} */
    public static Path state(Map<String, String> environment, Platform platform, Path home) {
        return switch (platform) {
            case LINUX ->
                    named(environment, "XDG_STATE_HOME", home.resolve(".local").resolve("state"))
                            .resolve("nextgeneration");
            case MAC ->
                    home.resolve("Library")
                            .resolve("Application Support")
                            .resolve("NextGeneration")
                            .resolve("state");
            case WINDOWS ->
                    named(environment, "LOCALAPPDATA", home.resolve("AppData").resolve("Local"))
                            .resolve("NextGeneration")
                            .resolve("state");
        };
    }

    /**
     * Returns where the sockets and the records of running workers are: the system's folder for
     * such things, else below the state folder, else, where that is too long for a socket, in the
     * folder for temporary files.
     *
     * @param temporary the folder for temporary files
     * @param user the user's name, so that two users do not meet in the temporary folder
     */
    public static Path runtime(
            Map<String, String> environment, Path state, Path temporary, String user) {
        String system = environment.getOrDefault("XDG_RUNTIME_DIR", "").strip();
        Path folder = system.isEmpty() ? state.resolve("run") : Path.of(system, "nextgeneration");
        int lengthBytes = folder.toString().getBytes(StandardCharsets.UTF_8).length;
        return lengthBytes <= RUNTIME_PATH_BYTES_MAX
                ? folder
                : temporary.resolve("nextgeneration-" + user);
    }

    private static Path named(Map<String, String> environment, String variable, Path otherwise) {
        String value = environment.getOrDefault(variable, "").strip();
        return value.isEmpty() ? otherwise : Path.of(value);
    }
}
