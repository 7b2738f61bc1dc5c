package org.nextgeneration.llama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A kind of machine that ready-made builds of libllama exist for, as npm packages. */
public enum NativePlatform {
    /** Linux on x86-64, glibc. */
    LINUX_X64("linux-x64"),
    /** Linux on 64-bit Arm, glibc. */
    LINUX_ARM64("linux-arm64"),
    /** Windows on x86-64. */
    WINDOWS_X64("win-x64"),
    /** Windows on 64-bit Arm. */
    WINDOWS_ARM64("win-arm64"),
    /** A Mac with an Intel processor. */
    MAC_X64("mac-x64"),
    /** A Mac with an Apple processor; the build could use its graphics unit. */
    MAC_ARM64("mac-arm64-metal");

    private static final String SCOPE = "@node-llama-cpp";

    private final String key;

    NativePlatform(String key) {
        this.key = key;
    }

    /** {@return the npm package that holds the build} */
    public String packageName() {
        return SCOPE + "/" + key;
    }

    /**
     * {@return where npm puts the libraries}
     *
     * @param nodeModules the {@code node_modules} directory that npm installed into
     */
    public Path directoryUnder(Path nodeModules) {
        return nodeModules.resolve(SCOPE).resolve(key).resolve("bins").resolve(key);
    }

    /**
     * Lists the builds for this platform, the plain one and variants such as {@code
     * linux-x64-cuda}, in a directory that has one for each.
     *
     * @param builds the directory
     * @throws IOException if it cannot be read
     */
    public List<Path> variantsIn(Path builds) throws IOException {
        try (Stream<Path> found = Files.list(builds)) {
            return found.filter(build -> isVariant(String.valueOf(build.getFileName())))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private boolean isVariant(String name) {
        return name.equals(key) || name.startsWith(key + "-");
    }

    /**
     * Finds the platform of a machine, if there is a build for it.
     *
     * @param osName as in the system property {@code os.name}
     * @param osArch as in the system property {@code os.arch}
     */
    public static Optional<NativePlatform> of(String osName, String osArch) {
        String system = osName.toLowerCase(Locale.ROOT);
        return switch (osArch.toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64", "x64" -> choose(system, LINUX_X64, WINDOWS_X64, MAC_X64);
            case "aarch64", "arm64" -> choose(system, LINUX_ARM64, WINDOWS_ARM64, MAC_ARM64);
            default -> Optional.empty();
        };
    }

    /** {@return the platform of this machine, if there is a build for it} */
    public static Optional<NativePlatform> current() {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    private static Optional<NativePlatform> choose(
            String system, NativePlatform linux, NativePlatform windows, NativePlatform mac) {
        if (system.startsWith("linux")) {
            return Optional.of(linux);
        }
        if (system.startsWith("windows")) {
            return Optional.of(windows);
        }
        return system.startsWith("mac") ? Optional.of(mac) : Optional.empty();
    }
}
