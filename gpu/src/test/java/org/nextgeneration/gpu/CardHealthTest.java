package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gpu.CardHealth.Alert;
import org.nextgeneration.gpu.CardHealth.Level;

class CardHealthTest {
    private static final String ABSENT = "NVML_ERROR_NOT_SUPPORTED";
    private static final GpuCard CARD = card(0);

    private Reading<Integer> slowdown = Reading.unknown(ABSENT);
    private Reading<Integer> shutdown = Reading.unknown(ABSENT);
    private Reading<Integer> operating = Reading.unknown(ABSENT);
    private Reading<MemoryUse> memory = Reading.unknown(ABSENT);
    private Reading<Integer> utilization = Reading.unknown(ABSENT);
    private Reading<Integer> temperature = Reading.unknown(ABSENT);
    private Reading<Set<ThrottleReason>> throttle = Reading.unknown(ABSENT);
    private Reading<List<GpuProcess>> compute = Reading.unknown(ABSENT);
    private Thresholds thresholds = Thresholds.BUILT_IN;
    private List<XidEvent> faults = List.of();

    private static GpuCard card(int index) {
        return new GpuCard(
                index,
                Reading.of("NVIDIA GeForce RTX 3090"),
                Reading.of("GPU-" + index),
                Reading.of(new PciAddress(0, index, 0)),
                Reading.of(100L),
                Reading.of(new ComputeCapability(8, 6)));
    }

    private CardHealth health() {
        Reading<Integer> none = Reading.unknown(ABSENT);
        return CardHealth.of(
                new CardSample(
                        CARD,
                        new CardLimits(
                                slowdown,
                                shutdown,
                                operating,
                                none,
                                none,
                                none,
                                none,
                                none,
                                Reading.unknown(ABSENT)),
                        new FastReadings(memory, utilization, none, temperature, none),
                        new SlowReadings(
                                none,
                                none,
                                none,
                                none,
                                none,
                                throttle,
                                Reading.unknown(ABSENT),
                                Reading.unknown(ABSENT)),
                        new CardProcesses(CARD, compute, Reading.unknown(ABSENT))),
                faults,
                thresholds);
    }

    private void expect(Level level, Alert... alerts) {
        CardHealth health = health();
        assertEquals(List.of(alerts), health.alerts());
        assertEquals(level, health.level());
    }

    private void limits(int warning, int critical) {
        CardHealth health = health();
        assertEquals(warning, health.temperatureWarningCelsius());
        assertEquals(critical, health.temperatureCriticalCelsius());
    }

    private static Thresholds temperatures(OptionalInt warning, OptionalInt critical) {
        return new Thresholds(warning, critical, 80, 95, 10, 95);
    }

    private static MemoryUse used(long percent) {
        return new MemoryUse(100, percent, 100 - percent, Reading.unknown(ABSENT));
    }

    @Test
    void card_thatTellsNothing_isNotAlarming() {
        expect(Level.OK);
    }

    @Test
    void temperature_withoutAnyLimit_usesTheBuiltInOnes() {
        limits(75, 85);
        temperature = Reading.of(74);
        expect(Level.OK);
        temperature = Reading.of(75);
        expect(Level.WARNING, new CardHealth.Temperature(Level.WARNING, 75, 75));
        temperature = Reading.of(84);
        expect(Level.WARNING, new CardHealth.Temperature(Level.WARNING, 84, 75));
        temperature = Reading.of(85);
        expect(Level.CRITICAL, new CardHealth.Temperature(Level.CRITICAL, 85, 85));
    }

    @Test
    void temperature_cardNamesBothLimits_usesThem() {
        operating = Reading.of(93);
        slowdown = Reading.of(95);
        limits(93, 95);
    }

    @Test
    void temperature_cardNamesSlowdownOnly_warnsBeforeIt() {
        slowdown = Reading.of(95);
        limits(85, 95);
    }

    @Test
    void temperature_cardNamesOperatingOnly_isCriticalAfterItAndBeforeShutdown() {
        operating = Reading.of(83);
        limits(83, 93);
        shutdown = Reading.of(90);
        limits(83, 89);
    }

    @Test
    void temperature_personsLimit_goesBeforeTheCards() {
        operating = Reading.of(93);
        slowdown = Reading.of(95);
        thresholds = temperatures(OptionalInt.of(60), OptionalInt.empty());
        limits(60, 95);
        thresholds = temperatures(OptionalInt.empty(), OptionalInt.of(70));
        limits(93, 70);
        temperature = Reading.of(70);
        expect(Level.CRITICAL, new CardHealth.Temperature(Level.CRITICAL, 70, 70));
    }

