package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nextgeneration.gpu.GpuEnvironment.Reach;

class GpuEnvironmentTest {
    private static final PolicyDecision BOTH = GpuPolicy.BUILT_IN.decide(Cards.BOTH);
    private static final PolicyDecision NONE = GpuPolicy.BUILT_IN.decide(List.of());

    @Test
    void of_usersTwoCards_namesTheAllowedOneByItsIdentifier() {
        Map<String, String> set = GpuEnvironment.of(BOTH, Reach.CUDA).set();
        assertEquals(Cards.RTX_3090.uuid().value().orElseThrow(), set.get("CUDA_VISIBLE_DEVICES"));
        assertEquals("PCI_BUS_ID", set.get("CUDA_DEVICE_ORDER"));
        assertEquals("max_split_size_mb:1024", set.get("PYTORCH_CUDA_ALLOC_CONF"));
    }

    @Test
    void of_usersTwoCards_closesEveryOtherWay() {
        Map<String, String> set = GpuEnvironment.of(BOTH, Reach.CUDA).set();
        assertEquals("0", set.get("OLLAMA_VULKAN"));
        assertEquals("-1", set.get("GGML_VK_VISIBLE_DEVICES"));
        assertEquals("*", set.get("VK_LOADER_DRIVERS_DISABLE"));
        assertEquals("/nonexistent", set.get("VK_DRIVER_FILES"));
        assertEquals("/nonexistent", set.get("VK_ICD_FILENAMES"));
        assertEquals("-1", set.get("HIP_VISIBLE_DEVICES"));
        assertEquals("-1", set.get("ROCR_VISIBLE_DEVICES"));
        assertEquals("*:cpu", set.get("ONEAPI_DEVICE_SELECTOR"));
        assertTrue(set.containsKey("ZE_AFFINITY_MASK"));
        assertTrue(set.containsKey("OCL_ICD_VENDORS"));
    }

    @ParameterizedTest
    @EnumSource(Reach.class)
    void of_noAllowedCard_hidesAllCards(Reach reach) {
        Map<String, String> set = GpuEnvironment.of(NONE, reach).set();
        assertEquals("-1", set.get("CUDA_VISIBLE_DEVICES"));
        assertEquals("-1", set.get("GGML_VK_VISIBLE_DEVICES"));
        assertEquals("*", set.get("VK_LOADER_DRIVERS_DISABLE"));
    }

    @Test
    void of_severalAllowedCards_namesThemAll() {
        GpuPolicy all = new GpuPolicy(List.of(GpuRule.named("*")), List.of(), 0, true);
        String mask =
                GpuEnvironment.of(all.decide(Cards.BOTH), Reach.CUDA)
                        .set()
                        .get("CUDA_VISIBLE_DEVICES");
        assertEquals(
                "GPU-50605060-aaaa-bbbb-cccc-000000000000,GPU-30903090-aaaa-bbbb-cccc-000000000001",
                mask);
    }

    @Test
    void of_programThatChoosesItsVulkanDeviceItself_leavesVulkanOpenButCudaMasked() {
        GpuEnvironment environment = GpuEnvironment.of(BOTH, Reach.VULKAN);
        assertFalse(environment.set().containsKey("GGML_VK_VISIBLE_DEVICES"));
        assertTrue(environment.remove().contains("GGML_VK_VISIBLE_DEVICES"));
        assertEquals("0", environment.set().get("OLLAMA_VULKAN"));
    }

    @Test
    void applyTo_environmentThatWidens_leavesNothingOfIt() {
        Map<String, String> environment = new HashMap<>();
        environment.put("CUDA_VISIBLE_DEVICES", "0,1");
        environment.put("CUDA_DEVICE_ORDER", "FASTEST_FIRST");
        environment.put("GGML_VK_VISIBLE_DEVICES", "0");
        environment.put("GGML_BACKEND_PATH", "/tmp/evil.so");
        environment.put("LLAMA_ARG_MAIN_GPU", "0");
        environment.put("OLLAMA_VULKAN", "1");
        environment.put("cuda_visible_devices", "0,1");
        environment.put("Ggml_Rpc_Servers", "10.0.0.1:50052");
        environment.put("PATH", "/bin");
        GpuEnvironment mask = GpuEnvironment.of(BOTH, Reach.CUDA);
        mask.applyTo(environment);
        assertEquals(
                Cards.RTX_3090.uuid().value().orElseThrow(),
                environment.get("CUDA_VISIBLE_DEVICES"));
        assertEquals("PCI_BUS_ID", environment.get("CUDA_DEVICE_ORDER"));
        assertEquals("-1", environment.get("GGML_VK_VISIBLE_DEVICES"));
        assertEquals("0", environment.get("OLLAMA_VULKAN"));
        assertNull(environment.get("cuda_visible_devices"));
        assertNull(environment.get("Ggml_Rpc_Servers"));
        assertNull(environment.get("GGML_BACKEND_PATH"));
        assertNull(environment.get("LLAMA_ARG_MAIN_GPU"));
        assertEquals("/bin", environment.get("PATH"));
    }

    @Test
    void of_always_setsNothingThatItRemoves() {
        for (Reach reach : Reach.values()) {
            for (PolicyDecision decision : List.of(BOTH, NONE)) {
                GpuEnvironment environment = GpuEnvironment.of(decision, reach);
                environment
                        .remove()
                        .forEach(name -> assertFalse(environment.set().containsKey(name), name));
            }
        }
    }
}
