package org.nextgeneration.health.doctor;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.nextgeneration.gpu.BusPattern;
import org.nextgeneration.gpu.CardLimits;
import org.nextgeneration.gpu.CardProcesses;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.GpuSystem;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SlowReadings;
import org.nextgeneration.gpu.SourceFailure;
import org.nextgeneration.gpu.Thresholds;
import org.nextgeneration.gpu.ThrottleReason;

/** The cards of a machine as facts: what a driver would have told. */
final class Scene {
    static final long GIBIBYTE = 1L << 30;
    static final GpuCard RTX_3090 =
            card(0, "NVIDIA GeForce RTX 3090", "GPU-3090", 1, 24 * GIBIBYTE, 8, 6);
    static final GpuCard RTX_5060_TI =
            card(1, "NVIDIA GeForce RTX 5060 Ti", "GPU-5060", 0, 16 * GIBIBYTE, 12, 0);
    private static final String LOST = "NVML_ERROR_GPU_IS_LOST";

    GpuPolicy policy = GpuPolicy.BUILT_IN;
    GpuSystem.Origin origin = GpuSystem.Origin.NVML;
    String cuda = "13.0";
    List<SourceFailure> failures = List.of();
    Reading<Integer> celsius = Reading.of(45);
    Reading<MemoryUse> memory =
            Reading.of(new MemoryUse(24 * GIBIBYTE, 0, 24 * GIBIBYTE, Reading.of(0L)));
    Set<ThrottleReason> throttled = Set.of();
    Reading<Integer> slowdownCelsius = Reading.unknown("NVML_ERROR_NOT_SUPPORTED");
    final Map<GpuCard, List<GpuProcess>> compute = new HashMap<>();
    final Map<GpuCard, List<GpuProcess>> graphics = new HashMap<>();
    final Map<Long, String> programs = new HashMap<>();
    final Set<Long> ours = new java.util.HashSet<>();
    private final List<GpuCard> cards;

    private Scene(List<GpuCard> cards) {
        this.cards = cards;
    }

    static Scene of(GpuCard... cards) {
        return new Scene(List.of(cards));
    }

    /** Both of the user's cards. */
    static Scene twoCards() {
        return of(RTX_3090, RTX_5060_TI);
    }

    static Scene noCard() {
        Scene scene = of();
        scene.origin = GpuSystem.Origin.NONE;
        return scene;
    }

    static GpuCard card(
            int index, String name, String uuid, int bus, long bytes, int major, int minor) {
        return new GpuCard(
                index,
                Reading.of(name),
                Reading.of(uuid),
                Reading.of(new PciAddress(0, bus, 0)),
                Reading.of(bytes),
                Reading.of(new ComputeCapability(major, minor)));
    }

    static GpuCard lost(int index) {
        return new GpuCard(
                index,
                Reading.unknown(LOST),
                Reading.unknown(LOST),
                Reading.unknown(LOST),
                Reading.unknown(LOST),
                Reading.unknown(LOST));
    }

    static GpuRule onBus(String name, int bus) {
        return new GpuRule(
                Optional.of(name),
                Optional.empty(),
                Optional.of(new BusPattern(OptionalInt.empty(), bus, OptionalInt.empty())),
                OptionalLong.empty(),
                Optional.empty());
    }

    Scene policy(List<GpuRule> allow, List<GpuRule> deny, boolean cpuAllowed) {
        policy = new GpuPolicy(allow, deny, GIBIBYTE / 2, cpuAllowed);
        return this;
    }

    Scene computes(GpuCard card, long pid, String program) {
        compute.computeIfAbsent(card, _ -> new ArrayList<>())
                .add(new GpuProcess(pid, GpuProcess.Use.COMPUTE, Reading.of(GIBIBYTE)));
        programs.put(pid, program);
        return this;
    }

    Scene draws(GpuCard card, long pid, String program) {
        graphics.computeIfAbsent(card, _ -> new ArrayList<>())
                .add(new GpuProcess(pid, GpuProcess.Use.GRAPHICS, Reading.unknown("WDDM")));
        programs.put(pid, program);
        return this;
    }

    PolicyDecision decision() {
        return policy.decide(cards);
    }

    CardProcesses processes(GpuCard card) {
        return new CardProcesses(
                card,
                Reading.of(compute.getOrDefault(card, List.of())),
                Reading.of(graphics.getOrDefault(card, List.of())));
    }

    GpuFacts facts() {
        PolicyDecision decision = decision();
        return new GpuFacts(
                new GpuSystem(origin, Reading.of("580.95.05"), Reading.of(cuda), failures),
                decision,
                decision.verdicts().stream()
                        .map(
                                verdict ->
                                        new GpuFacts.CardFacts(
                                                verdict,
                                                limits(),
                                                new FastReadings(
                                                        memory,
                                                        Reading.of(0),
                                                        Reading.of(0),
                                                        celsius,
                                                        Reading.of(30_000)),
                                                slow(),
                                                processes(verdict.card())))
                        .toList(),
                programs,
                ours,
                Thresholds.BUILT_IN);
    }

    private CardLimits limits() {
        Reading<Integer> untold = Reading.unknown("NVML_ERROR_NOT_SUPPORTED");
        return new CardLimits(
                slowdownCelsius,
                untold,
                untold,
                untold,
                untold,
                untold,
                untold,
                untold,
                Reading.unknown("NVML_ERROR_NOT_SUPPORTED"));
    }

    private SlowReadings slow() {
        Reading<Integer> untold = Reading.unknown("NVML_ERROR_NOT_SUPPORTED");
        return new SlowReadings(
                Reading.of(350_000),
                untold,
                untold,
                untold,
                untold,
                Reading.of(throttled),
                Reading.unknown("NVML_ERROR_NOT_SUPPORTED"),
                Reading.unknown("NVML_ERROR_NOT_SUPPORTED"));
    }
}
