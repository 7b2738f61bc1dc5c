package org.nextgeneration.gguf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tensors of one layer. They tell what it computes, whatever its architecture is called.
 *
 * @param byName by their names without the layer's, such as {@code attn_q.weight}
 */
record LayerTensors(Map<String, TensorInfo> byName) {
    /** {@return the layers that are loaded, in order} */
    static List<LayerTensors> of(List<GgufFile> parts, int layers) {
        List<LayerTensors> all = new ArrayList<>(layers);
        for (int layer = 0; layer < layers; layer++) {
            all.add(new LayerTensors(new HashMap<>()));
        }
        for (GgufFile part : parts) {
            for (TensorInfo tensor : part.tensors()) {
                int layer = WeightPlacement.layerOf(tensor.name());
                if (layer >= 0 && layer < layers) {
                    int dot = tensor.name().indexOf('.', tensor.name().indexOf('.') + 1);
                    all.get(layer).byName.put(tensor.name().substring(dot + 1), tensor);
                }
            }
        }
        return List.copyOf(all);
    }

    boolean has(String name) {
        return byName.containsKey(name + ".weight");
    }

    /** {@return the numbers that a matrix makes of a token, 0 if there is none} */
    long outputs(String name) {
        return dimension(name, 1);
    }

    /** {@return the numbers that a matrix takes of a token, 0 if there is none} */
    long inputs(String name) {
        return dimension(name, 0);
    }

    /** {@return the extent of a tensor in a dimension; 0 if there is no such tensor} */
    long dimension(String name, int index) {
        TensorInfo tensor = byName.get(name + ".weight");
        if (tensor == null) {
            return 0;
        }
        return index < tensor.shape().size() ? tensor.shape().get(index) : 1;
    }

    /** {@return a text that is equal for layers that compute the same} */
    String signature() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, TensorInfo> tensor : new TreeMap<>(byName).entrySet()) {
            text.append(tensor.getKey());
            for (long extent : tensor.getValue().shape()) {
                text.append(' ').append(extent);
            }
            text.append(';');
        }
        return text.toString();
    }
}
