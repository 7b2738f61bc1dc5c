package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;

/** The driver's command as a source, against a script in its place. */
class SmiSourceTest {
    private static final long MIB = 1L << 20;
    private static final SourceFailure NO_LIBRARY =
            SourceFailure.of(SourceFailure.Kind.LIBRARY_MISSING, "libnvidia-ml.so.1");

    @TempDir Path folder;

    private final AtomicLong nanoTime = new AtomicLong();

    private SmiSource open(FakeSmi smi) {
        return switch (SmiSource.open(smi.command(), List.of(NO_LIBRARY), nanoTime::get)) {
            case Opening.Opened<SmiSource>(SmiSource source) -> source;
            case Opening.Failed<SmiSource>(SourceFailure failure) ->
                    throw new AssertionError(failure.toString());
        };
    }

    private String refusal(SmiCommand command) {
        SourceFailure failure =
                assertInstanceOf(
                                Opening.Failed.class,
                                SmiSource.open(command, List.of(), nanoTime::get))
                        .failure();
        assertEquals(SourceFailure.Kind.COMMAND_FAILED, failure.kind());
        return failure.details().getFirst();
    }

    @Test
    void open_twoCards_knowsThemAndTheDriver() {
        SmiSource source = open(new FakeSmi(folder));
        assertEquals(
                new GpuSystem(
                        GpuSystem.Origin.NVIDIA_SMI,
                        Reading.of("580.95.05"),
                        Reading.of("13.0"),
                        List.of(NO_LIBRARY)),
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

    @Test
    void readings_twoCards_areInOurUnits() {
        SmiSource source = open(new FakeSmi(folder));
        GpuCard rtx3090 = source.cards().getLast();
        assertEquals(
                new FastReadings(
                        Reading.of(
                                new MemoryUse(
                                        24_576 * MIB,
                                        18_930 * MIB,
                                        5_333 * MIB,
                                        Reading.of(312 * MIB))),
                        Reading.of(97),
                        Reading.of(61),
                        Reading.of(68),
                        Reading.of(287_310)),
                source.fast(rtx3090));
        Reading<Long> energy = Reading.unknown("nvidia-smi does not tell");
        assertEquals(
                new SlowReadings(
                        Reading.of(350_000),
                        Reading.of(64),
                        Reading.of(1_785),
                        Reading.of(9_501),
                        Reading.of(2),
                        Reading.of(Set.of(ThrottleReason.POWER_CAP)),
                        Reading.of(new PcieLink(4, 16)),
                        energy),
                source.slow(rtx3090));
        CardLimits limits = source.limits(rtx3090);
        assertEquals(Reading.of(366_000), limits.powerLimitMilliwattsMax());
        assertEquals(Reading.of(9_751), limits.memoryClockMegahertzMax());
        assertEquals(Reading.of(new PcieLink(4, 16)), limits.pcieMax());
        assertEquals(Reading.unknown("nvidia-smi does not tell"), limits.slowdownCelsius());
    }

    @Test
    void readings_valuesThatAreNone_areUnknownWithTheirOwnText() {
        FakeSmi smi =
                new FakeSmi(folder)
                        .answer(
                                "0, GPU-1, [Not Supported], 580.95.05, 24576, [N/A], 5333, [N/A],"
                                        + " N/A, [Unknown Error], [N/A], ERR!, [Unknown Error],"
                                        + " [N/A], twelve, -1, 1e3, 1, 2, 3, 8, 4, 1, [N/A], 4, 16,"
                                        + " A, B\n");
        SmiSource source = open(smi);
        GpuCard card = source.cards().getFirst();
        assertEquals(Reading.of("A, B"), card.name());
        assertEquals(Reading.unknown("[Not Supported]"), card.address());
        assertEquals(Reading.unknown("N/A"), card.computeCapability());
        FastReadings fast = source.fast(card);
        assertEquals(Reading.unknown("[N/A]"), fast.memory());
        assertEquals(Reading.unknown("[Unknown Error]"), fast.utilizationPercent());
        assertEquals(Reading.unknown("ERR!"), fast.temperatureCelsius());
        SlowReadings slow = source.slow(card);
        assertEquals(Reading.unknown("found 1e3, expected a number"), slow.fanPercent());
        assertEquals(
                Reading.unknown("found 8, expected a state such as P8"), slow.performanceState());
        assertEquals(Reading.unknown("found 4, expected bits"), slow.throttleReasons());
        assertEquals(Reading.unknown("[N/A]"), slow.pcie());
        CardLimits limits = source.limits(card);
        assertEquals(
                Reading.unknown("found twelve, expected watts"),
                limits.powerLimitMilliwattsDefault());
        assertEquals(Reading.unknown("found -1, expected watts"), limits.powerLimitMilliwattsMax());
    }

    @Test
    void questions_withinHalfASecond_shareOneRun() {
        FakeSmi smi = new FakeSmi(folder);
        SmiSource source = open(smi);
        GpuCard rtx3090 = source.cards().getLast();
        nanoTime.addAndGet(SmiSource.SHARED.toNanos() - 1);
        source.fast(rtx3090);
        source.slow(rtx3090);
        source.limits(source.cards().getFirst());
        assertEquals(1, smi.runs());
        nanoTime.incrementAndGet();
        source.fast(rtx3090);
        assertEquals(2, smi.runs());
    }

    @Test
    void fast_cardIsLostLater_keepsItsIdentityAndKnowsNothing() {
        FakeSmi smi = new FakeSmi(folder);
        SmiSource source = open(smi);
        smi.answer(FakeSmi.ONE_CARD);
        nanoTime.addAndGet(SmiSource.SHARED.toNanos());
        GpuCard rtx3090 = source.cards().getLast();
        assertEquals("RTX 3090", rtx3090.label());
        assertEquals(
                Reading.unknown("nvidia-smi shows this card no more"),
                source.fast(rtx3090).temperatureCelsius());
        assertEquals(Reading.of(41), source.fast(source.cards().getFirst()).temperatureCelsius());
    }

    @Test
    void fast_commandFailsLater_saysWhy() {
        FakeSmi smi = new FakeSmi(folder);
        SmiSource source = open(smi);
        smi.script("echo 'Unable to determine the device handle for GPU0000:01:00.0'; exit 15\n");
        nanoTime.addAndGet(SmiSource.SHARED.toNanos());
        assertEquals(
                Reading.unknown(
                        folder.resolve("nvidia-smi")
                                + ": exit code 15: Unable to determine the device handle for"
                                + " GPU0000:01:00.0"),
                source.fast(source.cards().getFirst()).powerMilliwatts());
    }

    @Test
    void open_oldCommandKnowsTwoFieldsNot_asksForTheOthers() {
        FakeSmi smi =
                new FakeSmi(folder)
                        .script(
                                """
                                refuse() {
                                  echo "Field \\"$1\\" is not a valid field to query."; exit 2
                                }
                                case "$*" in
                                  *compute_cap*) refuse compute_cap ;;
                                  *memory.reserved*) refuse memory.reserved ;;
                                  *--query-gpu=*) cut -d, -f1-7,10- "$0.cards" ;;
                                esac
                                """);
        SmiSource source = open(smi);
        GpuCard rtx3090 = source.cards().getLast();
        assertEquals(
                Reading.unknown("this nvidia-smi does not know it"), rtx3090.computeCapability());
        assertEquals(
                Reading.of(
                        new MemoryUse(
                                24_576 * MIB,
                                18_930 * MIB,
                                5_333 * MIB,
                                Reading.unknown("this nvidia-smi does not know it"))),
                source.fast(rtx3090).memory());
        assertEquals(Reading.of(97), source.fast(rtx3090).utilizationPercent());
    }

    @Test
    void open_newCommandHasRenamedAField_asksByItsNewName() {
        FakeSmi smi =
                new FakeSmi(folder)
                        .script(
                                """
                                case "$*" in
                                  *clocks_throttle_reasons.active*)
                                    echo 'Field "clocks_throttle_reasons.active" is not a valid' \\
                                      'field to query.'
                                    exit 2 ;;
                                  *clocks_event_reasons.active*) cat "$0.cards" ;;
                                esac
                                """);
        SmiSource source = open(smi);
        assertEquals(
                Reading.of(Set.of(ThrottleReason.POWER_CAP)),
                source.slow(source.cards().getLast()).throttleReasons());
    }

    @Test
    void processes_ofTwoCards_areToldApartByUuid() {
        FakeSmi smi =
                new FakeSmi(folder)
                        .processes(
                                "4711, 412, %s\n4712, [N/A], %s\nnonsense\n4713, 1\n"
                                        .formatted(NvmlScenes.UUID_3090, NvmlScenes.UUID_5060_TI));
        SmiSource source = open(smi);
        GpuCard rtx3090 = source.cards().getLast();
        assertEquals(
                new CardProcesses(
                        rtx3090,
                        Reading.of(
                                List.of(
                                        new GpuProcess(
                                                4711,
                                                GpuProcess.Use.COMPUTE,
                                                Reading.of(412 * MIB)))),
                        Reading.unknown("nvidia-smi does not list them")),
                source.processes(rtx3090));
        assertEquals(
                List.of(new GpuProcess(4712, GpuProcess.Use.COMPUTE, Reading.unknown("[N/A]"))),
                source.processes(source.cards().getFirst()).all());
    }

    @Test
    void processes_cardOfAnotherMachine_isRejected() {
        SmiSource source = open(new FakeSmi(folder));
        GpuCard stranger = SmiRow.none("").card(7);
        assertThrows(IllegalArgumentException.class, () -> source.processes(stranger));
    }

    @Test
    void open_commandFails_saysTheFirstLineWithoutEscapes() {
        FakeSmi smi =
                new FakeSmi(folder)
                        .script(
                                "printf '\\n\\033[31mFailed to initialize NVML\\nmore\\n';"
                                        + " exit 9\n");
        assertEquals(
                folder.resolve("nvidia-smi") + ": exit code 9: [31mFailed to initialize NVML",
                refusal(smi.command()));
    }

    @Test
    void open_garbage_saysWhatWasFound() {
        assertEquals(
                folder.resolve("nvidia-smi") + ": found no line for a card: No devices were found",
                refusal(new FakeSmi(folder).answer("No devices were found\n").command()));
        assertEquals(
                folder.resolve("nvidia-smi") + ": found no line for a card: it said nothing",
                refusal(new FakeSmi(folder).answer("\0\n\n").command()));
    }

    @Test
    void open_megabytesOfAnswer_areRefused() {
        FakeSmi smi = new FakeSmi(folder).script("exec cat /dev/zero\n");
        assertEquals(
                folder.resolve("nvidia-smi") + ": says more than 1048576 bytes",
                refusal(smi.command()));
    }

    @Test
    void open_commandHangs_isGivenUpWithAllItStarted() throws Exception {
        FakeSmi smi =
                new FakeSmi(folder)
                        .script("tail -f /dev/null & echo $! > \"$0.child\"; echo; wait\n");
        SmiCommand found = smi.command();
        SmiCommand impatient =
                new SmiCommand(found.file(), found.environment(), Duration.ofSeconds(2));
        assertEquals(
                folder.resolve("nvidia-smi") + ": did not answer within 2000 ms",
                refusal(impatient));
        String child = Files.readString(folder.resolve("nvidia-smi.child")).strip();
        Optional<ProcessHandle> left = ProcessHandle.of(Long.parseLong(child));
        if (left.isPresent()) {
            left.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void find_relativeFolderOrNoFile_findsNone() {
        assertEquals(Optional.empty(), SmiCommand.find(Map.of()));
        assertEquals(Optional.empty(), SmiCommand.find(Map.of("PATH", ".:" + folder + ":\0")));
    }
}
