package org.nextgeneration.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;
import org.nextgeneration.gguf.TensorType;

/**
 * Writes a Llama of two layers with random weights: real to the library, and small enough to load
 * in milliseconds. Its tokens are the 256 bytes, a few merges and the markers of ChatML.
 */
final class TinyModel {
    static final int CONTEXT_TOKENS = 256;
    static final int LAYERS = 2;
    static final int WIDTH = 64;

    private static final int HEADS = 2;
    private static final int INNER_WIDTH = 128;
    private static final int BYTES = 256;
    private static final float WEIGHT_DEVIATION = 0.3f;

    private static final List<String> MERGES = List.of("h e", "l l", "he ll", "hell o", "t h");
    private static final List<String> MARKERS =
            List.of("<|endoftext|>", "<|im_start|>", "<|im_end|>");

    private static final int TYPE_NORMAL = 1;
    private static final int TYPE_UNKNOWN = 2;
    private static final int TYPE_CONTROL = 3;
    private static final int TYPE_BYTE = 6;

    static final int TOKENS = BYTES + MERGES.size() + MARKERS.size();
    static final int END_OF_TEXT = BYTES + MERGES.size();
    static final int IM_START = END_OF_TEXT + 1;
    static final int IM_END = END_OF_TEXT + 2;
    static final int HELLO = BYTES + MERGES.indexOf("hell o");

    private TinyModel() {}

    /** Writes the model. The same seed gives the same weights. */
    static Path write(Path target, long seed) throws IOException {
        return write(target, seed, "gpt-2");
    }

    /** Writes a model whose text is cut up by another of the library's patterns first. */
    static Path write(Path target, long seed, String pattern) throws IOException {
        writer(seed, pattern, HEADS).write(target);
        return target;
    }

    /** Writes a model whose heads are too narrow for the blocks of a quantized cache. */
    static Path writeNarrowHeads(Path target) throws IOException {
        writer(1, "gpt-2", HEADS * 2).write(target);
        return target;
    }

    /** Writes a model that libllama must refuse: an architecture that nobody has. */
    static Path writeUnknownArchitecture(Path target) throws IOException {
        new GgufWriter().put("general.architecture", "perpetuum").write(target);
        return target;
    }

    /** Writes a vocabulary of SentencePiece with the lower-case letters and the bytes. */
    static Path writeSentencePiece(Path target) throws IOException {
        List<String> tokens = new ArrayList<>(List.of("<unk>", "<s>", "</s>"));
        for (int value = 0; value < BYTES; value++) {
            tokens.add("<0x%02X>".formatted(value));
        }
        tokens.add("\u2581");
        for (char letter = 'a'; letter <= 'z'; letter++) {
            tokens.add(Character.toString(letter));
        }
        int[] types = new int[tokens.size()];
        Arrays.fill(types, TYPE_NORMAL);
        Arrays.fill(types, 1, 3, TYPE_CONTROL);
        Arrays.fill(types, 3, 3 + BYTES, TYPE_BYTE);
        types[0] = TYPE_UNKNOWN;
        vocabulary("llama", tokens, types).write(target);
        return target;
    }

    /** Writes a vocabulary as of BERT with one word, and no token for any other. */
    static Path writeWordPieces(Path target) throws IOException {
        List<String> tokens = List.of("[CLS]", "[SEP]", "\u2581hello");
        vocabulary("bert", tokens, new int[] {TYPE_CONTROL, TYPE_CONTROL, TYPE_NORMAL})
                .put("tokenizer.ggml.bos_token_id", GgufValue.uint32(0))
                .put("tokenizer.ggml.seperator_token_id", GgufValue.uint32(1))
                .write(target);
        return target;
    }

    private static GgufWriter vocabulary(String tokenizer, List<String> tokens, int[] types) {
        return new GgufWriter()
                .put("general.architecture", "llama")
                .put("llama.context_length", GgufValue.uint32(CONTEXT_TOKENS))
                .put("llama.embedding_length", GgufValue.uint32(WIDTH))
                .put("llama.block_count", GgufValue.uint32(LAYERS))
                .put("llama.feed_forward_length", GgufValue.uint32(INNER_WIDTH))
                .put("llama.attention.head_count", GgufValue.uint32(HEADS))
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("tokenizer.ggml.model", tokenizer)
                .put("tokenizer.ggml.tokens", tokens)
                .put("tokenizer.ggml.scores", GgufValue.float32s(new float[tokens.size()]))
                .put("tokenizer.ggml.token_type", GgufValue.int32s(types));
    }

