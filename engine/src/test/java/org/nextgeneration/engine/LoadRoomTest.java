package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.engine.EngineException.Kind;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.NoGpuSource;
import org.nextgeneration.gpu.NvmlSource;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/**
 * Loads that do not fit on the card, by the word of NVIDIA's library, which is played. The build of
 * the library has a file that looks like the back end for CUDA and is none.
 */
@Timeout(120)
class LoadRoomTest {
    /** Memory of the RTX 3090, of which the driver and others leave 1,280 MiB. */
    private static final String NEARLY_FULL = "memory 24576 22984 312";

    @TempDir private static Path folder;
    private static Path model;
    private static Path natives;

    @BeforeAll
    static void write() throws IOException {
        model = TinyModel.write(folder.resolve("tiny.gguf"));
        natives = Files.createDirectory(folder.resolve("natives"));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(TestSettings.natives())) {
            for (Path file : files) {
                Files.createSymbolicLink(
                        natives.resolve(file.getFileName()), file.toAbsolutePath());
            }
        }
        Files.writeString(natives.resolve("libggml-cuda.so"), "not a library");
    }

    private static GpuPolicy policy(long reserveBytes, boolean cpuAllowed) {
        GpuPolicy usual = GpuPolicy.BUILT_IN;
        return new GpuPolicy(usual.allow(), usual.deny(), reserveBytes, cpuAllowed);
    }

    private static EmbeddedEngine.Settings settings(
            GpuSource source, long reserveBytes, boolean cpuAllowed) {
        return new EmbeddedEngine.Settings(
                Optional.empty(),
                List.of(natives),
                folder.resolve("run"),
                new GpuGuard(source, policy(reserveBytes, cpuAllowed)),
                _ -> {},
                List.of(),
                false);
    }

    private static EmbeddedEngine engine(GpuSource source, long reserveBytes) {
        return new EmbeddedEngine(settings(source, reserveBytes, true));
    }

    /** Cache and computing take some hundred MiB. */
    private static LoadRequest request() {
        return new LoadRequest("tiny", model, 300_000, 1, 1, false);
    }

    private static GpuSource nearlyFull(String name) {
        NvmlStub stub = NvmlStub.in(folder.resolve(name));
        stub.scene(NvmlScenes.twoCards("", NEARLY_FULL));
        return NvmlSource.open(stub.library());
    }

    @Test
    void load_reserveWouldBeTouched_isRefusedWithWhatWouldFit() {
        try (GpuSource source = nearlyFull("refused");
                EmbeddedEngine engine = engine(source, 700L << 20)) {
            EngineException refused =
                    assertThrows(
                            EngineException.class, () -> engine.load(request(), LoadProgress.NONE));
            assertEquals(Kind.NO_ROOM, refused.kind());
            String message = String.valueOf(refused.getMessage());
            assertTrue(message.contains("on RTX 3090, found 0.07 GiB free"), message);
            assertTrue(message.contains("the 0.68 GiB of gpu.reserve"), message);
            assertTrue(message.contains("and 0.50 GiB for the driver"), message);
            assertTrue(message.contains("It fits with a "), message);
            assertEquals(List.of(), engine.status());
        }
    }

    @Test
    void load_noReserve_isLoaded() {
        try (GpuSource source = nearlyFull("loaded");
                EmbeddedEngine engine = engine(source, 0)) {
            assertTrue(engine.fit(request()).fits());
            // The processor computes: the file is no back end. So this is not where it was asked.
            try (ResidentModel resident = engine.load(request(), LoadProgress.NONE)) {
                assertEquals("CPU", resident.description().device());
            }
        }
    }

    @Test
    void fit_noCardAsked_countsNothingOnIt() {
        try (GpuSource source = nearlyFull("processor");
                EmbeddedEngine engine = engine(source, 700L << 20)) {
            MemoryFit fit = engine.fit(request().withGpuLayers(0));
            assertTrue(fit.fits());
            assertEquals(0, fit.need().card().totalBytes());
            assertFalse(engine.fit(request()).fits());
        }
    }

    @Test
    void place_noLayerForTheCard_hidesItFromTheWorker() throws IOException {
        try (GpuSource source = nearlyFull("hidden")) {
            ModelFacts facts = ModelFacts.read(model);
            LoadPlace usual = LoadPlace.of(request(), facts, settings(source, 0, true));
            assertTrue(usual.onCard());
            LoadPlace none =
                    LoadPlace.of(request().withGpuLayers(0), facts, settings(source, 0, true));
            assertFalse(none.onCard());
            assertEquals(List.of(), none.decision().allowed());
            assertEquals("-1", none.environment().set().get("CUDA_VISIBLE_DEVICES"));
        }
    }

    @Test
    void fit_policyForbidsTheProcessor_isRefusedWhereLayersStay() {
        try (GpuSource source = nearlyFull("strict");
                EmbeddedEngine engine = new EmbeddedEngine(settings(source, 0, false))) {
            assertTrue(engine.fit(request()).fits());
            assertTrue(engine.fit(request().withGpuLayers(TinyModel.LAYERS + 1)).fits());
            for (int layers : new int[] {0, 1, TinyModel.LAYERS}) {
                EngineException refused =
                        assertThrows(
                                EngineException.class,
                                () -> engine.fit(request().withGpuLayers(layers)));
                assertEquals(Kind.POLICY, refused.kind());
                assertTrue(
                        String.valueOf(refused.getMessage())
                                .contains("found %d of 3 layers for the card".formatted(layers)),
                        refused.getMessage());
            }
        }
    }

    @Test
    void fit_nothingAllowed_isRefused() {
        try (GpuSource source = new NoGpuSource(List.of());
                EmbeddedEngine engine = new EmbeddedEngine(settings(source, 0, false))) {
            EngineException refused =
                    assertThrows(EngineException.class, () -> engine.fit(request()));
            assertEquals(Kind.POLICY, refused.kind());
        }
    }

    @Test
    void fit_libraryReachesNoCardAndNoProcessor_isRefused() {
        try (GpuSource source = nearlyFull("plain");
                EmbeddedEngine engine =
                        new EmbeddedEngine(
                                TestSettings.in(
                                        folder.resolve("run"),
                                        new GpuGuard(source, policy(0, false)),
                                        _ -> {}))) {
            EngineException refused =
                    assertThrows(EngineException.class, () -> engine.fit(request()));
            assertEquals(Kind.POLICY, refused.kind());
            assertTrue(
                    String.valueOf(refused.getMessage()).contains("without CUDA and Vulkan"),
                    refused.getMessage());
        }
    }
}
