package org.nextgeneration.demo.trainer;

import org.nextgeneration.demo.BytePairTokenizer;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;
import org.nextgeneration.gguf.TensorType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a trained network as a GGUF file of architecture {@code llama}.
 *
 * <p>Source of the keys and tensor names: libllama's {@code llama-arch.cpp}. Matrices are Q8_0,
 * norms F32. The rotary positions were trained on neighbouring pairs, as libllama computes them for
 * this architecture, so no row changes its place.
 */
final class ModelFile {
    private static final int CONTEXT_TOKENS = 1024;
    private static final int TYPE_NORMAL = 1;
    private static final int TYPE_CONTROL = 3;
    private static final int FILE_TYPE_Q8_0 = 7;
    private static final int QUANTIZATION_VERSION = 2;

    /** ChatML. The model never saw a system turn, so there it renders none. */
    private static final String CHAT_TEMPLATE =
            "{%- for message in messages -%}"
                    + "{%- if message['role'] != 'system' -%}"
                    + "{{ '<|im_start|>' + message['role'] + '\\n' }}"
                    + "{{ message['content'] + '<|im_end|>\\n' }}"
                    + "{%- endif -%}"
                    + "{%- endfor -%}"
                    + "{%- if add_generation_prompt -%}"
                    + "{{ '<|im_start|>assistant\\n' }}"
                    + "{%- endif -%}";

    private final NetworkShape shape;
    private final BytePairTokenizer tokenizer;

    ModelFile(NetworkShape shape, BytePairTokenizer tokenizer) {
        this.shape = shape;
        this.tokenizer = tokenizer;
    }

    /** Writes the file, over an old one only when it is complete. */
    void write(float[] weights, Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        GgufWriter writer = new GgufWriter();
        describe(writer);
        putTokenizer(writer);
        matrix(writer, "token_embd", weights, 0, 0, shape.vocabulary());
        int width = shape.width();
        for (int layer = 0; layer < shape.layers(); layer++) {
            int first = 1 + layer * NetworkShape.PARTS_PER_LAYER;
            String block = "blk." + layer + ".";
            norm(writer, block + "attn_norm", weights, first);
            matrix(writer, block + "attn_q", weights, first + 1, 0, width);
            matrix(writer, block + "attn_k", weights, first + 1, width, width);
            matrix(writer, block + "attn_v", weights, first + 1, 2 * width, width);
            matrix(writer, block + "attn_output", weights, first + 2, 0, width);
            norm(writer, block + "ffn_norm", weights, first + 3);
            matrix(writer, block + "ffn_gate", weights, first + 4, 0, shape.feedForward());
            matrix(
                    writer,
                    block + "ffn_up",
                    weights,
                    first + 4,
                    shape.feedForward(),
                    shape.feedForward());
            matrix(writer, block + "ffn_down", weights, first + 5, 0, width);
        }
        norm(writer, "output_norm", weights, shape.parts() - 1);
        writer.write(file);
    }

    private void describe(GgufWriter writer) {
        writer.put("general.architecture", "llama")
                .put("general.type", "model")
                .put("general.name", "NextGeneration demo")
                .put("general.author", "NextGeneration")
                .put("general.size_label", "%.1fM".formatted(shape.size() / 1e6))
                .put("general.license", "apache-2.0")
                .put(
                        "general.description",
                        "Answers questions about NextGeneration itself, in English and French;"
                                + " says so when it is asked anything else.")
                .put("general.languages", List.of("en", "fr"))
                .put("general.file_type", FILE_TYPE_Q8_0)
                .put("general.quantization_version", QUANTIZATION_VERSION)
                .put("llama.vocab_size", shape.vocabulary())
                .put("llama.context_length", CONTEXT_TOKENS)
                .put("llama.embedding_length", shape.width())
                .put("llama.block_count", shape.layers())
                .put("llama.feed_forward_length", shape.feedForward())
                .put("llama.attention.head_count", shape.heads())
                .put("llama.attention.head_count_kv", shape.heads())
                .put("llama.attention.layer_norm_rms_epsilon", LlamaNetwork.NORM_EPSILON)
                .put("llama.rope.dimension_count", shape.headWidth())
                .put("llama.rope.freq_base", LlamaNetwork.ROTARY_BASE);
    }

    private void putTokenizer(GgufWriter writer) {
        int[] types = new int[tokenizer.size()];
        for (int id = 0; id < types.length; id++) {
            types[id] = tokenizer.isControl(id) ? TYPE_CONTROL : TYPE_NORMAL;
        }
        writer.put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "gpt-2")
                .put("tokenizer.ggml.tokens", tokenizer.tokens())
                .put("tokenizer.ggml.token_type", GgufValue.int32s(types))
                .put(
                        "tokenizer.ggml.merges",
                        tokenizer.merges().stream().map(BytePairTokenizer.Merge::toString).toList())
                .put("tokenizer.ggml.bos_token_id", tokenizer.textEnd())
                .put("tokenizer.ggml.eos_token_id", tokenizer.turnEnd())
                .put("tokenizer.ggml.eot_token_id", tokenizer.turnEnd())
                .put("tokenizer.ggml.padding_token_id", tokenizer.textEnd())
                .put("tokenizer.ggml.add_bos_token", false)
                .put("tokenizer.chat_template", CHAT_TEMPLATE);
    }

    private void norm(GgufWriter writer, String name, float[] weights, int part) {
        float[] values = slice(weights, part, 0, 1);
        writer.tensor(name + ".weight", TensorType.F32, List.of((long) values.length), values);
    }

    private void matrix(
            GgufWriter writer, String name, float[] weights, int part, int firstRow, int rows) {
        writer.tensor(
                name + ".weight",
                TensorType.Q8_0,
                List.of((long) shape.columns(part), (long) rows),
                slice(weights, part, firstRow, rows));
    }

    private float[] slice(float[] weights, int part, int firstRow, int rows) {
        int start = shape.offset(part) + firstRow * shape.columns(part);
        return Arrays.copyOfRange(weights, start, start + rows * shape.columns(part));
    }
}
