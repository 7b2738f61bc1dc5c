package org.nextgeneration.bench;

import static org.nextgeneration.bench.RandomModelArchitecture.COMPRESSED_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.COMPRESSED_QUERY_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.CONVOLUTION;
import static org.nextgeneration.bench.RandomModelArchitecture.EXPERTS;
import static org.nextgeneration.bench.RandomModelArchitecture.ROTATED_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.SHORT_CONVOLUTION;
import static org.nextgeneration.bench.RandomModelArchitecture.STATE_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.UNROTATED_LENGTH;

import java.util.ArrayList;
import java.util.List;

/** Which tensors a random model has. Used once, by one thread. */
final class RandomModelTensors {
    /**
     * One tensor.
     *
     * @param name as in files
     * @param quantized whether it is stored as the model's type; else as 32-bit numbers
     * @param random whether its numbers are random; else 1
     * @param shape fastest-varying first
     */
    record Tensor(String name, boolean quantized, boolean random, List<Long> shape) {
        long elements() {
            return shape.stream().reduce(1L, Math::multiplyExact);
        }
    }

    private final RandomModelShape shape;
    private final RandomModelArchitecture architecture;
    private final List<Tensor> tensors = new ArrayList<>();
    private String block = "";

    private RandomModelTensors(RandomModelShape shape) {
        this.shape = shape;
        this.architecture = shape.architecture();
    }

    /** {@return the tensors in the order of the file} */
    static List<Tensor> of(RandomModelShape shape) {
        RandomModelTensors all = new RandomModelTensors(shape);
        all.matrix("token_embd", shape.embeddingLength(), shape.vocabularySize());
        all.ones(
                shape.architecture() == RandomModelArchitecture.LFM2
                        ? "token_embd_norm"
                        : "output_norm",
                shape.embeddingLength());
        for (int layer = 0; layer < shape.layers(); layer++) {
            all.layer(layer);
        }
        return all.tensors;
    }

    private void layer(int layer) {
        block = "blk." + layer + ".";
        ones("attn_norm", shape.embeddingLength());
        if (architecture == RandomModelArchitecture.DEEPSEEK2) {
            compressedAttention();
        } else if (architecture.attends(layer)) {
            attention();
        } else if (architecture == RandomModelArchitecture.LFM2) {
            shortConvolution();
        } else if (architecture == RandomModelArchitecture.QWEN35) {
            deltaNet();
        } else {
            stateSpace();
        }
        if (architecture == RandomModelArchitecture.MAMBA2) {
            return;
        }
        ones(
                architecture == RandomModelArchitecture.QWEN35 ? "post_attention_norm" : "ffn_norm",
                shape.embeddingLength());
        if (architecture.hasExperts(layer)) {
            experts();
        } else {
            feedForward("", shape.feedForwardLength());
        }
        if (architecture == RandomModelArchitecture.GEMMA3) {
            ones("post_ffw_norm", shape.embeddingLength());
        }
    }

    private void attention() {
        int headLength = architecture.headLength();
        long queries = (long) shape.heads() * headLength;
        long keys = (long) shape.kvHeads() * headLength;
        boolean gated = architecture == RandomModelArchitecture.QWEN35;
        matrix("attn_q", shape.embeddingLength(), gated ? 2 * queries : queries);
        matrix("attn_k", shape.embeddingLength(), keys);
        matrix("attn_v", shape.embeddingLength(), keys);
        matrix("attn_output", queries, shape.embeddingLength());
        if (architecture != RandomModelArchitecture.LLAMA
                && architecture != RandomModelArchitecture.GRANITEHYBRID) {
            ones("attn_q_norm", headLength);
            ones("attn_k_norm", headLength);
        }
        if (architecture == RandomModelArchitecture.GEMMA3) {
            ones("post_attention_norm", shape.embeddingLength());
        }
    }

