package org.nextgeneration.cli.monitor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.CardLimits;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.PcieLink;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SlowReadings;
import org.nextgeneration.gpu.SourceFailure;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.gpu.ThrottleReason;
import org.nextgeneration.store.Language;

/** Samples of the user's machine for tests of what is shown. */
final class Samples {
    static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    static final long GIBIBYTE = 1L << 30;
    static final String ABSENT = "NVML_ERROR_NOT_SUPPORTED";

    static final GpuCard RTX_5060_TI =
            new GpuCard(
                    0,
                    Reading.of("NVIDIA GeForce RTX 5060 Ti"),
                    Reading.of("GPU-5060"),
                    Reading.of(new PciAddress(0, 0, 0)),
                    Reading.of(16 * GIBIBYTE),
                    Reading.of(new ComputeCapability(12, 0)));

    static final GpuCard RTX_3090 =
            new GpuCard(
                    1,
                    Reading.of("NVIDIA GeForce RTX 3090"),
                    Reading.of("GPU-3090"),
                    Reading.of(new PciAddress(0, 1, 0)),
                    Reading.of(24 * GIBIBYTE),
                    Reading.of(new ComputeCapability(8, 6)));

    static final LoadedModel MODEL =
            new LoadedModel(
                    4_000,
                    3_999,
                    "qwen-coder-32b",
                    "embedded",
                    "CUDA0",
                    "Q4_K_M",
                    16_384,
                    2 * GIBIBYTE,
                    NOON.minusSeconds(3_725),
                    List.of(
                            new LoadedModel.DeviceShare(
                                    "CUDA0",
                                    RTX_3090.address().value(),
                                    12 * GIBIBYTE,
                                    3 * GIBIBYTE,
                                    GIBIBYTE)),
                    Optional.of(new LoadedModel.Activity(2, 1, 100, 900, 38.25, NOON)));

    private Samples() {}

    static MonitorView view(Language language, Glyphs glyphs, Palette palette) {
        return new MonitorView(Messages.of(language), glyphs, palette, ZoneOffset.UTC);
    }

    /** The RTX 3090 at work, with one of our models and another program. */
    static CardSample at3090(int loadPercent) {
        return new CardSample(
                RTX_3090,
                limits(95, 93),
                new FastReadings(
                        Reading.of(
                                new MemoryUse(
                                        24 * GIBIBYTE,
                                        18 * GIBIBYTE,
                                        6 * GIBIBYTE,
                                        Reading.of(0L))),
                        Reading.of(loadPercent),
                        Reading.of(30),
                        Reading.of(67),
                        Reading.of(285_000)),
                new SlowReadings(
                        Reading.of(350_000),
                        Reading.of(62),
                        Reading.of(1_905),
                        Reading.of(9_751),
                        Reading.of(2),
                        Reading.of(EnumSet.of(ThrottleReason.POWER_CAP)),
                        Reading.of(new PcieLink(4, 16)),
                        Reading.of(1_800_000_000L)),
                new CardProcesses(
                        RTX_3090,
                        Reading.of(
                                List.of(
                                        process(4_000, GpuProcess.Use.COMPUTE, 16 * GIBIBYTE),
                                        process(812, GpuProcess.Use.COMPUTE, 2 * GIBIBYTE))),
                        Reading.of(List.of())));
    }

    /** The RTX 5060 Ti, which tells little: as under Windows, or an old driver. */
    static CardSample at5060Ti() {
        return new CardSample(
                RTX_5060_TI,
                limits(90, 87),
                new FastReadings(
                        Reading.of(
                                new MemoryUse(
                                        16 * GIBIBYTE,
                                        GIBIBYTE,
                                        15 * GIBIBYTE,
                                        Reading.unknown(ABSENT))),
                        Reading.unknown(ABSENT),
                        Reading.unknown(ABSENT),
                        Reading.of(41),
                        Reading.unknown(ABSENT)),
                slowUnknown(ABSENT),
                new CardProcesses(
                        RTX_5060_TI,
                        Reading.of(
                                List.of(
                                        new GpuProcess(
                                                900,
                                                GpuProcess.Use.COMPUTE,
                                                Reading.unknown(ABSENT)))),
                        Reading.unknown(ABSENT)));
    }

    /** A card that has fallen off the bus. */
    static CardSample lost() {
        String reason = CardHealth.LOST;
        return new CardSample(
                RTX_3090,
                new CardLimits(
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason)),
                new FastReadings(
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason),
                        Reading.unknown(reason)),
                slowUnknown(reason),
                new CardProcesses(RTX_3090, Reading.unknown(reason), Reading.unknown(reason)));
    }

    private static SlowReadings slowUnknown(String reason) {
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

    private static CardLimits limits(int slowdown, int operating) {
        return new CardLimits(
                Reading.of(slowdown),
                Reading.of(slowdown + 3),
                Reading.of(operating),
                Reading.unknown(ABSENT),
                Reading.of(350_000),
                Reading.of(366_000),
                Reading.of(9_751),
                Reading.of(384),
                Reading.of(new PcieLink(4, 16)));
    }

    private static GpuProcess process(long pid, GpuProcess.Use use, long bytes) {
        return new GpuProcess(pid, use, Reading.of(bytes));
    }

    static MonitorSample of(List<LoadedModel> models, CardSample... cards) {
        PolicyDecision decision =
                GpuPolicy.BUILT_IN.decide(
                        List.of(cards).stream()
                                .map(CardSample::card)
                                .sorted((left, right) -> left.index() - right.index())
                                .toList());
        List<CardStatus> statuses =
                decision.verdicts().stream()
                        .map(verdict -> status(verdict, List.of(cards), models))
                        .toList();
        return new MonitorSample(
                NOON,
                new GpuSystem(
                        cards.length == 0 ? GpuSystem.Origin.NONE : GpuSystem.Origin.NVML,
                        Reading.of("580.95.05"),
                        Reading.of("13.0"),
                        cards.length == 0
                                ? List.of(
                                        SourceFailure.of(
                                                SourceFailure.Kind.LIBRARY_MISSING,
                                                "libnvidia-ml.so.1"))
                                : List.of()),
                decision,
                Thresholds.BUILT_IN,
                statuses,
                models,
                new HostStatus(
                        Reading.of(1.5), 16, Reading.of(64 * GIBIBYTE), Reading.of(48 * GIBIBYTE)),
                List.of(),
                412_000);
    }

    private static CardStatus status(
            CardVerdict verdict, List<CardSample> cards, List<LoadedModel> models) {
        CardSample card =
                cards.stream()
                        .filter(one -> one.card().equals(verdict.card()))
                        .findFirst()
                        .orElseThrow();
        return new CardStatus(
                card,
                verdict,
                CardHealth.of(card, Thresholds.BUILT_IN),
                MemorySplit.of(card, models),
                processes(card, models));
    }

    private static List<CardProcess> processes(CardSample card, List<LoadedModel> models) {
        return card.processes().all().stream()
                .map(
                        process ->
                                new CardProcess(
                                        process.pid(),
                                        true,
                                        false,
                                        process.memoryBytes(),
                                        Optional.of(process.pid() == 4_000 ? "java" : "python3"),
                                        models.stream()
                                                .filter(model -> model.pid() == process.pid())
                                                .map(LoadedModel::name)
                                                .findFirst()))
                .toList();
    }

    /** The user's machine at work. */
    static MonitorSample atWork() {
        return of(List.of(MODEL), at5060Ti(), at3090(90));
    }
}
