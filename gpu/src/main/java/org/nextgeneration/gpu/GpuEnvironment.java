package org.nextgeneration.gpu;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The environment variables that make a program keep to the policy, for every way that programs
 * have to reach a card.
 *
 * <p>A mask is a request: a program can set its own. That it was kept is seen with {@link
 * Placement}.
 *
 * @param set variables with their values
 * @param remove variables that must not be there, because they could widen what the others narrow
 */
public record GpuEnvironment(SortedMap<String, String> set, SortedSet<String> remove) {
    /**
     * Understood as "none" by CUDA, HIP, ROCm and ggml's Vulkan; an empty value is not, on Windows.
     */
    private static final String NONE = "-1";

    /** A number that no Level Zero device has; it has no word for "none". */
    private static final String NO_ORDINAL = "255";

    /** Where no driver of OpenCL or Vulkan is registered. */
    private static final String NO_PLACE = "/nonexistent";

    private static final String VULKAN_MASK = "GGML_VK_VISIBLE_DEVICES";
    private static final String VULKAN_DRIVERS = "VK_LOADER_DRIVERS_DISABLE";

    /**
     * For loaders of Vulkan that do not know the mask of drivers yet: the only drivers there are.
     */
    private static final List<String> VULKAN_DRIVER_FILES =
            List.of("VK_DRIVER_FILES", "VK_ICD_FILENAMES");

    private static final List<String> WIDENING =
            List.of(
                    // CUDA: other libraries, other processes' contexts.
                    "CUDA_MPS_PIPE_DIRECTORY",
                    // ggml and llama.cpp: further back ends, other machines, other devices.
                    "GGML_BACKEND_PATH",
                    "GGML_OPENCL_DEVICE",
                    "GGML_OPENCL_PLATFORM",
                    "GGML_SYCL_VISIBLE_DEVICES",
                    "GGML_RPC_SERVERS",
                    "LLAMA_ARG_DEVICE",
                    "LLAMA_ARG_MAIN_GPU",
                    "LLAMA_ARG_N_GPU_LAYERS",
                    "LLAMA_ARG_RPC",
                    "LLAMA_ARG_SPLIT_MODE",
                    "LLAMA_ARG_TENSOR_SPLIT",
                    // Ollama: other back ends, models spread over cards.
                    "OLLAMA_IGPU_ENABLE",
                    "OLLAMA_INTEL_GPU",
                    "OLLAMA_LLM_LIBRARY",
                    "OLLAMA_SCHED_SPREAD",
                    // Vulkan: other drivers, other devices.
                    "DRI_PRIME",
                    "MESA_VK_DEVICE_SELECT",
                    "VK_ADD_DRIVER_FILES",
                    "VK_LOADER_DEVICE_SELECT",
                    "VK_LOADER_DRIVERS_SELECT",
                    // OpenCL: drivers named one by one.
                    "OCL_ICD_FILENAMES",
                    // SYCL: superseded selectors that are still read.
                    "SYCL_DEVICE_ALLOWLIST",
                    "SYCL_DEVICE_FILTER",
                    // The NVIDIA container runtime, for programs that start containers.
                    "NVIDIA_VISIBLE_DEVICES");

    /** How a program is to reach an allowed card. */
    public enum Reach {
        /** By CUDA; no other way is open. */
        CUDA,
        /**
         * By Vulkan, whose devices have no mask that names a card: the program is ours and chooses
         * the device by its address itself.
         */
        VULKAN
    }

    /** Copies both. */
    public GpuEnvironment {
        set = Collections.unmodifiableSortedMap(new TreeMap<>(set));
        remove = Collections.unmodifiableSortedSet(new TreeSet<>(remove));
    }

    /** {@return the variables for a decision} Pure. */
    public static GpuEnvironment of(PolicyDecision decision, Reach reach) {
        String cards =
                decision.allowed().stream()
                        .map(card -> card.uuid().value().orElseThrow())
                        .collect(joining(","));
        boolean none = cards.isEmpty();
        TreeMap<String, String> set = new TreeMap<>();
        TreeSet<String> remove = new TreeSet<>(WIDENING);
        set.put("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
        set.put("CUDA_VISIBLE_DEVICES", none ? NONE : cards);
        set.put("PYTORCH_CUDA_ALLOC_CONF", "max_split_size_mb:1024");
        set.put("OLLAMA_VULKAN", "0");
        if (reach == Reach.VULKAN && !none) {
            remove.add(VULKAN_MASK);
            remove.add(VULKAN_DRIVERS);
            remove.addAll(VULKAN_DRIVER_FILES);
        } else {
            set.put(VULKAN_MASK, NONE);
            set.put(VULKAN_DRIVERS, "*");
            VULKAN_DRIVER_FILES.forEach(name -> set.put(name, NO_PLACE));
        }
        // No rule speaks of cards of other makers, so none of them may be used.
        set.put("HIP_VISIBLE_DEVICES", NONE);
        set.put("ROCR_VISIBLE_DEVICES", NONE);
        set.put("GPU_DEVICE_ORDINAL", NONE);
        set.put("ONEAPI_DEVICE_SELECTOR", "*:cpu");
        set.put("ZE_AFFINITY_MASK", NO_ORDINAL);
        set.put("OCL_ICD_VENDORS", NO_PLACE);
        return new GpuEnvironment(set, remove);
    }

    /**
     * Puts the variables into an environment. Windows does not tell capitals in their names, so one
     * that differs only in these goes.
     */
    public void applyTo(Map<String, String> environment) {
        environment
                .keySet()
                .removeIf(
                        name -> {
                            String capitals = name.toUpperCase(Locale.ROOT);
                            return remove.contains(capitals) || set.containsKey(capitals);
                        });
        environment.putAll(set);
    }
}
