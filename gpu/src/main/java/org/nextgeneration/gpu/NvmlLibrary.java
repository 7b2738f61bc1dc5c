package org.nextgeneration.gpu;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Finds and opens the NVML library of a machine. */
@SuppressWarnings("restricted") // Opening a library is what it is for.
final class NvmlLibrary {
    private static final String LINUX_NAME = "libnvidia-ml.so.1";

    /** Where the loader of Linux does not look by itself: WSL, NixOS, containers, old layouts. */
    private static final List<String> LINUX_FOLDERS =
            List.of(
                    "/usr/lib/wsl/lib",
                    "/run/opengl-driver/lib",
                    "/usr/local/nvidia/lib64",
                    "/usr/lib/x86_64-linux-gnu",
                    "/usr/lib/aarch64-linux-gnu",
                    "/usr/lib64");

    private NvmlLibrary() {}

    /** {@return where the library may be on this machine, the likeliest place first} */
    static List<String> places(String system, Map<String, String> environment) {
        List<String> places = new ArrayList<>();
        if (system.toLowerCase(Locale.ROOT).startsWith("windows")) {
            String windows = environment.getOrDefault("SystemRoot", "C:\\Windows");
            String programs = environment.getOrDefault("ProgramFiles", "C:\\Program Files");
            places.add(windows + "\\System32\\nvml.dll");
            places.add(programs + "\\NVIDIA Corporation\\NVSMI\\nvml.dll");
        } else {
            places.add(LINUX_NAME);
            LINUX_FOLDERS.forEach(folder -> places.add(folder + "/" + LINUX_NAME));
        }
        return places;
    }

    /**
     * Opens the first that can be opened. It stays open: a thread may hang in it, and under such a
     * thread it must not go.
     *
     * @param places paths, or a name alone, which the system's loader looks for (on Linux also in
     *     {@code LD_LIBRARY_PATH})
     */
    static Opening<NvmlSymbols> open(List<String> places) {
        List<String> unusable = new ArrayList<>();
        for (String place : places) {
            boolean isPath = place.contains("/") || place.contains(File.separator);
            if (isPath && !Files.exists(Path.of(place))) {
                continue;
            }
            try {
                SymbolLookup library =
                        isPath
                                ? SymbolLookup.libraryLookup(Path.of(place), Arena.global())
                                : SymbolLookup.libraryLookup(place, Arena.global());
                return new Opening.Opened<>(new NvmlSymbols(library));
            } catch (IllegalCallerException denied) {
                return Opening.failed(SourceFailure.Kind.NATIVE_ACCESS_DENIED);
            } catch (IllegalArgumentException unopened) {
                if (isPath) {
                    unusable.add(place);
                }
            }
        }
        return new Opening.Failed<>(
                unusable.isEmpty()
                        ? new SourceFailure(SourceFailure.Kind.LIBRARY_MISSING, places)
                        : new SourceFailure(SourceFailure.Kind.LIBRARY_UNUSABLE, unusable));
    }
}
