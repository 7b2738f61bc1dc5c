package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.gpu.SpeedCheck.Cause;

class SpeedCheckTest {
    private static final long BANDWIDTH = 936_000_000_000L;
    private static final long WEIGHTS = 4_140_000_000L;

    private static <T> Reading<T> none() {
        return Reading.unknown("NVML_ERROR_NOT_SUPPORTED");
    }

    private static CardLimits limits() {
        return new CardLimits(
                none(),
                none(),
                none(),
                none(),
                Reading.of(350_000),
                none(),
                none(),
                none(),
                Reading.of(new PcieLink(4, 16)));
    }

    private static SlowReadings slow(int limitMilliwatts, int lanes, Set<ThrottleReason> why) {
        return new SlowReadings(
                Reading.of(limitMilliwatts),
                none(),
                none(),
                none(),
                none(),
                Reading.of(why),
                Reading.of(new PcieLink(1, lanes)),
                none());
    }

    private static final SlowReadings WELL = slow(350_000, 16, Set.of());

    private static List<Cause> causes(
            double speed, Optional<Long> onCard, boolean card, boolean other, SlowReadings slow) {
        return SpeedCheck.of(
                        new SpeedCheck.Facts(
                                speed, WEIGHTS, BANDWIDTH, WEIGHTS, onCard, card, other, slow,
                                limits(), 0))
                .orElseThrow()
                .causes();
    }

    /** Speeds that were measured on an RTX 3090, and the sizes of the models. */
    @ParameterizedTest
    @CsvSource({
        "150.3, 4140000000",
        "121.8, 3830000000",
        "90, 6600000000",
        "33.9, 19850000000",
        "300, 990000000",
    })
    void of_speedThatSuchACardReaches_isNoAlarm(double speed, long bytes) {
        SpeedCheck check =
                SpeedCheck.of(
                                new SpeedCheck.Facts(
                                        speed,
                                        bytes,
                                        BANDWIDTH,
                                        bytes,
                                        Optional.of(bytes),
                                        true,
                                        false,
                                        WELL,
                                        limits(),
                                        0))
                        .orElseThrow();
        assertFalse(check.alarm(), check::toString);
        assertTrue(check.share() > 0.2 && check.share() < 1, check::toString);
        assertEquals(1, check.expectedTokensPerSecond() / speed, 0.3);
    }

    @Test
    void of_speedOfAProcessor_namesTheCauseThatIsSeen() {
        Optional<Long> all = Optional.of(WEIGHTS);
        assertEquals(List.of(Cause.ON_PROCESSOR), causes(6, Optional.empty(), false, false, WELL));
        assertEquals(
                List.of(Cause.PARTLY_ON_PROCESSOR),
                causes(6, Optional.of(WEIGHTS / 2), true, false, WELL));
        assertEquals(List.of(Cause.OTHER_CARD), causes(40, all, true, true, WELL));
        assertEquals(
                List.of(Cause.POWER_LIMIT),
                causes(40, all, true, false, slow(350_000, 16, Set.of(ThrottleReason.POWER_CAP))));
        assertEquals(
                List.of(Cause.POWER_LIMIT),
                causes(40, all, true, false, slow(150_000, 16, Set.of())));
        assertEquals(
                List.of(Cause.HEAT),
                causes(
                        40,
                        all,
                        true,
                        false,
                        slow(350_000, 16, Set.of(ThrottleReason.HARDWARE_THERMAL))));
        assertEquals(
                List.of(Cause.PCIE_LINK), causes(40, all, true, false, slow(350_000, 4, Set.of())));
        assertEquals(List.of(Cause.UNKNOWN), causes(40, all, true, false, WELL));
    }

    @Test
    void of_nothingMeasured_isNothing() {
        assertEquals(
                Optional.empty(),
                SpeedCheck.of(
                        new SpeedCheck.Facts(
                                0,
                                WEIGHTS,
                                BANDWIDTH,
                                WEIGHTS,
                                Optional.empty(),
                                true,
                                false,
                                WELL,
                                limits(),
                                0)));
    }

    @Test
    void bandwidth_knownCard_isFromTheTable() {
        assertEquals(
                Optional.of(936_000_000_000L),
                CardBandwidth.bytesPerSecond(Cards.RTX_3090, limits()));
    }

    @Test
    void bandwidth_unknownCard_isFromItsOwnFacts() {
        GpuCard odd = Cards.card(0, "NVIDIA Something", "GPU-1", 0, 8, 8, 0);
        CardLimits telling =
                new CardLimits(
                        none(),
                        none(),
                        none(),
                        none(),
                        none(),
                        none(),
                        Reading.of(9_751),
                        Reading.of(384),
                        none());
        assertEquals(Optional.of(936_096_000_000L), CardBandwidth.bytesPerSecond(odd, telling));
        assertEquals(Optional.empty(), CardBandwidth.bytesPerSecond(odd, limits()));
    }
}
