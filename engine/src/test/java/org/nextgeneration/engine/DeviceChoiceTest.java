package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.llama.Device;
import org.nextgeneration.llama.Device.Kind;

class DeviceChoiceTest {
    private static final String AT_1 = "0000:01:00.0";
    private static final String AT_2 = "0000:02:00.0";
    private static final Set<PciAddress> ONLY_1 = Set.of(TestCards.BUS_1);
    private static final Device CPU = device("CPU", "CPU", Kind.CPU, "");
    private static final Device CUDA_1 = device("CUDA0", "CUDA", Kind.GPU, AT_1);
    private static final Device CUDA_2 = device("CUDA1", "CUDA", Kind.GPU, AT_2);
    private static final Device CUDA_NAMELESS = device("CUDA0", "CUDA", Kind.GPU, "");
    private static final Device VULKAN_1 = device("Vulkan0", "Vulkan", Kind.GPU, AT_1);
    private static final Device VULKAN_2 = device("Vulkan1", "Vulkan", Kind.GPU, AT_2);
    private static final Device VULKAN_NAMELESS = device("Vulkan0", "Vulkan", Kind.GPU, "");

    private static Device device(String name, String backEnd, Kind kind, String address) {
        return new Device(
                name, name, backEnd, kind, Optional.of(address).filter(s -> !s.isEmpty()), 0, 0);
    }

    private static DeviceChoice choose(Device... found) {
        return DeviceChoice.of(List.of(found), ONLY_1, true);
    }

    private static DeviceChoice on(Device... devices) {
        return new DeviceChoice.OnCards(List.of(devices));
    }

    @Test
    void of_twoCardsInVulkan_takesTheAllowedOne() {
        assertEquals(on(VULKAN_1), choose(VULKAN_2, VULKAN_1, CPU));
    }

    @Test
    void of_twoCardsInCuda_takesTheAllowedOne() {
        assertEquals(on(CUDA_1), choose(CUDA_1, CUDA_2, CPU));
    }

    @Test
    void of_bothAllowed_takesBoth() {
        assertEquals(
                on(CUDA_1, CUDA_2),
                DeviceChoice.of(
                        List.of(CUDA_1, CUDA_2, CPU),
                        Set.of(TestCards.BUS_1, TestCards.BUS_2),
                        true));
    }

    @Test
    void of_sameCardThroughBoth_takesCuda() {
        assertEquals(on(CUDA_1), choose(VULKAN_1, CUDA_1, VULKAN_2, CPU));
    }

    @Test
    void of_cudaHasOnlyTheDeniedCard_takesTheAllowedOneInVulkan() {
        assertEquals(on(VULKAN_1), choose(CUDA_2, VULKAN_1, CPU));
    }

    @Test
    void of_cardWithoutAddress_isUsedInCudaWhichIsMasked() {
        assertEquals(on(CUDA_NAMELESS), choose(CUDA_NAMELESS, CPU));
        assertEquals(new DeviceChoice.OnProcessor(), choose(VULKAN_NAMELESS, CPU));
    }

    @Test
    void of_unreadableAddress_isLikeNone() {
        assertEquals(
                new DeviceChoice.OnProcessor(),
                choose(device("Vulkan0", "Vulkan", Kind.GPU, "somewhere"), CPU));
    }

    @Test
    void of_noCardAllowed_usesNoneWhateverIsThere() {
        assertEquals(
                new DeviceChoice.OnProcessor(),
                DeviceChoice.of(List.of(CUDA_NAMELESS, CUDA_1, VULKAN_1, CPU), Set.of(), true));
    }

    @Test
    void of_integratedGraphics_areNeverUsed() {
        assertEquals(
                new DeviceChoice.OnProcessor(),
                choose(device("Vulkan0", "Vulkan", Kind.INTEGRATED_GPU, AT_1), CPU));
    }

    @Test
    void of_otherBackEnds_areNeverUsed() {
        assertEquals(
                new DeviceChoice.OnProcessor(),
                choose(
                        device("RPC0", "RPC", Kind.GPU, AT_1),
                        device("SYCL0", "SYCL", Kind.GPU, AT_1),
                        device("MTL0", "MTL", Kind.GPU, ""),
                        device("BLAS", "BLAS", Kind.ACCELERATOR, ""),
                        CPU));
    }

    @Test
    void of_nothingAndProcessorForbidden_saysWhatWasFound() {
        String reason =
                assertInstanceOf(
                                DeviceChoice.Nowhere.class,
                                DeviceChoice.of(List.of(VULKAN_2, CPU), ONLY_1, false))
                        .reason();
        assertTrue(reason.contains("found Vulkan1 (Vulkan1, 0000:02:00.0), CPU"), reason);
        assertTrue(reason.contains("expected a card at 0000:01:00.0"), reason);
        assertTrue(reason.contains("set gpu.cpu to allow"), reason);
    }

    @Test
    void of_cardAndProcessorForbidden_takesTheCard() {
        assertEquals(on(CUDA_1), DeviceChoice.of(List.of(CUDA_1, CPU), ONLY_1, false));
    }
}
