package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final PolicyDecision DECISION = GpuPolicy.BUILT_IN.decide(Cards.BOTH);
    private static final GpuProcess OURS =
            new GpuProcess(7, GpuProcess.Use.COMPUTE, Reading.of(1_024L));
    private static final GpuProcess OURS_DRAWING =
            new GpuProcess(7, GpuProcess.Use.GRAPHICS, Reading.unknown("NVML_ERROR_NOT_SUPPORTED"));
    private static final GpuProcess OTHER =
            new GpuProcess(8, GpuProcess.Use.COMPUTE, Reading.of(1_024L));

    private static CardProcesses on(GpuCard card, GpuProcess... compute) {
        return new CardProcesses(card, Reading.of(List.of(compute)), Reading.of(List.of()));
    }

    private static Placement of(CardProcesses... seen) {
        return Placement.of(Set.of(7L), List.of(seen), DECISION);
    }

    @Test
    void of_onTheAllowedCard_isAllowed() {
        assertEquals(
                new Placement.Allowed(List.of(new Sighting(Cards.RTX_3090, OURS)), List.of()),
                of(on(Cards.RTX_5060_TI, OTHER), on(Cards.RTX_3090, OURS)));
    }

    @Test
    void of_onTheDeniedCard_isDenied() {
        assertEquals(
                new Placement.Denied(List.of(new Sighting(Cards.RTX_5060_TI, OURS))),
                of(on(Cards.RTX_5060_TI, OURS), on(Cards.RTX_3090)));
    }

    @Test
    void of_onBothCards_isDeniedForTheOne() {
        assertEquals(
                new Placement.Denied(List.of(new Sighting(Cards.RTX_5060_TI, OURS))),
                of(on(Cards.RTX_5060_TI, OURS), on(Cards.RTX_3090, OURS)));
    }

    @Test
    void of_onTheDeniedCardAsVulkanShowsUp_isDenied() {
        CardProcesses drawing =
                new CardProcesses(
                        Cards.RTX_5060_TI,
                        Reading.of(List.of()),
                        Reading.of(List.of(OURS_DRAWING)));
        assertEquals(
                new Placement.Denied(List.of(new Sighting(Cards.RTX_5060_TI, OURS_DRAWING))),
                of(drawing, on(Cards.RTX_3090, OURS)));
    }

    @Test
    void of_onNoCard_isNowhere() {
        assertEquals(new Placement.Nowhere(), of(on(Cards.RTX_5060_TI, OTHER), on(Cards.RTX_3090)));
        assertEquals(new Placement.Nowhere(), of());
    }

    @Test
    void of_driverDoesNotListTheProcesses_isUnknown() {
        CardProcesses silent =
                new CardProcesses(
                        Cards.RTX_5060_TI,
                        Reading.unknown("NVML_ERROR_NO_PERMISSION"),
                        Reading.of(List.of()));
        assertEquals(
                new Placement.Unknown(Cards.RTX_5060_TI, "NVML_ERROR_NO_PERMISSION"),
                of(silent, on(Cards.RTX_3090)));
        assertEquals(
                new Placement.Allowed(
                        List.of(new Sighting(Cards.RTX_3090, OURS)), List.of(Cards.RTX_5060_TI)),
                of(silent, on(Cards.RTX_3090, OURS)));
    }
}
