package org.nextgeneration.health.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nextgeneration.health.doctor.Check.State.NOT_APPLICABLE;
import static org.nextgeneration.health.doctor.Check.State.OK;
import static org.nextgeneration.health.doctor.Check.State.WARNING;
import static org.nextgeneration.health.doctor.Judged.only;
import static org.nextgeneration.health.doctor.Judged.words;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gpu.GpuEnvironment;

class MaskChecksTest {
    private static List<Check> judge(Map<String, String> environment) {
        return MaskChecks.of(environment, Scene.twoCards().decision(), false);
    }

    @Test
    void shell_withOurMasks_isWell() {
        Map<String, String> environment = new HashMap<>(Map.of("GGML_RPC_SERVERS", "x:1"));
        GpuEnvironment.of(Scene.twoCards().decision(), GpuEnvironment.Reach.CUDA)
                .applyTo(environment);
        judge(environment).forEach(check -> assertEquals(OK, check.state(), check::toString));
    }

    @Test
    void shell_withoutMasks_letsProgramsPast() {
        List<Check> checks = judge(Map.of());
        assertEquals(WARNING, only(checks, "env.cuda").state());
        assertEquals(WARNING, only(checks, "env.vulkan").state());
        assertEquals(OK, only(checks, "env.widening").state());
        assertEquals(
                "eval \"$(nextgen env --shell bash)\"",
                only(checks, "env.cuda").fix().orElseThrow().arguments().getFirst());
    }

    @Test
    void index_withoutOrder_isNamedAsSuch() {
        String found = words(only(judge(Map.of("CUDA_VISIBLE_DEVICES", "1")), "env.cuda").found());
        assertTrue(found.contains("doctor.env.number-unordered[CUDA_VISIBLE_DEVICES=1]"), found);
        found =
                words(
                        only(
                                        judge(
                                                Map.of(
                                                        "CUDA_VISIBLE_DEVICES",
                                                        "1",
                                                        "CUDA_DEVICE_ORDER",
                                                        "PCI_BUS_ID")),
                                        "env.cuda")
                                .found());
        assertTrue(found.contains("doctor.env.number["), found);
    }

    @Test
    void uuid_ofTheExcludedCard_isNotWhatTheRulesAskFor() {
        Check cuda = only(judge(Map.of("CUDA_VISIBLE_DEVICES", "GPU-5060")), "env.cuda");
        assertTrue(words(cuda.found()).contains("doctor.env.other"), cuda::toString);
        assertTrue(words(cuda.expected().orElseThrow()).contains("GPU-3090"), cuda::toString);
    }

    @Test
    void vulkan_openForOllama_isNamed() {
        String found = words(only(judge(Map.of("OLLAMA_VULKAN", "1")), "env.vulkan").found());
        assertTrue(found.contains("OLLAMA_VULKAN=1"), found);
        found = words(only(judge(Map.of("GGML_VK_VISIBLE_DEVICES", "0")), "env.vulkan").found());
        assertTrue(found.contains("GGML_VK_VISIBLE_DEVICES=0"), found);
    }

    @Test
    void wideningVariable_isNamedAndItsValueIsCut() {
        Check widening = only(judge(Map.of("GGML_RPC_SERVERS", "y".repeat(500))), "env.widening");
        assertEquals(WARNING, widening.state());
        assertTrue(words(widening.found()).contains("GGML_RPC_SERVERS=yyy"));
        assertTrue(words(widening.found()).length() < 300);
    }

    @Test
    void windows_getsAFixForPowerShell() {
        Check cuda = only(MaskChecks.of(Map.of(), Scene.twoCards().decision(), true), "env.cuda");
        assertTrue(words(cuda.fix().orElseThrow()).contains("--shell powershell"));
    }

    @Test
    void machineWithoutACard_needsNoMask() {
        MaskChecks.of(Map.of("CUDA_VISIBLE_DEVICES", "1"), Scene.noCard().decision(), false)
                .forEach(check -> assertEquals(NOT_APPLICABLE, check.state()));
    }

    @Test
    void onlyAllowedCards_needNoMask() {
        Check cuda =
                only(
                        MaskChecks.of(Map.of(), Scene.of(Scene.RTX_3090).decision(), false),
                        "env.cuda");
        assertEquals(OK, cuda.state());
    }
}