    private static GgufWriter writer(long seed, String pattern, int heads) {
        GgufWriter writer = new GgufWriter();
        writer.put("general.architecture", "llama")
                .put("general.name", "tiny")
                .put("llama.context_length", GgufValue.uint32(CONTEXT_TOKENS))
                .put("llama.embedding_length", GgufValue.uint32(WIDTH))
                .put("llama.block_count", GgufValue.uint32(LAYERS))
                .put("llama.feed_forward_length", GgufValue.uint32(INNER_WIDTH))
                .put("llama.attention.head_count", GgufValue.uint32(heads))
                .put("llama.attention.head_count_kv", GgufValue.uint32(heads))
                .put("llama.attention.layer_norm_rms_epsilon", 1e-5f)
                .put("tokenizer.ggml.model", "gpt2")
                .put("tokenizer.ggml.pre", pattern)
                .put("tokenizer.ggml.tokens", tokens())
                .put("tokenizer.ggml.token_type", GgufValue.int32s(tokenTypes()))
                .put("tokenizer.ggml.merges", MERGES)
                .put("tokenizer.ggml.bos_token_id", GgufValue.uint32(END_OF_TEXT))
                .put("tokenizer.ggml.eos_token_id", GgufValue.uint32(IM_END))
                .put("tokenizer.ggml.eot_token_id", GgufValue.uint32(IM_END))
                .put("tokenizer.ggml.add_bos_token", false)
                .put(
                        "tokenizer.chat_template",
                        "{% for m in messages %}{{'<|im_start|>' + m['role'] + '\\n' + m['content']"
                                + " + '<|im_end|>' + '\\n'}}{% endfor %}");
        Random random = new Random(seed);
        matrix(writer, random, "token_embd.weight", WIDTH, TOKENS);
        for (int layer = 0; layer < LAYERS; layer++) {
            String prefix = "blk." + layer + ".";
            ones(writer, prefix + "attn_norm.weight");
            matrix(writer, random, prefix + "attn_q.weight", WIDTH, WIDTH);
            matrix(writer, random, prefix + "attn_k.weight", WIDTH, WIDTH);
            matrix(writer, random, prefix + "attn_v.weight", WIDTH, WIDTH);
            matrix(writer, random, prefix + "attn_output.weight", WIDTH, WIDTH);
            ones(writer, prefix + "ffn_norm.weight");
            matrix(writer, random, prefix + "ffn_gate.weight", WIDTH, INNER_WIDTH);
            matrix(writer, random, prefix + "ffn_up.weight", WIDTH, INNER_WIDTH);
            matrix(writer, random, prefix + "ffn_down.weight", INNER_WIDTH, WIDTH);
        }
        ones(writer, "output_norm.weight");
        matrix(writer, random, "output.weight", WIDTH, TOKENS);
        return writer;
    }

    private static void matrix(
            GgufWriter writer, RandomGenerator random, String name, int inputs, int outputs) {
        float[] values = new float[inputs * outputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() * WEIGHT_DEVIATION;
        }
        writer.tensor(name, TensorType.F32, List.of((long) inputs, (long) outputs), values);
    }

    private static void ones(GgufWriter writer, String name) {
        float[] values = new float[WIDTH];
        Arrays.fill(values, 1);
        writer.tensor(name, TensorType.F32, List.of((long) WIDTH), values);
    }

    private static List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        int standIn = BYTES;
        for (int value = 0; value < BYTES; value++) {
            boolean printable =
                    (value >= '!' && value <= '~')
                            || (value >= 0xA1 && value <= 0xAC)
                            || value >= 0xAE;
            tokens.add(Character.toString(printable ? value : standIn++));
        }
        for (String merge : MERGES) {
            tokens.add(merge.replace(" ", ""));
        }
        tokens.addAll(MARKERS);
        return tokens;
    }

    private static int[] tokenTypes() {
        int[] types = new int[TOKENS];
        Arrays.fill(types, TYPE_NORMAL);
        Arrays.fill(types, END_OF_TEXT, TOKENS, TYPE_CONTROL);
        return types;
    }
}
