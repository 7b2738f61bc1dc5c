package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuRuleTest {
    private static GpuRule rule(
            @Nullable String name,
            @Nullable String uuid,
            @Nullable String bus,
            @Nullable String gibibytes,
            @Nullable String cc) {
        return new GpuRule(
                Optional.ofNullable(name),
                Optional.ofNullable(uuid),
                Optional.ofNullable(bus).flatMap(BusPattern::parse),
                gibibytes == null
                        ? OptionalLong.empty()
                        : OptionalLong.of(Long.parseLong(gibibytes) * Cards.GIBIBYTE),
                Optional.ofNullable(cc).flatMap(ComputeCapability::parse));
    }

    @ParameterizedTest
    @CsvSource({
        "RTX 3090, true",
        "rtx 3090, true",
        "GeForce RTX 3090, true",
        "NVIDIA GeForce RTX 3090, true",
        "RTX 30*, true",
        "*3090, true",
        "*RTX*90*, true",
        "*, true",
        "**, true",
        "3090, false",
        "RTX 309, false",
        "RTX 3090 Ti, false",
        "RTX 5060 Ti, false",
        "*Ti, false",
        "NVIDIA RTX 3090, false",
    })
    void matches_namePattern_meansTheWholeName(String pattern, boolean expected) {
        assertEquals(expected, GpuRule.named(pattern).matches(Cards.RTX_3090));
    }

    @Test
    void matches_nameOfAnotherVariant_doesNot() {
        GpuCard ti = Cards.card(0, "NVIDIA GeForce RTX 3090 Ti", "GPU-1", 1, 24, 8, 6);
        assertEquals(false, GpuRule.named("RTX 3090").matches(ti));
        assertEquals(true, GpuRule.named("RTX 3090*").matches(ti));
    }

    @Test
    void matches_hostilePattern_isDecidedQuickly() {
        String pattern = "*a".repeat(GpuRule.NAME_LENGTH_MAX / 2);
        GpuCard card = Cards.card(0, "a".repeat(90) + "b", "GPU-1", 1, 24, 8, 6);
        assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertEquals(false, GpuRule.named(pattern).matches(card)));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, GPU-30903090, -, -, -, ''",
                "-, gpu-30903090-AAAA, -, -, -, ''",
                "-, GPU-5, -, -, -, UUID",
                "-, -, 1, -, -, ''",
                "-, -, 01:00.0, -, -, ''",
                "-, -, 0000:01:00.0, -, -, ''",
                "-, -, 0001:01:00.0, -, -, BUS",
                "-, -, 01:01.0, -, -, BUS",
                "-, -, 0, -, -, BUS",
                "-, -, -, 24, -, ''",
                "-, -, -, 25, -, MEMORY",
                "-, -, -, -, 8.6, ''",
                "-, -, -, -, 8, ''",
                "-, -, -, -, 8.9, COMPUTE_CAPABILITY",
                "RTX 4090, GPU-1, 7, 99, 12.0, NAME UUID BUS MEMORY COMPUTE_CAPABILITY",
            })
    void failing_eachCriterion_isNamed(
            @Nullable String name,
            @Nullable String uuid,
            @Nullable String bus,
            @Nullable String gibibytes,
            @Nullable String cc,
            String expected) {
        List<String> failing =
                rule(name, uuid, bus, gibibytes, cc).failing(Cards.RTX_3090).stream()
                        .map(Enum::name)
                        .toList();
        assertEquals(expected, String.join(" ", failing));
    }

    @Test
    void failing_cardThatTellsNothing_failsEverything() {
        GpuRule rule = rule("*", "G", "1", "1", "1");
        assertEquals(List.of(GpuRule.Criterion.values()), rule.failing(Cards.lost(0)));
    }

    @Test
    void rule_thatNamesNothingOrTooMuch_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> rule(null, null, null, null, null));
        String tooLong = "x".repeat(GpuRule.NAME_LENGTH_MAX + 1);
        assertThrows(IllegalArgumentException.class, () -> GpuRule.named(tooLong));
    }

    @Test
    void toString_always_isAsInTheConfiguration() {
        assertEquals(
                "{name: RTX 3090, bus: 1, memory_min: 20 GiB}",
                GpuPolicy.BUILT_IN.allow().getFirst().toString());
        assertEquals(
                "{uuid: GPU-1, bus: 0001:0a:00.0, compute_min: 8.6}",
                rule(null, "GPU-1", "0001:0A:00.0", null, "8.6").toString());
    }
}
