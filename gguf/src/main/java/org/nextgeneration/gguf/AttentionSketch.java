package org.nextgeneration.gguf;

/**
 * Writes a layer's attention on a tape. Source: {@code build_qkv}, {@code build_attn} and {@code
 * build_attn_mha} in {@code llama-graph.cpp}, {@code deepseek2.cpp} and {@code qwen35.cpp} of
 * llama.cpp v0.5.0.
 *
 * @param sketch the graph
 * @param layer the layer's tensors
 * @param memory what the layer keeps
 * @param mask which cells each token sees
 * @param cellIds where keys and values are stored
 * @param keyRotation matrix for quantized keys, or {@link #NONE}
 * @param valueRotation matrix for quantized values, or {@link #NONE}
 * @param unpackedBytes that a card takes to read a quantized cache, 0 elsewhere
 */
record AttentionSketch(
        ComputeSketch sketch,
        LayerTensors layer,
        LayerMemory memory,
        int mask,
        int cellIds,
        int keyRotation,
        int valueRotation,
        long unpackedBytes) {
    static final int NONE = -1;

    /** {@return the attention's result} */
    int write() {
        sketch.finishLayer();
        int normed = sketch.make(sketch.embedding, sketch.stream);
        return layer.has("attn_kv_a_mqa") ? compressed(normed) : plain(normed);
    }

    private int plain(int normed) {
        long width = layer.inputs("attn_output");
        long asked = layer.outputs("attn_q");
        boolean together = layer.has("attn_qkv");
        int first = sketch.make(together ? layer.outputs("attn_qkv") : asked, normed);
        boolean gated = !together && asked > width;
        // What is normed or turned is a view, and a view is not written over.
        int query = sketch.make(width, first);
        query = rotated(query, width, keyRotation);
        if (memory.keyNumbers() > 0) {
            int value = together ? first : sketch.make(memory.valueNumbers(), normed);
            value = rotated(value, memory.valueNumbers(), valueRotation);
            int made = together ? first : sketch.make(memory.keyNumbers(), normed);
            int key = sketch.make(memory.keyNumbers(), made);
            key = rotated(key, memory.keyNumbers(), keyRotation);
            sketch.store(key, cellIds);
            sketch.store(value, cellIds);
        }
        int seen = attend(query, width);
        seen = rotated(seen, width, valueRotation);
        if (gated) {
            seen = sketch.over(width, sketch.make(width, first), seen);
        }
        return sketch.make(sketch.embedding, seen);
    }

    private int rotated(int numbers, long width, int rotation) {
        return rotation == NONE ? numbers : sketch.make(width, numbers, rotation);
    }

    private int attend(int query, long width) {
        long bytes = Math.addExact(sketch.perToken(width), unpackedBytes);
        return sketch.tape.result(bytes, query, mask);
    }

    private int compressed(int normed) {
        boolean split = layer.has("attn_k_b");
        long heads = split ? layer.dimension("attn_k_b", 2) : 1;
        int query =
                layer.has("attn_q_a")
                        ? sketch.make(
                                layer.outputs("attn_q_b"),
                                sketch.make(layer.outputs("attn_q_a"), normed))
                        : sketch.make(layer.outputs("attn_q"), normed);
        long keyed = layer.outputs("attn_kv_a_mqa");
        if (!split) {
            return expanded(normed, query, keyed);
        }
        long latent = layer.dimension("attn_k_b", 1);
        long rotatedLength = keyed - latent;
        int absorbed = sketch.make(latent * heads, query);
        int turned = sketch.make(rotatedLength * heads, query);
        int asked = sketch.make(keyed * heads, absorbed, turned);
        int pair = sketch.make(keyed, normed);
        int latentKey = sketch.make(latent, pair);
        int key = sketch.make(keyed, latentKey, sketch.make(rotatedLength, pair));
        sketch.store(key, cellIds);
        int seen = attend(asked, latent * heads);
        long width = layer.inputs("attn_output");
        int values = sketch.make(width, sketch.make(width, seen));
        return sketch.make(sketch.embedding, values);
    }

    /** Old files: keys and values are made of the compressed ones before they are stored. */
    private int expanded(int normed, int query, long keyed) {
        int pair = sketch.make(keyed, normed);
        int both = sketch.make(layer.outputs("attn_kv_b"), sketch.make(keyed, pair));
        int value = sketch.make(memory.valueNumbers(), both);
        int key = sketch.make(memory.keyNumbers(), both);
        sketch.store(key, cellIds);
        sketch.store(value, cellIds);
        int seen = attend(query, layer.inputs("attn_output"));
        return sketch.make(sketch.embedding, seen);
    }
}
