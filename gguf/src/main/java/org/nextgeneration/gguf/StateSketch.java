package org.nextgeneration.gguf;

import java.util.function.IntSupplier;

/**
 * Writes a layer that keeps a state on a tape. Source: {@code mamba-base.cpp}, {@code lfm2.cpp},
 * {@code delta-net-base.cpp} and {@code qwen35.cpp} in {@code src/models} of llama.cpp v0.5.0.
 *
 * @param sketch the graph
 * @param layer the layer's tensors
 * @param memory what the layer keeps
 * @param stateIds which state belongs to which sequence
 */
record StateSketch(ComputeSketch sketch, LayerTensors layer, LayerMemory memory, int stateIds) {
    /** What a layer of an unknown kind is taken to hold at once, in embeddings. */
    private static final int UNKNOWN_RESULTS = 8;

    /** Writes all but the last steps. {@return those, which make the layer's result} */
    IntSupplier write() {
        int kept = states(memory.convolutionNumbers());
        sketch.finishLayer();
        int normed = sketch.make(sketch.embedding, sketch.stream);
        if (layer.has("shortconv.in_proj")) {
            return shortConvolution(kept, normed);
        }
        if (layer.has("ssm_x")) {
            return firstMamba(kept, normed);
        }
        if (layer.has("attn_qkv") && layer.has("ssm_conv1d")) {
            return deltaNet(kept, normed);
        }
        if (layer.has("ssm_in") && layer.has("ssm_conv1d")) {
            return secondMamba(kept, normed);
        }
        return unknown(kept, normed);
    }

    private IntSupplier shortConvolution(int kept, int normed) {
        long width = sketch.embedding;
        int parts = sketch.make(3 * width, normed);
        int product = sketch.make(width, parts, parts);
        int joined = joined(width, kept, product);
        return () -> {
            int convolved = sketch.make(width, joined);
            return sketch.make(width, sketch.over(width, parts, convolved));
        };
    }

    private IntSupplier firstMamba(int kept, int normed) {
        long inner = layer.inputs("ssm_out");
        int both = sketch.make(layer.outputs("ssm_in"), normed);
        int convolved = sketch.make(inner, joined(inner, kept, both));
        int parameters = sketch.make(layer.outputs("ssm_x"), convolved);
        int step = sketch.make(inner, sketch.make(layer.inputs("ssm_dt"), parameters));
        int scanned = scanned(inner, convolved, step, parameters);
        return () -> output(inner, scanned, convolved, both);
    }

    private IntSupplier secondMamba(int kept, int normed) {
        long inner = layer.inputs("ssm_out");
        long convolution = layer.outputs("ssm_conv1d");
        int all = sketch.make(layer.outputs("ssm_in"), normed);
        int convolved = sketch.make(convolution, joined(convolution, kept, all));
        int step = sketch.make(Math.max(0, layer.outputs("ssm_in") - inner - convolution), all);
        int scanned = scanned(inner, convolved, step);
        return () -> output(inner, scanned, convolved, all);
    }

    private int output(long inner, int scanned, int convolved, int gates) {
        int gate = sketch.make(inner, gates);
        int sum = sketch.over(inner, scanned, sketch.make(inner, convolved));
        int gated = sketch.make(inner, gate, sum);
        return sketch.make(
                sketch.embedding, layer.has("ssm_norm") ? sketch.make(inner, gated) : gated);
    }

    private IntSupplier deltaNet(int kept, int normed) {
        long convolution = layer.outputs("attn_qkv");
        long inner = layer.inputs("ssm_out");
        long keys = Math.max(0, convolution - inner) / 2;
        int joined = joined(convolution, kept, sketch.make(convolution, normed));
        int state = states(memory.stateNumbers());
        int convolved = sketch.make(convolution, joined);
        int query = sketch.make(keys, convolved);
        int key = sketch.make(keys, convolved);
        int result = scanned(inner, query, key, convolved, state);
        return () -> {
            int output = sketch.make(inner, result);
            int gate = sketch.make(inner, sketch.make(inner, normed));
            int gated = sketch.over(inner, output, gate);
            return sketch.make(sketch.embedding, gated);
        };
    }

    private IntSupplier unknown(int kept, int normed) {
        int inside = sketch.make(UNKNOWN_RESULTS * sketch.embedding, kept, normed);
        int result = scanned(sketch.embedding, inside);
        return () -> sketch.make(sketch.embedding, result);
    }

    private int states(long numbers) {
        return sketch.tape.result(
                ComputeSketch.bytes(Math.multiplyExact(numbers, sketch.sequences)), stateIds);
    }

    /** The last inputs of each sequence before the new ones. */
    private int joined(long width, int kept, int now) {
        long bytes = Math.addExact(sketch.perToken(width), sketch.tape.bytes(kept));
        int joined = sketch.tape.result(bytes, kept, now);
        sketch.store(joined);
        return joined;
    }

    /** Results of all tokens, and the new states behind them. */
    private int scanned(long width, int... read) {
        long states =
                ComputeSketch.bytes(Math.multiplyExact(memory.stateNumbers(), sketch.sequences));
        int scanned = sketch.tape.result(Math.addExact(sketch.perToken(width), states), read);
        sketch.store(scanned);
        return scanned;
    }
}
