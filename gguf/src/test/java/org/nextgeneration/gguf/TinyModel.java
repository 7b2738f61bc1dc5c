package org.nextgeneration.gguf;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** A well-formed Llama model of two layers, to be spoiled by tests. */
final class TinyModel {
    static final int EMBEDDING = 32;
    static final List<String> TOKENS = IntStream.range(0, 64).mapToObj(i -> "t" + i).toList();

    private final Map<String, GgufValue> metadata = new LinkedHashMap<>();
    private final Map<String, TensorInfo> tensors = new LinkedHashMap<>();

    TinyModel() {
        with("general.architecture", GgufValue.text("llama"));
        with("general.name", GgufValue.text("tiny"));
        with("general.license", GgufValue.text("apache-2.0"));
        with("general.file_type", GgufValue.uint32(7));
        with("llama.context_length", GgufValue.uint32(128));
        with("llama.embedding_length", GgufValue.uint32(EMBEDDING));
        with("llama.block_count", GgufValue.uint32(2));
        with("llama.feed_forward_length", GgufValue.uint32(64));
        with("llama.attention.head_count", GgufValue.uint32(4));
        with("llama.attention.head_count_kv", GgufValue.uint32(2));
        with("llama.attention.layer_norm_rms_epsilon", GgufValue.float32(1e-5f));
        with("tokenizer.ggml.model", GgufValue.text("gpt2"));
        with("tokenizer.ggml.pre", GgufValue.text("gpt-2"));
        with("tokenizer.ggml.tokens", GgufValue.texts(TOKENS));
        with("tokenizer.ggml.token_type", GgufValue.int32s(filled(1)));
        with("tokenizer.ggml.merges", GgufValue.texts(List.of("t 1")));
        with("tokenizer.ggml.bos_token_id", GgufValue.uint32(1));
        with("tokenizer.ggml.eos_token_id", GgufValue.uint32(2));
        with("tokenizer.ggml.add_bos_token", GgufValue.bool(true));
        with("tokenizer.chat_template", GgufValue.text("{{ messages }}"));
        tensor("token_embd.weight", TensorType.Q8_0, EMBEDDING, TOKENS.size());
        tensor("output_norm.weight", TensorType.F32, EMBEDDING);
        tensor("blk.0.attn_q.weight", TensorType.Q8_0, EMBEDDING, EMBEDDING);
    }

    static int[] filled(int value) {
        return IntStream.range(0, TOKENS.size()).map(_ -> value).toArray();
    }

    TinyModel with(String key, GgufValue value) {
        metadata.put(key, value);
        return this;
    }

    TinyModel without(String key) {
        metadata.remove(key);
        return this;
    }

    TinyModel tensor(String name, TensorType type, long... shape) {
        List<Long> dimensions = IntStream.range(0, shape.length).mapToObj(i -> shape[i]).toList();
        tensors.put(name, new TensorInfo(name, type, dimensions, 0));
        return this;
    }

    TinyModel withoutTensors() {
        tensors.clear();
        return this;
    }

    Path writeTo(Path file) throws IOException {
        GgufWriter writer = new GgufWriter();
        metadata.forEach(writer::put);
        for (TensorInfo tensor : tensors.values()) {
            byte[] zeros = new byte[Math.toIntExact(tensor.dataBytes())];
            writer.tensor(tensor.name(), tensor.type(), tensor.shape(), out -> out.write(zeros));
        }
        writer.write(file);
        return file;
    }

    GgufFile readFrom(Path folder) throws IOException {
        return GgufFile.read(writeTo(folder.resolve("tiny.gguf")));
    }
}
