package org.nextgeneration.gguf;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The dimensions of a model. Every number is in a range that an engine survives.
 *
 * @param layers transformer blocks, 1 to 512
 * @param embeddingLength numbers per token between layers
 * @param feedForwardLength the widest feed-forward layer, 0 if the file does not say
 * @param headsPerLayer attention heads of each layer; 0 where a layer has no attention
 * @param kvHeadsPerLayer key-value heads of each layer
 * @param keyLength numbers per key and head, 0 without attention
 * @param valueLength numbers per value and head, 0 without attention
 * @param contextTokens the longest context that it was trained for
 * @param experts feed-forward experts per layer, 0 if it is no mixture of experts
 * @param expertsUsed experts that one token uses
 * @param ropeFrequencyBase of rotary position embedding
 * @param slidingWindowTokens how far back some layers look, if they are limited
 * @param keepsState whether some layers keep a state instead of looking back, as Mamba's do
 */
public record ModelShape(
        int layers,
        int embeddingLength,
        int feedForwardLength,
        List<Integer> headsPerLayer,
        List<Integer> kvHeadsPerLayer,
        int keyLength,
        int valueLength,
        int contextTokens,
        int experts,
        int expertsUsed,
        double ropeFrequencyBase,
        OptionalInt slidingWindowTokens,
        boolean keepsState) {
    /** libllama aborts the process above this. */
    static final int LAYERS_MAX = 512;

    static final int EMBEDDING_LENGTH_MAX = 1 << 18;
    static final int FEED_FORWARD_LENGTH_MAX = 1 << 24;
    static final int HEADS_MAX = 1 << 12;
    static final int HEAD_LENGTH_MAX = 1 << 16;
    static final int CONTEXT_TOKENS_MAX = 1 << 27;
    static final int EXPERTS_MAX = 1 << 10;

    private static final double ROPE_FREQUENCY_BASE_DEFAULT = 10_000;

    /** These keep a state instead of attending; their files say 0 heads. */
    private static final Set<String> RECURRENT_ARCHITECTURES =
            Set.of("mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7");

    /** What files of models with such layers say, beside those: Jamba, Qwen3-Next, LFM2. */
    private static final Set<String> STATE_KEYS =
            Set.of("ssm.conv_kernel", "ssm.state_size", "shortconv.l_cache", "wkv.head_size");

    /** Copies the lists. */
    public ModelShape {
        headsPerLayer = List.copyOf(headsPerLayer);
        kvHeadsPerLayer = List.copyOf(kvHeadsPerLayer);
    }

    /** {@return the attention heads of the layer that has most} */
    public int heads() {
        return Collections.max(headsPerLayer);
    }

    /** {@return the key-value heads of the layer that has most} */
    public int kvHeads() {
        return Collections.max(kvHeadsPerLayer);
    }

    /**
     * {@return the shape that the metadata states}
     *
     * @throws GgufFormatException if a number is missing, of a wrong type or out of range
     */
    static ModelShape of(Metadata metadata, String architecture) {
        ArchitectureKeys keys = new ArchitectureKeys(metadata, architecture);
        int layers = keys.required("block_count", 1, LAYERS_MAX);
        int embedding = keys.required("embedding_length", 1, EMBEDDING_LENGTH_MAX);
        int context = keys.required("context_length", 1, CONTEXT_TOKENS_MAX);
        boolean attends = !RECURRENT_ARCHITECTURES.contains(architecture);
        List<Integer> heads =
                keys.perLayer("attention.head_count", layers, HEADS_MAX)
                        .orElse(Collections.nCopies(layers, 0));
        if (attends && Collections.max(heads) == 0) {
            throw keys.failure("attention.head_count", "no attention head", "at least 1");
        }
        List<Integer> kvHeads =
                keys.perLayer("attention.head_count_kv", layers, HEADS_MAX).orElse(heads);
        checkGroups(keys, heads, kvHeads);
        int headLength = headLength(keys, embedding, heads);
        int experts = keys.optional("expert_count", 0, EXPERTS_MAX, 0);
        return new ModelShape(
                layers,
                embedding,
                Collections.max(
                        keys.perLayer("feed_forward_length", layers, FEED_FORWARD_LENGTH_MAX)
                                .orElse(List.of(0))),
                heads,
                kvHeads,
                keys.optional("attention.key_length", 1, HEAD_LENGTH_MAX, headLength),
                keys.optional("attention.value_length", 1, HEAD_LENGTH_MAX, headLength),
                context,
                experts,
                Collections.max(
                        keys.perLayer("expert_used_count", layers, experts).orElse(List.of(0))),
                keys.real("rope.freq_base", ROPE_FREQUENCY_BASE_DEFAULT),
                slidingWindow(keys),
                !attends || STATE_KEYS.stream().anyMatch(keys::contains));
    }

    private static OptionalInt slidingWindow(ArchitectureKeys keys) {
        int tokens = keys.optional("attention.sliding_window", 0, CONTEXT_TOKENS_MAX, 0);
        return tokens == 0 ? OptionalInt.empty() : OptionalInt.of(tokens);
    }

    /** Query heads share key-value heads in equal groups; ggml aborts on anything else. */
    private static void checkGroups(
            ArchitectureKeys keys, List<Integer> heads, List<Integer> kvHeads) {
        for (int layer = 0; layer < heads.size(); layer++) {
            int kv = kvHeads.get(layer);
            if (kv > 0 && heads.get(layer) % kv != 0) {
                throw keys.failure(
                        "attention.head_count_kv",
                        "%d key-value heads for %d heads in layer %d"
                                .formatted(kv, heads.get(layer), layer),
                        "a divisor of the number of heads");
            }
        }
    }

    private static int headLength(ArchitectureKeys keys, int embedding, List<Integer> heads) {
        int most = Collections.max(heads);
        if (most == 0) {
            return 0;
        }
        boolean stated =
                keys.contains("attention.key_length") && keys.contains("attention.value_length");
        if (!stated && embedding % most != 0) {
            throw keys.failure(
                    "attention.head_count",
                    "%d heads for an embedding of %d".formatted(most, embedding),
                    "a divisor of the embedding length");
        }
        return embedding / most;
    }
}