    private void compressedAttention() {
        long heads = shape.heads();
        long valueLength = architecture.headLength();
        matrix("attn_q_a", shape.embeddingLength(), COMPRESSED_QUERY_LENGTH);
        ones("attn_q_a_norm", COMPRESSED_QUERY_LENGTH);
        matrix("attn_q_b", COMPRESSED_QUERY_LENGTH, heads * (ROTATED_LENGTH + UNROTATED_LENGTH));
        matrix("attn_kv_a_mqa", shape.embeddingLength(), COMPRESSED_LENGTH + ROTATED_LENGTH);
        ones("attn_kv_a_norm", COMPRESSED_LENGTH);
        matrix("attn_k_b", UNROTATED_LENGTH, COMPRESSED_LENGTH, heads);
        matrix("attn_v_b", COMPRESSED_LENGTH, valueLength, heads);
        matrix("attn_output", heads * valueLength, shape.embeddingLength());
    }

    private void shortConvolution() {
        small("shortconv.conv.weight", SHORT_CONVOLUTION, shape.embeddingLength());
        matrix("shortconv.in_proj", shape.embeddingLength(), 3L * shape.embeddingLength());
        matrix("shortconv.out_proj", shape.embeddingLength(), shape.embeddingLength());
    }

    private void stateSpace() {
        long inner = shape.stateInnerLength();
        long convolved = inner + 2L * STATE_LENGTH;
        long heads = shape.stateHeads();
        matrix("ssm_in", shape.embeddingLength(), inner + convolved + heads);
        small("ssm_conv1d.weight", CONVOLUTION, convolved);
        small("ssm_conv1d.bias", convolved);
        small("ssm_dt.bias", heads);
        small("ssm_a", 1, heads);
        small("ssm_d", 1, heads);
        small("ssm_norm.weight", inner, 1);
        matrix("ssm_out", inner, shape.embeddingLength());
    }

    private void deltaNet() {
        long inner = shape.stateInnerLength();
        long heads = inner / STATE_LENGTH;
        long convolved = inner + 2L * shape.stateGroups() * STATE_LENGTH;
        matrix("attn_qkv", shape.embeddingLength(), convolved);
        matrix("attn_gate", shape.embeddingLength(), inner);
        small("ssm_conv1d.weight", CONVOLUTION, convolved);
        small("ssm_dt.bias", heads);
        small("ssm_a", heads);
        matrix("ssm_beta", shape.embeddingLength(), heads);
        matrix("ssm_alpha", shape.embeddingLength(), heads);
        small("ssm_norm.weight", STATE_LENGTH);
        matrix("ssm_out", inner, shape.embeddingLength());
    }

    private void experts() {
        long embedding = shape.embeddingLength();
        long inner = shape.expertFeedForwardLength();
        small("ffn_gate_inp.weight", embedding, EXPERTS);
        matrix("ffn_gate_exps", embedding, inner, EXPERTS);
        matrix("ffn_up_exps", embedding, inner, EXPERTS);
        matrix("ffn_down_exps", inner, embedding, EXPERTS);
        if (architecture == RandomModelArchitecture.DEEPSEEK2) {
            feedForward("_shexp", inner);
        }
    }

    private void feedForward(String suffix, long inner) {
        matrix("ffn_gate" + suffix, shape.embeddingLength(), inner);
        matrix("ffn_up" + suffix, shape.embeddingLength(), inner);
        matrix("ffn_down" + suffix, inner, shape.embeddingLength());
    }

    private void ones(String name, long length) {
        tensors.add(new Tensor(block + name + ".weight", false, false, List.of(length)));
    }

    /** The name is whole: some of these have no suffix. */
    private void small(String name, long length) {
        tensors.add(new Tensor(block + name, false, true, List.of(length)));
    }

    private void small(String name, long inputs, long outputs) {
        tensors.add(new Tensor(block + name, false, true, List.of(inputs, outputs)));
    }

    private void matrix(String name, long inputs, long outputs) {
        tensors.add(new Tensor(block + name + ".weight", true, true, List.of(inputs, outputs)));
    }

    private void matrix(String name, long inputs, long outputs, long count) {
        tensors.add(
                new Tensor(block + name + ".weight", true, true, List.of(inputs, outputs, count)));
    }
}
