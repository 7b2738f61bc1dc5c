package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/** The binding against the stub, through the real ABI. */
class NvmlSourceTest {
    private static final long MIB = 1L << 20;

    @TempDir Path folder;

    @Test
    void open_usersMachine_knowsBothCards() {
        try (GpuSource source =
                NvmlSource.open(NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS).library())) {
            assertEquals(
                    new GpuSystem(
                            GpuSystem.Origin.NVML,
                            Reading.of("580.95.05"),
                            Reading.of("13.0"),
                            List.of()),
                    source.system());
            assertEquals(
                    List.of(
                            new GpuCard(
                                    0,
                                    Reading.of("NVIDIA GeForce RTX 5060 Ti"),
                                    Reading.of(NvmlScenes.UUID_5060_TI),
                                    Reading.of(new PciAddress(0, 0, 1)),
                                    Reading.of(16_311 * MIB),
                                    Reading.of(new ComputeCapability(12, 0))),
                            new GpuCard(
                                    1,
                                    Reading.of("NVIDIA GeForce RTX 3090"),
                                    Reading.of(NvmlScenes.UUID_3090),
                                    Reading.of(new PciAddress(0, 1, 0)),
                                    Reading.of(24_576 * MIB),
                                    Reading.of(new ComputeCapability(8, 6)))),
                    source.cards());
        }
    }

    @Test
    void readings_usersMachine_areThoseOfTheScene() {
        try (GpuSource source =
                NvmlSource.open(NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS).library())) {
            GpuCard rtx5060Ti = source.cards().getFirst();
            GpuCard rtx3090 = source.cards().getLast();
            assertEquals(
                    new FastReadings(
                            Reading.of(
                                    new MemoryUse(
                                            16_311 * MIB,
                                            742 * MIB,
                                            15_283 * MIB,
                                            Reading.of(286 * MIB))),
                            Reading.of(3),
                            Reading.of(1),
                            Reading.of(41),
                            Reading.of(11_450)),
                    source.fast(rtx5060Ti));
            assertEquals(
                    new SlowReadings(
                            Reading.of(350_000),
                            Reading.of(30),
                            Reading.of(210),
                            Reading.of(405),
                            Reading.of(8),
                            Reading.of(Set.of(ThrottleReason.IDLE)),
                            Reading.of(new PcieLink(1, 16)),
                            Reading.of(954_000_000L)),
                    source.slow(rtx3090));
            CardLimits limits = source.limits(rtx3090);
            assertEquals(
                    new CardLimits(
                            Reading.of(95),
                            Reading.of(98),
                            Reading.of(93),
                            Reading.unknown("NVML_ERROR_NOT_SUPPORTED"),
                            Reading.of(350_000),
                            Reading.of(366_000),
                            Reading.of(9_751),
                            Reading.of(384),
                            Reading.of(new PcieLink(4, 16))),
                    limits);
            assertEquals(Reading.of(936_096_000_000L), limits.memoryBytesPerSecond());
        }
    }

    @Test
    void processes_usersMachine_areListedByUse() {
        try (GpuSource source =
                NvmlSource.open(NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS).library())) {
            GpuCard rtx5060Ti = source.cards().getFirst();
            assertEquals(
                    new CardProcesses(
                            rtx5060Ti,
                            Reading.of(List.of()),
                            Reading.of(
                                    List.of(
                                            new GpuProcess(
                                                    2111,
                                                    GpuProcess.Use.GRAPHICS,
                                                    Reading.of(402 * MIB)),
                                            new GpuProcess(
                                                    2345,
                                                    GpuProcess.Use.GRAPHICS,
                                                    Reading.of(118 * MIB))))),
                    source.processes(rtx5060Ti));
        }
    }
}
