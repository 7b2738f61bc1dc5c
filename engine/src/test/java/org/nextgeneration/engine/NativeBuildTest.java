package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gpu.GpuEnvironment.Reach;

class NativeBuildTest {
    private static final NativeBuild PLAIN = build("libggml-base.so", "libggml-cpu-haswell.so");
    private static final NativeBuild CUDA = build("libggml-base.so", "libggml-cuda.so");
    private static final NativeBuild VULKAN = build("ggml-base.dll", "ggml-vulkan.dll");
    private static final NativeBuild BOTH = build("libggml-vulkan.v0.5.0.so", "libggml-cuda.so.0");

    private static NativeBuild build(String... files) {
        return NativeBuild.of(Path.of(files[0] + "-of-" + files.length), List.of(files));
    }

    @Test
    void ordered_cardAllowed_cudaThenVulkanThenPlain() {
        assertEquals(
                List.of(CUDA, VULKAN, PLAIN),
                NativeBuild.ordered(List.of(PLAIN, CUDA, VULKAN), true));
    }

    @Test
    void ordered_noCardAllowed_plainFirst() {
        assertEquals(
                List.of(PLAIN, VULKAN, CUDA),
                NativeBuild.ordered(List.of(CUDA, VULKAN, PLAIN), false));
    }

    @Test
    void ordered_equals_stayInOrder() {
        NativeBuild other = build("libggml-cpu.so");
        assertEquals(List.of(other, PLAIN), NativeBuild.ordered(List.of(other, PLAIN), true));
        assertEquals(List.of(PLAIN, other), NativeBuild.ordered(List.of(PLAIN, other), false));
    }

    @Test
    void reach_vulkanOnly_isVulkanElseCuda() {
        assertEquals(Reach.VULKAN, VULKAN.reach());
        assertEquals(Reach.CUDA, BOTH.reach());
        assertEquals(Reach.CUDA, CUDA.reach());
        assertEquals(Reach.CUDA, PLAIN.reach());
    }

    @Test
    void of_namesThatOnlyLookAlike_areNoBackEnds() {
        NativeBuild build =
                build("libggml-cuda.txt", "ggml-cuda.h", "my-libggml-vulkan.so", "libggml-rpc.so");
        assertEquals(new NativeBuild(build.directory(), false, false), build);
    }

    @Test
    void look_directoryIsAbsent_isPlain() {
        Path absent = Path.of("absent-folder");
        assertEquals(new NativeBuild(absent, false, false), NativeBuild.look(absent));
    }
}
