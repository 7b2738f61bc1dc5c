package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that people and drivers write, and readings that may have none. */
class ParsingTest {
    @ParameterizedTest
    @CsvSource({
        "00000000:01:00.0, 0000:01:00.0",
        "0000:0a:1F.1, 0000:0a:1f.0",
        "01:00.0, 0000:01:00.0",
        "1:0, 0000:01:00.0",
        "00010000:3b:00.0, 10000:3b:00.0",
        "ffffffff:01:00.0, ffffffff:01:00.0"
    })
    void address_asItIsWritten_isRead(String written, String shown) {
        assertEquals(Optional.of(shown), PciAddress.parse(written).map(PciAddress::toString));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "01:00.0.0", "x1:00.0", "000000000:01:00.0", "001:00", "1:2:"})
    void address_thatIsNone_isEmpty(String written) {
        assertEquals(Optional.empty(), PciAddress.parse(written));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0, 1, 0, true",
        "01, 7, 1, 3, true",
        "a, 0, 10, 0, true",
        "10, 0, 10, 0, false",
        "01:00.0, 5, 1, 0, true",
        "01:00.0, 0, 1, 1, false",
        "0000:01:00.0, 0, 1, 0, true",
        "0000:01:00.0, 1, 1, 0, false"
    })
    void pattern_againstAnAddress_matchesWhatItNames(
            String written, int domain, int bus, int device, boolean matches) {
        BusPattern pattern = BusPattern.parse(written).orElseThrow();
        assertEquals(matches, pattern.matches(new PciAddress(domain, bus, device)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "a", "01:00.0", "0000:01:00.0"})
    void pattern_shown_isReadAgain(String written) {
        BusPattern pattern = BusPattern.parse(written).orElseThrow();
        assertEquals(Optional.of(pattern), BusPattern.parse(pattern.toString()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "g", "100", "-1", "1.0", ":"})
    void pattern_thatIsNone_isEmpty(String written) {
        assertEquals(Optional.empty(), BusPattern.parse(written));
    }

    @Test
    void capability_asItIsWritten_isReadAndCompared() {
        assertEquals(Optional.of(new ComputeCapability(8, 6)), ComputeCapability.parse(" 8.6 "));
        assertEquals(Optional.of(new ComputeCapability(12, 0)), ComputeCapability.parse("12"));
        List<ComputeCapability> sorted =
                Stream.of("12.0", "8.6", "8.9", "9.0")
                        .map(text -> ComputeCapability.parse(text).orElseThrow())
                        .sorted()
                        .toList();
        assertEquals("[8.6, 8.9, 9.0, 12.0]", sorted.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8.", ".6", "8.6.1", "-8", "1234.0", "sm_86"})
    void capability_thatIsNone_isEmpty(String written) {
        assertEquals(Optional.empty(), ComputeCapability.parse(written));
    }

    @Test
    void reading_withoutAnswer_keepsItsReason() {
        Reading<Integer> none = Reading.unknown("NVML_ERROR_NOT_SUPPORTED");
        assertEquals(Optional.empty(), none.value());
        assertEquals(Reading.unknown("NVML_ERROR_NOT_SUPPORTED"), none.map(value -> "n" + value));
        assertEquals(Reading.of("n7"), Reading.of(7).map(value -> "n" + value));
    }

    @Test
    void throttleReasons_bitsOfTheHeader_areNamed() {
        assertEquals(Set.of(), ThrottleReason.of(0));
        assertEquals(
                Set.of(ThrottleReason.POWER_CAP, ThrottleReason.HARDWARE_THERMAL),
                ThrottleReason.of(0x44));
        assertEquals(Set.of(ThrottleReason.values()), ThrottleReason.of(-1));
    }

    @Test
    void label_ofACard_isTheProductElseItsNumber() {
        assertEquals("RTX 3090", named(Reading.of("NVIDIA GeForce RTX 3090")).label());
        assertEquals("NVIDIA A100", named(Reading.of("NVIDIA A100")).label());
        assertEquals("GPU 3", named(Reading.unknown("NVML_ERROR_GPU_IS_LOST")).label());
    }

    private static GpuCard named(Reading<String> name) {
        return new GpuCard(
                3,
                name,
                Reading.unknown(""),
                Reading.unknown(""),
                Reading.unknown(""),
                Reading.unknown(""));
    }

    @Test
    void noSource_askedForACard_rejectsIt() throws InterruptedException {
        List<SourceFailure> failures =
                List.of(SourceFailure.of(SourceFailure.Kind.COMMAND_MISSING));
        try (GpuSource none = new NoGpuSource(failures)) {
            GpuCard stranger = named(Reading.of("A"));
            assertEquals(failures, none.system().failures());
            assertTrue(none.awaitFault(java.time.Duration.ofDays(1)).isEmpty());
            assertFalse(none.cards().contains(stranger));
            assertThrows(IllegalArgumentException.class, () -> none.fast(stranger));
            assertThrows(IllegalArgumentException.class, () -> none.slow(stranger));
            assertThrows(IllegalArgumentException.class, () -> none.limits(stranger));
            assertThrows(IllegalArgumentException.class, () -> none.processes(stranger));
        }
    }
}
