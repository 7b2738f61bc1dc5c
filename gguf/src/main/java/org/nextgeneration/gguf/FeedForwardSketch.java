package org.nextgeneration.gguf;

/**
 * Writes a layer's feed-forward networks on a tape. Source: {@code build_ffn} and {@code
 * build_moe_ffn} in {@code llama-graph.cpp} of llama.cpp v0.5.0.
 *
 * @param sketch the graph
 * @param layer the layer's tensors
 * @param expertsUsed experts that one token uses
 * @param oldFirst whether the sum is written over the stream rather than over what is added
 */
record FeedForwardSketch(
        ComputeSketch sketch, LayerTensors layer, int expertsUsed, boolean oldFirst) {
    /** Adds the layer's networks to the stream. */
    void write() {
        boolean dense = layer.has("ffn_up");
        boolean experts = layer.has("ffn_down_exps");
        if (!dense && !experts) {
            return;
        }
        int before = sketch.stream;
        int normed = sketch.make(sketch.embedding, before);
        int out = dense ? network("", normed) : normed;
        if (experts) {
            int chosen = experts(normed);
            out = dense ? sketch.over(sketch.embedding, chosen, out) : chosen;
        }
        if (layer.has("ffn_up_shexp")) {
            out = sketch.over(sketch.embedding, out, network("_shexp", normed));
        }
        sketch.add(out, oldFirst);
    }

    private int network(String suffix, int normed) {
        long up = layer.outputs("ffn_up" + suffix);
        long inner = layer.inputs("ffn_down" + suffix);
        int active;
        if (layer.has("ffn_gate" + suffix)) {
            int gated = sketch.make(layer.outputs("ffn_gate" + suffix), normed);
            active = sketch.make(inner, gated, sketch.make(up, normed));
        } else if (up > inner) {
            active = sketch.make(inner, sketch.make(up, normed));
        } else {
            active = sketch.over(inner, sketch.make(up, normed));
        }
        return sketch.make(sketch.embedding, active);
    }

    private int experts(int normed) {
        long count = layer.outputs("ffn_gate_inp");
        long used = Math.max(1, expertsUsed);
        int scores = sketch.over(count, sketch.make(count, normed));
        int order = sketch.make(count, scores);
        int weights = sketch.make(used, scores, order);
        weights = sketch.over(used, weights, sketch.make(1, weights));
        int active = active(normed, order, used);
        int results = sketch.make(sketch.embedding * used, active, order);
        results = sketch.over(sketch.embedding * used, results, weights);
        // The experts after the second are added over the sum, in no further memory.
        return sketch.make(sketch.embedding, results, results);
    }

    private int active(int normed, int order, long used) {
        long inner = Math.multiplyExact(layer.inputs("ffn_down_exps"), used);
        if (layer.has("ffn_gate_up_exps")) {
            return sketch.make(inner, sketch.make(Math.multiplyExact(2L, inner), normed, order));
        }
        if (!layer.has("ffn_gate_exps")) {
            return sketch.over(inner, sketch.make(inner, normed, order));
        }
        int gated = sketch.make(inner, normed, order);
        return sketch.make(inner, gated, sketch.make(inner, normed, order));
    }
}
