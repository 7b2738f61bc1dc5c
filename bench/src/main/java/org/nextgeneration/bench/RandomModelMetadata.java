package org.nextgeneration.bench;

import static org.nextgeneration.bench.RandomModelArchitecture.COMPRESSED_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.COMPRESSED_QUERY_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.CONVOLUTION;
import static org.nextgeneration.bench.RandomModelArchitecture.DENSE_LAYERS;
import static org.nextgeneration.bench.RandomModelArchitecture.EXPERTS;
import static org.nextgeneration.bench.RandomModelArchitecture.EXPERTS_USED;
import static org.nextgeneration.bench.RandomModelArchitecture.ROTATED_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.SHORT_CONVOLUTION;
import static org.nextgeneration.bench.RandomModelArchitecture.STATE_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.UNROTATED_LENGTH;
import static org.nextgeneration.bench.RandomModelArchitecture.WINDOW_TOKENS;

import java.util.stream.IntStream;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;

/**
 * What a random model's file says of its dimensions.
 *
 * @param writer takes the keys
 * @param shape the dimensions
 */
record RandomModelMetadata(GgufWriter writer, RandomModelShape shape) {
    private static final int CONTEXT_TOKENS = 4096;
    private static final int SIGMOID = 2;

    /** Puts all keys that start with the architecture's name. */
    void put() {
        put("context_length", CONTEXT_TOKENS);
        put("embedding_length", shape.embeddingLength());
        put("block_count", shape.layers());
        put("attention.layer_norm_rms_epsilon", 1e-5f);
        put("vocab_size", shape.vocabularySize());
        switch (shape.architecture()) {
            case LLAMA -> attention(64);
            case QWEN3 -> wideAttention();
            case GEMMA3 -> {
                wideAttention();
                put("attention.sliding_window", WINDOW_TOKENS);
            }
            case QWEN3MOE -> {
                wideAttention();
                experts();
            }
            case DEEPSEEK2 -> {
                compressedAttention();
                experts();
                put("leading_dense_block_count", DENSE_LAYERS);
                put("expert_shared_count", 1);
                put("expert_gating_func", SIGMOID);
            }
            case MAMBA2 -> {
                put("feed_forward_length", 0);
                put("attention.head_count", 0);
                state();
            }
            case GRANITEHYBRID -> {
                attention(64);
                kvHeadsPerLayer();
                state();
            }
            case QWEN35 -> {
                wideAttention();
                put("attention.head_count_kv", shape.kvHeads());
                writer.put(key("rope.dimension_sections"), GgufValue.int32s(16, 24, 24, 0));
                state();
            }
            case LFM2 -> {
                attention(64);
                kvHeadsPerLayer();
                put("shortconv.l_cache", SHORT_CONVOLUTION);
            }
        }
    }

    private void attention(int rotated) {
        put("feed_forward_length", shape.feedForwardLength());
        put("attention.head_count", shape.heads());
        if (shape.architecture().attends(0)) {
            put("attention.head_count_kv", shape.kvHeads());
        }
        put("rope.dimension_count", rotated);
        put("rope.freq_base", 10_000f);
    }

    private void wideAttention() {
        attention(shape.architecture().headLength());
        put("attention.key_length", shape.architecture().headLength());
        put("attention.value_length", shape.architecture().headLength());
    }

    private void compressedAttention() {
        put("feed_forward_length", shape.feedForwardLength());
        put("attention.head_count", shape.heads());
        put("attention.head_count_kv", 1);
        put("attention.q_lora_rank", COMPRESSED_QUERY_LENGTH);
        put("attention.kv_lora_rank", COMPRESSED_LENGTH);
        put("attention.key_length", COMPRESSED_LENGTH + ROTATED_LENGTH);
        put("attention.value_length", COMPRESSED_LENGTH);
        put("attention.key_length_mla", UNROTATED_LENGTH + ROTATED_LENGTH);
        put("attention.value_length_mla", shape.architecture().headLength());
        put("rope.dimension_count", ROTATED_LENGTH);
        put("rope.freq_base", 10_000f);
    }

    private void experts() {
        put("expert_count", EXPERTS);
        put("expert_used_count", EXPERTS_USED);
        put("expert_feed_forward_length", shape.expertFeedForwardLength());
    }

    private void state() {
        put("ssm.conv_kernel", CONVOLUTION);
        put("ssm.inner_size", shape.stateInnerLength());
        put("ssm.state_size", STATE_LENGTH);
        put("ssm.time_step_rank", shape.stateHeads());
        put("ssm.group_count", shape.stateGroups());
    }

    /** None where a layer has a state: this is how such files say which do. */
    private void kvHeadsPerLayer() {
        int[] heads =
                IntStream.range(0, shape.layers())
                        .map(layer -> shape.architecture().attends(layer) ? shape.kvHeads() : 0)
                        .toArray();
        writer.put(key("attention.head_count_kv"), GgufValue.int32s(heads));
    }

    private void put(String name, int value) {
        writer.put(key(name), value);
    }

    private void put(String name, float value) {
        writer.put(key(name), value);
    }

    private String key(String name) {
        return shape.architecture().id() + "." + name;
    }
}
