package org.nextgeneration.llama;

import static java.util.Objects.requireNonNull;

/**
 * How a model file is loaded.
 *
 * @param gpuLayers layers that go to graphics cards; {@link #ALL_LAYERS} for all. Means nothing
 *     where there is no card.
 * @param vocabularyOnly whether only the vocabulary and the metadata are read; such a model cannot
 *     have a context
 * @param checkTensors whether every weight is checked for impossible values, which reads the whole
 *     file
 * @param loadMode how weights come into memory
 */
public record ModelParameters(
        int gpuLayers, boolean vocabularyOnly, boolean checkTensors, LoadMode loadMode) {
    /** As many layers as the model has. */
    public static final int ALL_LAYERS = -1;

    /** More layers than any model has. */
    public static final int LAYERS_MAX = 65_536;

    /** Everything on the fastest device there is, mapped where that is possible. */
    public static final ModelParameters WHOLE =
            new ModelParameters(ALL_LAYERS, false, false, LoadMode.AUTO);

    /** Only what the tokenizer needs. */
    public static final ModelParameters VOCABULARY =
            new ModelParameters(0, true, false, LoadMode.AUTO);

    /** Rejects what no model has. */
    public ModelParameters {
        requireNonNull(loadMode, "loadMode");
        Requirement.range("gpuLayers", gpuLayers, ALL_LAYERS, LAYERS_MAX);
    }
}
