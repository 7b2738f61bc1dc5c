package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.gpu.SourceFailure.Kind;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/** Which source is opened, and what is said of those that could not be. */
class GpuSourcesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Map<String, String> NO_COMMAND = Map.of("PATH", "");
    private static final SourceFailure NO_NVIDIA_SMI = SourceFailure.of(Kind.COMMAND_MISSING);

    @TempDir Path folder;

    private static List<SourceFailure> failures(GpuSource source) {
        assertEquals(GpuSystem.Origin.NONE, source.system().origin());
        assertEquals(List.of(), source.cards());
        return source.system().failures();
    }

    private GpuSource open(String scene, Map<String, String> environment) {
        NvmlStub stub = NvmlStub.in(folder).scene(scene);
        return GpuSources.open(List.of(stub.library().toString()), environment, PATIENCE);
    }

    @Test
    void open_libraryWorks_usesItAlone() {
        try (GpuSource source = open(NvmlScenes.TWO_CARDS, new FakeSmi(folder).environment())) {
            assertEquals(GpuSystem.Origin.NVML, source.system().origin());
            assertEquals(List.of(), source.system().failures());
            assertEquals(2, source.cards().size());
        }
    }

    @Test
    void open_driverWithoutCard_isStillTheLibrary() {
        try (GpuSource source = open(NvmlScenes.NO_CARD, NO_COMMAND)) {
            assertEquals(GpuSystem.Origin.NVML, source.system().origin());
            assertEquals(List.of(), source.cards());
        }
    }

    @Test
    void open_versionMismatch_usesTheCommandAndSaysWhy() {
        try (GpuSource source =
                open(NvmlScenes.VERSION_MISMATCH, new FakeSmi(folder).environment())) {
            assertEquals(GpuSystem.Origin.NVIDIA_SMI, source.system().origin());
            assertEquals(
                    List.of(
                            SourceFailure.of(
                                    Kind.DRIVER_UPDATED, "NVML_ERROR_LIB_RM_VERSION_MISMATCH")),
                    source.system().failures());
        }
    }

    @Test
    void open_driverNotLoadedAndCommandFails_saysBoth() {
        FakeSmi smi =
                new FakeSmi(folder)
                        .script(
                                "echo \"NVIDIA-SMI has failed because it couldn't communicate with"
                                        + " the NVIDIA driver.\"; exit 9\n");
        assertEquals(
                List.of(
                        SourceFailure.of(Kind.DRIVER_NOT_LOADED, "NVML_ERROR_DRIVER_NOT_LOADED"),
                        SourceFailure.of(
                                Kind.COMMAND_FAILED,
                                folder.resolve("nvidia-smi")
                                        + ": exit code 9: NVIDIA-SMI has failed because it"
                                        + " couldn't communicate with the NVIDIA driver.")),
                failures(open(NvmlScenes.DRIVER_NOT_LOADED, smi.environment())));
    }

    @ParameterizedTest
    @CsvSource({
        "4, DRIVER_FORBIDDEN, NVML_ERROR_NO_PERMISSION",
        "9, DRIVER_NOT_LOADED, NVML_ERROR_DRIVER_NOT_LOADED",
        "13, LIBRARY_FOREIGN, NVML_ERROR_FUNCTION_NOT_FOUND",
        "18, DRIVER_UPDATED, NVML_ERROR_LIB_RM_VERSION_MISMATCH",
        "999, DRIVER_REFUSED, NVML_ERROR_UNKNOWN"
    })
    void open_driverRefuses_saysInWhichWay(int code, Kind kind, String name) {
        assertEquals(
                List.of(SourceFailure.of(kind, name), NO_NVIDIA_SMI),
                failures(open("init " + code + "\n", NO_COMMAND)));
    }

    @Test
    void open_noLibraryAndNoCommand_saysWhereItLooked() {
        String place = folder.resolve("libnvidia-ml.so.1").toString();
        assertEquals(
                List.of(SourceFailure.of(Kind.LIBRARY_MISSING, place), NO_NVIDIA_SMI),
                failures(GpuSources.open(List.of(place), NO_COMMAND, PATIENCE)));
    }

    @Test
    void open_fileThatIsNoLibrary_saysThatItIsThere() throws IOException {
        Path place = Files.writeString(folder.resolve("libnvidia-ml.so.1"), "not ELF");
        assertEquals(
                List.of(SourceFailure.of(Kind.LIBRARY_UNUSABLE, place.toString()), NO_NVIDIA_SMI),
                failures(GpuSources.open(List.of(place.toString()), NO_COMMAND, PATIENCE)));
    }

    @Test
    void open_firstPlaceIsEmpty_usesTheNext() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.ONE_CARD);
        List<String> places =
                List.of(
                        "libnvidia-ml-that-nobody-has.so.1",
                        folder.resolve("none.so").toString(),
                        stub.library().toString());
        try (GpuSource source = GpuSources.open(places, NO_COMMAND, PATIENCE)) {
            assertEquals(1, source.cards().size());
        }
    }

    @Test
    void open_libraryOnTheLoadersPath_isFoundByName() throws Exception {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        ProcessBuilder program =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PrintCards.class.getName())
                        .redirectErrorStream(true);
        program.environment().put("LD_LIBRARY_PATH", stub.folder().toString());
        Process started = program.start();
        assertEquals(
                List.of("NVML", "RTX 5060 Ti", "RTX 3090"), started.inputReader().readAllLines());
        assertEquals(0, started.waitFor());
    }

    @Test
    void open_driverHangs_isLeftBehind() {
        NvmlStub stub =
                NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS + "hang nvmlInit_v2 600000\n");
        try (GpuSource source =
                GpuSources.open(
                        List.of(stub.library().toString()),
                        new FakeSmi(folder).environment(),
                        Duration.ofMillis(200))) {
            assertEquals(GpuSystem.Origin.NVIDIA_SMI, source.system().origin());
            assertEquals(
                    List.of(SourceFailure.of(Kind.DRIVER_SILENT, "200")),
                    source.system().failures());
        } finally {
            stub.scene(NvmlScenes.TWO_CARDS);
        }
    }

    @Test
    void open_thisMachine_neverFails() {
        try (GpuSource source = GpuSources.open(System.getenv())) {
            assertTrue(
                    source.system().origin() != GpuSystem.Origin.NONE
                            || source.system().failures().size() == 2,
                    source.system().toString());
        }
    }

    @Test
    void places_ofWindows_areAbsolute() {
        assertEquals(
                List.of(
                        "D:\\Windows\\System32\\nvml.dll",
                        "C:\\Program Files\\NVIDIA Corporation\\NVSMI\\nvml.dll"),
                NvmlLibrary.places("Windows 11", Map.of("SystemRoot", "D:\\Windows")));
        List<String> linux = NvmlLibrary.places("Linux", Map.of());
        assertEquals("libnvidia-ml.so.1", linux.getFirst());
        assertTrue(linux.contains("/usr/lib/wsl/lib/libnvidia-ml.so.1"), linux.toString());
    }
}