    @Test
    void temperature_impossibleLimitOfTheCard_isNotBelieved() {
        operating = Reading.of(0);
        slowdown = Reading.of(4_096);
        limits(75, 85);
        operating = Reading.of(CardHealth.LIMIT_CELSIUS_MIN);
        slowdown = Reading.of(CardHealth.LIMIT_CELSIUS_MAX);
        limits(40, 150);
    }

    @Test
    void memory_atItsBorders_isAlarming() {
        memory = Reading.of(used(79));
        expect(Level.OK);
        memory = Reading.of(used(80));
        expect(Level.WARNING, new CardHealth.Memory(Level.WARNING, 80, 80));
        memory = Reading.of(used(94));
        expect(Level.WARNING, new CardHealth.Memory(Level.WARNING, 94, 80));
        memory = Reading.of(used(95));
        expect(Level.CRITICAL, new CardHealth.Memory(Level.CRITICAL, 95, 95));
    }

    @Test
    void memory_ofNoBytesInAll_saysNothing() {
        memory = Reading.of(new MemoryUse(0, 0, 0, Reading.unknown(ABSENT)));
        expect(Level.OK);
    }

    @Test
    void utilization_aboveItsBorder_raisesTheLevel() {
        utilization = Reading.of(95);
        expect(Level.OK);
        utilization = Reading.of(96);
        expect(Level.WARNING, new CardHealth.UtilizationHigh(96, 95));
    }

    @Test
    void utilization_lowWithAProgramThatComputes_isOnlySaid() {
        compute =
                Reading.of(
                        List.of(
                                new GpuProcess(
                                        7, GpuProcess.Use.COMPUTE, Reading.unknown(ABSENT))));
        utilization = Reading.of(10);
        expect(Level.OK);
        utilization = Reading.of(9);
        expect(Level.OK, new CardHealth.UtilizationLow(9, 10));
    }

    @Test
    void utilization_lowOnACardAtRest_isNotSaid() {
        utilization = Reading.of(0);
        expect(Level.OK);
        compute = Reading.of(List.of());
        expect(Level.OK);
    }

    @Test
    void throttling_eachReason_isSaidForHeatAndPowerOnly() {
        for (ThrottleReason reason : ThrottleReason.values()) {
            throttle = Reading.of(EnumSet.of(reason));
            switch (reason) {
                case HARDWARE_SLOWDOWN, SOFTWARE_THERMAL, HARDWARE_THERMAL, POWER_BRAKE ->
                        expect(Level.WARNING, new CardHealth.Throttling(EnumSet.of(reason)));
                case POWER_CAP -> expect(Level.OK, new CardHealth.Throttling(EnumSet.of(reason)));
                case IDLE, APPLICATION_CLOCKS, SYNC_BOOST, DISPLAY_CLOCKS -> expect(Level.OK);
            }
        }
        throttle = Reading.of(Set.of());
        expect(Level.OK);
    }

    @Test
    void card_fallenOffTheBus_isCritical() {
        temperature = Reading.unknown(CardHealth.LOST);
        expect(Level.CRITICAL, new CardHealth.CardLost());
    }

    @Test
    void fault_ofThisCard_isCriticalUnlessAProgramMadeIt() {
        faults = List.of(new XidEvent(CARD, 79, Instant.EPOCH));
        expect(Level.CRITICAL, new CardHealth.Fault(79));
        faults = List.of(new XidEvent(CARD, 13, Instant.EPOCH));
        expect(Level.WARNING, new CardHealth.Fault(13));
    }

    @Test
    void fault_ofAnotherCard_isNotThisOnes() {
        faults = List.of(new XidEvent(card(1), 79, Instant.EPOCH));
        expect(Level.OK);
    }

    @Test
    void alerts_ofSeveralLevels_comeWorstFirst() {
        temperature = Reading.of(80);
        memory = Reading.of(used(99));
        throttle = Reading.of(EnumSet.of(ThrottleReason.POWER_CAP, ThrottleReason.IDLE));
        expect(
                Level.CRITICAL,
                new CardHealth.Memory(Level.CRITICAL, 99, 95),
                new CardHealth.Temperature(Level.WARNING, 80, 75),
                new CardHealth.Throttling(EnumSet.of(ThrottleReason.POWER_CAP)));
    }
}
