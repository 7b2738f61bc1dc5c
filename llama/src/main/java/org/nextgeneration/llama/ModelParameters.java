package org.nextgeneration.llama;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * How a model file is loaded, and where to.
 *
 * @param devices names of the graphics devices that hold the layers, as {@link Device#name} gives
 *     them; none to compute on the processor. The library never chooses one itself.
 * @param gpuLayers layers that go to those devices; {@link #ALL_LAYERS} for all
 * @param vocabularyOnly whether only the vocabulary and the metadata are read; such a model cannot
 *     have a context
 * @param checkTensors whether every weight is checked for impossible values, which reads the whole
 *     file
 * @param loadMode how weights come into memory
 * @param dryRun whether memory is only counted: no weight is read, and neither the model nor its
 *     contexts take any for weights, KV cache or computing (those that keep a state take that). The
 *     library logs what they would. Such a context never computes.
 */
public record ModelParameters(
        List<String> devices,
        int gpuLayers,
        boolean vocabularyOnly,
        boolean checkTensors,
        LoadMode loadMode,
        boolean dryRun) {
    /** As many layers as the model has. */
    public static final int ALL_LAYERS = -1;

    /** More layers than any model has. */
    public static final int LAYERS_MAX = 65_536;

    /** The most devices of one model. Source: {@code llama_max_devices} in {@code llama.cpp}. */
    public static final int DEVICES_MAX = 16;

    /** Everything in the machine's memory, mapped where that is possible. */
    public static final ModelParameters WHOLE =
            new ModelParameters(List.of(), ALL_LAYERS, false, false, LoadMode.AUTO, false);

    /** Only what the tokenizer needs. */
    public static final ModelParameters VOCABULARY =
            new ModelParameters(List.of(), 0, true, false, LoadMode.AUTO, false);

    /** Copies the list and rejects what no model has. */
    public ModelParameters {
        requireNonNull(loadMode, "loadMode");
        devices = List.copyOf(devices);
        Requirement.range("gpuLayers", gpuLayers, ALL_LAYERS, LAYERS_MAX);
        Requirement.range("devices", devices.size(), 0, DEVICES_MAX);
        if (dryRun && (vocabularyOnly || checkTensors || loadMode != LoadMode.READ)) {
            throw new IllegalArgumentException(
                    "dryRun: found loadMode %s, vocabularyOnly %s, checkTensors %s, expected READ"
                                    .formatted(loadMode, vocabularyOnly, checkTensors)
                            + " and neither of the others: mapping a file ends the process then");
        }
        if (Set.copyOf(devices).size() < devices.size()) {
            throw new IllegalArgumentException(
                    "devices: found %s, expected each once".formatted(devices));
        }
    }

    /** {@return the same on exactly these devices, in this order} */
    public ModelParameters on(List<String> names) {
        return new ModelParameters(
                names, gpuLayers, vocabularyOnly, checkTensors, loadMode, dryRun);
    }

    /** {@return the same with so many layers on the devices; {@link #ALL_LAYERS} for all} */
    public ModelParameters withGpuLayers(int layers) {
        return new ModelParameters(devices, layers, vocabularyOnly, checkTensors, loadMode, dryRun);
    }

    /** {@return the same with weights that come into memory in another way} */
    public ModelParameters withLoadMode(LoadMode mode) {
        return new ModelParameters(devices, gpuLayers, vocabularyOnly, checkTensors, mode, dryRun);
    }

    /** {@return the same, only counting memory} */
    public ModelParameters dry() {
        return new ModelParameters(devices, gpuLayers, false, false, LoadMode.READ, true);
    }
}
