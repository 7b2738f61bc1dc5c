package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;

/** What the binding makes of drivers and cards that do not answer, or answer in an older form. */
class NvmlFallbackTest {
    private static final long MIB = 1L << 20;
    private static final String LOST = "NVML_ERROR_GPU_IS_LOST";
    private static final String NOT_SUPPORTED = "NVML_ERROR_NOT_SUPPORTED";
    private static final String NOT_FOUND = "NVML_ERROR_FUNCTION_NOT_FOUND";
    private static final String NOT_AVAILABLE = "NVML_VALUE_NOT_AVAILABLE";

    @TempDir Path folder;

    private GpuSource open(String scene) {
        return NvmlSource.open(NvmlStub.in(folder).scene(scene).library());
    }

    private static FastReadings fast(String reason) {
        return new FastReadings(
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason));
    }

    private static SlowReadings slow(String reason) {
        return new SlowReadings(
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason));
    }

    private static CardLimits limits(String reason) {
        return new CardLimits(
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason));
    }

    private static CardProcesses processes(GpuCard card, String reason) {
        return new CardProcesses(card, Reading.unknown(reason), Reading.unknown(reason));
    }

    @Test
    void readings_cardFallsOffTheBus_areUnknownAndItsIdentityStays() {
        NvmlStub stub = NvmlStub.in(folder).scene(NvmlScenes.TWO_CARDS);
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuCard rtx5060Ti = source.cards().getFirst();
            GpuCard rtx3090 = source.cards().getLast();
            assertEquals(Reading.of(34), source.fast(rtx3090).temperatureCelsius());
            stub.scene(NvmlScenes.LOST_3090);
            assertEquals(fast(LOST), source.fast(rtx3090));
            assertEquals(slow(LOST), source.slow(rtx3090));
            assertEquals(limits(LOST), source.limits(rtx3090));
            assertEquals(processes(rtx3090, LOST), source.processes(rtx3090));
            assertEquals(Reading.of(NvmlScenes.UUID_3090), source.cards().getLast().uuid());
            assertEquals(Reading.of(41), source.fast(rtx5060Ti).temperatureCelsius());
        }
    }

    @Test
    void readings_nothingSupported_areUnknownAndNeverZero() {
        try (GpuSource source = open(NvmlScenes.UNSUPPORTED)) {
            GpuCard rtx3090 = source.cards().getLast();
            FastReadings fast = source.fast(rtx3090);
            assertEquals(Reading.of(312 * MIB), reserved(fast));
            assertEquals(
                    fast(NOT_SUPPORTED),
                    new FastReadings(
                            Reading.unknown(NOT_SUPPORTED),
                            fast.utilizationPercent(),
                            fast.memoryUtilizationPercent(),
                            fast.temperatureCelsius(),
                            fast.powerMilliwatts()));
            assertEquals(slow(NOT_SUPPORTED), source.slow(rtx3090));
            assertEquals(limits(NOT_SUPPORTED), source.limits(rtx3090));
            assertEquals(processes(rtx3090, NOT_SUPPORTED), source.processes(rtx3090));
            assertEquals(
                    Reading.unknown(NOT_SUPPORTED), source.limits(rtx3090).memoryBytesPerSecond());
        }
    }

    private static Reading<Long> reserved(FastReadings fast) {
        return fast.memory().value().orElseThrow().reservedBytes();
    }

    @Test
    void open_oneCardHasNoHandle_theOtherWorks() {
        try (GpuSource source = open(NvmlScenes.twoCards("handle 4", ""))) {
            GpuCard first = source.cards().getFirst();
            String reason = "NVML_ERROR_NO_PERMISSION";
            assertEquals(
                    new GpuCard(
                            0,
                            Reading.unknown(reason),
                            Reading.unknown(reason),
                            Reading.unknown(reason),
                            Reading.unknown(reason),
                            Reading.unknown(reason)),
                    first);
            assertEquals("GPU 0", first.label());
            assertEquals(fast(reason), source.fast(first));
            assertEquals(processes(first, reason), source.processes(first));
            assertEquals(Reading.of(NvmlScenes.UUID_3090), source.cards().getLast().uuid());
        }
    }

    @Test
    void open_cardIsLostAlready_isListedWithoutIdentity() {
        try (GpuSource source = open(NvmlScenes.LOST_3090)) {
            assertEquals(Reading.unknown(LOST), source.cards().getLast().uuid());
            assertEquals(Reading.of(NvmlScenes.UUID_5060_TI), source.cards().getFirst().uuid());
        }
    }

    @Test
    void readings_driver470_comeFromOlderFunctions() {
        NvmlStub stub = NvmlStub.in(folder, 470).scene(NvmlScenes.twoCards("", "compute 7 100"));
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuCard rtx3090 = source.cards().getLast();
            assertEquals(
                    new FastReadings(
                            Reading.of(
                                    new MemoryUse(
                                            24_576 * MIB,
                                            313 * MIB,
                                            24_263 * MIB,
                                            Reading.unknown(NOT_FOUND))),
                            Reading.of(0),
                            Reading.of(0),
                            Reading.of(34),
                            Reading.of(19_870)),
                    source.fast(rtx3090));
            assertEquals(
                    Reading.of(Set.of(ThrottleReason.IDLE)),
                    source.slow(rtx3090).throttleReasons());
            assertEquals(Reading.unknown(NOT_FOUND), source.limits(rtx3090).memoryBusBits());
            assertEquals(
                    List.of(new GpuProcess(7, GpuProcess.Use.COMPUTE, Reading.of(100 * MIB))),
                    source.processes(rtx3090).all());
        }
    }

    @Test
    void readings_driver390_listProcessesInTheFirstForm() {
        NvmlStub stub =
                NvmlStub.in(folder, 390)
                        .scene(NvmlScenes.twoCards("", "compute 7 100\ncompute 8 n/a"));
        try (GpuSource source = NvmlSource.open(stub.library())) {
            GpuCard rtx3090 = source.cards().getLast();
            assertEquals(Reading.unknown(NOT_FOUND), source.slow(rtx3090).energyMillijoules());
            assertEquals(
                    List.of(
                            new GpuProcess(7, GpuProcess.Use.COMPUTE, Reading.of(100 * MIB)),
                            new GpuProcess(
                                    8, GpuProcess.Use.COMPUTE, Reading.unknown(NOT_AVAILABLE))),
                    source.processes(rtx3090).all());
        }
    }

    /** A function that is there but refuses itself, or the version of its struct. */
    @ParameterizedTest
    @CsvSource({
        "nvmlDeviceGetMemoryInfo_v2, 25",
        "nvmlDeviceGetMemoryInfo_v2, 13",
        "nvmlDeviceGetMemoryInfo_v2, 3",
        "nvmlDeviceGetTemperatureV, 25",
        "nvmlDeviceGetTemperatureV, 3",
        "nvmlDeviceGetCurrentClocksEventReasons, 13",
        "nvmlDeviceGetComputeRunningProcesses_v3, 13",
        "nvmlDeviceGetComputeRunningProcesses_v3, 25"
    })
    void readings_newerFunctionRefuses_comeFromTheOlderOne(String function, int code) {
        String scene = NvmlScenes.twoCards("", "compute 7 100");
        try (GpuSource source = open("fail %s %d\n".formatted(function, code) + scene)) {
            GpuCard rtx3090 = source.cards().getLast();
            assertEquals(Reading.of(24_576 * MIB), rtx3090.memoryBytes());
            assertEquals(Reading.of(34), source.fast(rtx3090).temperatureCelsius());
            assertEquals(
                    Reading.of(Set.of(ThrottleReason.IDLE)),
                    source.slow(rtx3090).throttleReasons());
            assertEquals(7, source.processes(rtx3090).all().getFirst().pid());
        }
    }

    @Test
    void readings_failureThatNoHeaderNames_keepsItsNumber() {
        try (GpuSource source =
                open("fail nvmlDeviceGetFanSpeed 4242 1\n" + NvmlScenes.TWO_CARDS)) {
            assertEquals(
                    Reading.unknown("NVML_ERROR_4242"),
                    source.slow(source.cards().getLast()).fanPercent());
            assertEquals(Reading.of(0), source.slow(source.cards().getFirst()).fanPercent());
        }
    }

    /** All bits set, or a part of the memory that is more than all of it. */
    @ParameterizedTest
    @ValueSource(strings = {"memory 0 0 0", "memory 100 200 0", "memory 100 0 200"})
    void memory_senselessValues_isUnknown(String statement) {
        try (GpuSource source = open(NvmlScenes.twoCards("", statement))) {
            GpuCard rtx3090 = source.cards().getLast();
            assertEquals(Reading.unknown(NOT_AVAILABLE), rtx3090.memoryBytes());
            assertEquals(Reading.unknown(NOT_AVAILABLE), source.fast(rtx3090).memory());
        }
    }

    @Test
    void readings_allBitsSet_areUnknown() {
        String lines =
                """
                fan 4294967295
                pstate 32
                energy 18446744073709551615
                bus 00000000:100:00.0
                capability -1 0
                utilization 4294967295 5
                """;
        try (GpuSource source = open(NvmlScenes.twoCards("", lines))) {
            GpuCard rtx3090 = source.cards().getLast();
            SlowReadings slow = source.slow(rtx3090);
            assertEquals(Reading.unknown(NOT_AVAILABLE), slow.fanPercent());
            assertEquals(Reading.unknown("NVML_PSTATE_UNKNOWN"), slow.performanceState());
            assertEquals(Reading.unknown(NOT_AVAILABLE), slow.energyMillijoules());
            assertEquals(Reading.unknown(NOT_AVAILABLE), rtx3090.address());
            assertEquals(Reading.unknown(NOT_AVAILABLE), rtx3090.computeCapability());
            FastReadings fast = source.fast(rtx3090);
            assertEquals(Reading.unknown(NOT_AVAILABLE), fast.utilizationPercent());
            assertEquals(Reading.of(5), fast.memoryUtilizationPercent());
        }
    }

    @Test
    void texts_hostileBytes_areMadeFitForATerminal() {
        String lines = "name \\x1b[31mRTX\\xff\\xe2\\x80\\xae 3090\\x0a\nuuid \\x01\\x02";
        try (GpuSource source = open(NvmlScenes.twoCards("name " + "N".repeat(120), lines))) {
            assertEquals(Reading.of("[31mRTX\ufffd 3090"), source.cards().getLast().name());
            assertEquals(Reading.unknown(NOT_AVAILABLE), source.cards().getLast().uuid());
            assertEquals(Reading.of("N".repeat(95)), source.cards().getFirst().name());
        }
    }

    @Test
    void fast_sourceIsClosed_isUnknown() {
        GpuSource source = open(NvmlScenes.TWO_CARDS);
        GpuCard rtx3090 = source.cards().getLast();
        source.close();
        source.close();
        assertEquals(fast("NVML_ERROR_UNINITIALIZED"), source.fast(rtx3090));
        assertEquals(processes(rtx3090, "NVML_ERROR_UNINITIALIZED"), source.processes(rtx3090));
    }

    @Test
    void close_driverHangs_isLeftBehind() {
        NvmlStub stub =
                NvmlStub.in(folder).scene("hang nvmlShutdown 600000\n" + NvmlScenes.TWO_CARDS);
        GpuSource source = NvmlSource.open(stub.library());
        GpuCard rtx3090 = source.cards().getLast();
        source.close();
        assertEquals(fast("NVML_ERROR_UNINITIALIZED"), source.fast(rtx3090));
        stub.scene(NvmlScenes.TWO_CARDS);
    }

    @Test
    void fast_cardOfAnotherMachine_isRejected() {
        try (GpuSource source = open(NvmlScenes.ONE_CARD)) {
            GpuCard known = source.cards().getFirst();
            GpuCard stranger =
                    new GpuCard(
                            1,
                            known.name(),
                            known.uuid(),
                            known.address(),
                            known.memoryBytes(),
                            known.computeCapability());
            assertThrows(IllegalArgumentException.class, () -> source.fast(stranger));
        }
    }
}
