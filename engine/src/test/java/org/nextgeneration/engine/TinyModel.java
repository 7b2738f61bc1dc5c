package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;
import org.nextgeneration.gguf.TensorType;

/**
 * A real model with random weights: two layers, a token for each byte. It answers nonsense, in any
 * byte sequence, quickly and always the same: what tests of an engine need.
 */
final class TinyModel {
    /** Tokens for the 256 bytes, one merge, three control tokens. */
    static final int VOCABULARY = 260;

    static final int CONTEXT_TOKENS = 2048;

    static final int WIDTH = 64;
    static final int FEED_FORWARD = 128;
    static final int HEADS = 2;
    static final int LAYERS = 2;
    private static final int CONTROL = 3;
    private static final int NORMAL = 1;
    private static final String TEMPLATE =
            """
            {% for message in messages %}<|im_start|>{{ message['role'] }}
            {{ message['content'] }}<|im_end|>
            {% endfor %}<|im_start|>assistant
            """;

    private TinyModel() {}

    /** Writes the model. */
    static Path write(Path file) throws IOException {
        return write(file, "llama");
    }

    /** Writes a model that claims an architecture. */
    static Path write(Path file, String architecture) throws IOException {
        GgufWriter writer =
                described(architecture).put(architecture + ".attention.head_count_kv", HEADS);
        SplittableRandom random = new SplittableRandom(7);
        matrix(writer, "token_embd.weight", WIDTH, VOCABULARY, random);
        for (int layer = 0; layer < LAYERS; layer++) {
            String block = "blk." + layer + ".";
            ones(writer, block + "attn_norm.weight", WIDTH);
            matrix(writer, block + "attn_q.weight", WIDTH, WIDTH, random);
            matrix(writer, block + "attn_k.weight", WIDTH, WIDTH, random);
            matrix(writer, block + "attn_v.weight", WIDTH, WIDTH, random);
            matrix(writer, block + "attn_output.weight", WIDTH, WIDTH, random);
            ones(writer, block + "ffn_norm.weight", WIDTH);
            matrix(writer, block + "ffn_gate.weight", WIDTH, FEED_FORWARD, random);
            matrix(writer, block + "ffn_up.weight", WIDTH, FEED_FORWARD, random);
            matrix(writer, block + "ffn_down.weight", FEED_FORWARD, WIDTH, random);
        }
        ones(writer, "output_norm.weight", WIDTH);
        matrix(writer, "output.weight", WIDTH, VOCABULARY, random);
        writer.write(file);
        return file;
    }

    /** A file of these dimensions and this vocabulary, without tensors. */
    static GgufWriter described(String architecture) {
        List<String> tokens = new ArrayList<>();
        for (int value = 0; value < 256; value++) {
            tokens.add(String.valueOf(byteLevel(value)));
        }
        tokens.addAll(List.of("aa", "<|im_start|>", "<|im_end|>", "<|endoftext|>"));
        int[] types = new int[VOCABULARY];
        for (int token = 0; token < VOCABULARY; token++) {
            types[token] = token < 257 ? NORMAL : CONTROL;
        }
        return new GgufWriter()
                .put("general.architecture", architecture)
                .put("general.name", "Tiny")
                .put(architecture + ".context_length", CONTEXT_TOKENS)
                .put(architecture + ".embedding_length", WIDTH)
                .put(architecture + ".block_count", LAYERS)
                .put(architecture + ".feed_forward_length", FEED_FORWARD)
                .put(architecture + ".attention.head_count", HEADS)
                .put(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f)
                .put(architecture + ".rope.dimension_count", WIDTH / HEADS)
                .put(architecture + ".vocab_size", VOCABULARY)
                .put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", "gpt-2")
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.token_type", GgufValue.int32s(types))
                .put("tokenizer.ggml.merges", List.of("a a"))
                .put("tokenizer.ggml.bos_token_id", 259)
                .put("tokenizer.ggml.eos_token_id", 258)
                .put("tokenizer.ggml.add_bos_token", false)
                .put("tokenizer.chat_template", TEMPLATE);
    }

    /** The printable character that stands for a byte in the vocabularies of GPT-2's kind. */
    private static char byteLevel(int value) {
        boolean printable =
                (value >= '!' && value <= '~')
                        || (value >= 0xa1 && value <= 0xac)
                        || (value >= 0xae && value <= 0xff);
        if (printable) {
            return (char) value;
        }
        int rank = value <= 0x20 ? value : value <= 0xa0 ? value - 0x7f + 0x21 : 0x43;
        return (char) (0x100 + rank);
    }

    static void matrix(
            GgufWriter writer, String name, int inputs, int outputs, SplittableRandom random) {
        float[] values = new float[inputs * outputs];
        float scale = (float) Math.sqrt(3.0 / inputs);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble(-scale, scale);
        }
        writer.tensor(name, TensorType.F32, List.of((long) inputs, (long) outputs), values);
    }

    static void ones(GgufWriter writer, String name, int length) {
        float[] values = new float[length];
        java.util.Arrays.fill(values, 1);
        writer.tensor(name, TensorType.F32, List.of((long) length), values);
    }
}
