package org.nextgeneration.demo.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.nn.Activation;

/**
 * The forward pass of a Llama network in DJL: RMS norm, rotary positions on neighbouring pairs (as
 * libllama's {@code llama} architecture wants them), SwiGLU, tied embedding. Any thread.
 *
 * <p>Never multiplies or divides by a Java number: DJL makes an array of it and frees that at once,
 * while PyTorch still needs it for the gradient, which then is rubbish now and then.
 */
final class LlamaNetwork {
    /** Keeps a norm from dividing by zero; written into the model file. */
    static final float NORM_EPSILON = 1e-5f;

    /** Base of the rotary frequencies; written into the model file. */
    static final float ROTARY_BASE = 10_000f;

    /** Added to the attention scores of later tokens. */
    private static final float HIDDEN = -1e9f;

    private final NetworkShape shape;
    private final NDArray cosines;
    private final NDArray sines;
    private final NDArray swap;
    private final NDArray mask;
    private final NDArray attentionScale;

    /**
     * Prepares the constants for sequences up to a length.
     *
     * @param manager owns them
     * @param tokensMax the longest sequence
     */
    LlamaNetwork(NetworkShape shape, NDManager manager, int tokensMax) {
        this.shape = shape;
        int wide = shape.headWidth();
        float[] cos = new float[tokensMax * wide];
        float[] sin = new float[tokensMax * wide];
        float[] mix = new float[wide * wide];
        float[] hidden = new float[tokensMax * tokensMax];
        for (int position = 0; position < tokensMax; position++) {
            for (int index = 0; index < wide; index++) {
                double angle = position * Math.pow(ROTARY_BASE, -(index / 2 * 2) / (double) wide);
                cos[position * wide + index] = (float) Math.cos(angle);
                sin[position * wide + index] = (float) Math.sin(angle);
            }
            for (int later = position + 1; later < tokensMax; later++) {
                hidden[position * tokensMax + later] = HIDDEN;
            }
        }
        for (int index = 0; index < wide; index += 2) {
            mix[(index + 1) * wide + index] = -1;
            mix[index * wide + index + 1] = 1;
        }
        cosines = manager.create(cos, new Shape(tokensMax, wide));
        sines = manager.create(sin, new Shape(tokensMax, wide));
        swap = manager.create(mix, new Shape(wide, wide));
        mask = manager.create(hidden, new Shape(tokensMax, tokensMax));
        attentionScale = manager.create(1 / (float) Math.sqrt(wide));
    }

    /**
     * Returns the scores of every token of the vocabulary at chosen places.
     *
     * @param weights all weights, flat, in the order of {@link NetworkShape}
     * @param tokens ids, (sequences, tokens)
     * @param places indices into the flattened tokens
     * @param dropout share of numbers set to zero while training; 0 to evaluate
     * @return (places, vocabulary)
     */
    NDArray scores(NDArray weights, NDArray tokens, NDArray places, float dropout) {
        NDList parts = split(weights);
        NDArray embedding = parts.get(0);
        NDArray hidden = drop(lookUp(tokens, embedding), dropout);
        for (int layer = 0; layer < shape.layers(); layer++) {
            int first = 1 + layer * NetworkShape.PARTS_PER_LAYER;
            NDArray attended =
                    attention(
                            norm(hidden, parts.get(first)),
                            parts.get(first + 1),
                            parts.get(first + 2));
            hidden = hidden.add(drop(attended, dropout));
            NDArray fed =
                    feedForward(
                            norm(hidden, parts.get(first + 3)),
                            parts.get(first + 4),
                            parts.get(first + 5));
            hidden = hidden.add(drop(fed, dropout));
        }
        NDArray chosen = lookUp(places, hidden.reshape(-1, shape.width()));
        NDArray last = drop(norm(chosen, parts.get(shape.parts() - 1)), dropout);
        return last.matMul(embedding.transpose());
    }

    private NDList split(NDArray weights) {
        long[] cuts = new long[shape.parts() - 1];
        for (int part = 1; part < shape.parts(); part++) {
            cuts[part - 1] = shape.offset(part);
        }
        NDList parts = new NDList();
        int index = 0;
        for (NDArray part : weights.split(cuts, 0)) {
            parts.add(
                    shape.isMatrix(index)
                            ? part.reshape(shape.rows(index), shape.columns(index))
                            : part);
            index++;
        }
        return parts;
    }

    private NDArray attention(NDArray input, NDArray queryKeyValue, NDArray output) {
        long sequences = input.getShape().get(0);
        long tokens = input.getShape().get(1);
        int heads = shape.heads();
        int wide = shape.headWidth();
        // (sequences, tokens, 3 heads, wide) to (sequences, 3 heads, tokens, wide)
        NDArray all =
                input.matMul(queryKeyValue.transpose())
                        .reshape(sequences, tokens, 3L * heads, wide)
                        .transpose(0, 2, 1, 3);
        NDList cut = all.split(new long[] {2L * heads}, 1);
        NDList turned = rotate(cut.get(0), tokens).split(2, 1);
        NDArray scores =
                turned.get(0)
                        .mul(attentionScale)
                        .matMul(turned.get(1).transpose(0, 1, 3, 2))
                        .add(mask.get("0:" + tokens + ", 0:" + tokens));
        return scores.softmax(-1)
                .matMul(cut.get(1))
                .transpose(0, 2, 1, 3)
                .reshape(sequences, tokens, shape.width())
                .matMul(output.transpose());
    }

    private NDArray rotate(NDArray input, long tokens) {
        NDArray turned = input.matMul(swap).mul(sines.get("0:" + tokens));
        return input.mul(cosines.get("0:" + tokens)).add(turned);
    }

    private NDArray feedForward(NDArray input, NDArray gateUp, NDArray down) {
        NDList both = input.matMul(gateUp.transpose()).split(2, 2);
        NDArray gate = both.get(0);
        return gate.mul(Activation.sigmoid(gate)).mul(both.get(1)).matMul(down.transpose());
    }

    private static NDArray norm(NDArray input, NDArray weight) {
        NDArray scale = input.square().mean(new int[] {-1}, true).add(NORM_EPSILON).sqrt();
        return input.div(scale).mul(weight);
    }

    private static NDArray lookUp(NDArray ids, NDArray rows) {
        return rows.getNDArrayInternal().embedding(ids, rows, SparseFormat.DENSE).get(0);
    }

    private static NDArray drop(NDArray input, float share) {
        return share == 0 ? input : input.getNDArrayInternal().dropout(input, share, true).get(0);
    }
}
