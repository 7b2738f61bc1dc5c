package org.nextgeneration.gguf;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/**
 * What one layer keeps of the tokens that it has seen. Source: {@code llama_model::create_memory},
 * {@code llama-kv-cache.cpp}, {@code llama-memory-recurrent.cpp} and {@code llama-hparams.cpp} of
 * llama.cpp v0.5.0.
 *
 * @param keyNumbers for each cell, 0 if it looks back at nothing or uses another layer's
 * @param valueNumbers for each cell, 0 if there is none or it is part of the key
 * @param indexNumbers for each cell, of the index of a sparse attention
 * @param keyLength numbers of a key of one head
 * @param valueLength numbers of a value of one head
 * @param limited whether it looks back through the window only
 * @param convolutionNumbers for each sequence, the last inputs
 * @param stateNumbers for each sequence
 */
record LayerMemory(
        long keyNumbers,
        long valueNumbers,
        long indexNumbers,
        long keyLength,
        long valueLength,
        boolean limited,
        long convolutionNumbers,
        long stateNumbers) {
    /** Bytes of a number of a state: it is never quantized. */
    static final int STATE_NUMBER_BYTES = 4;

    private static final Set<String> STATES_ONLY =
            Set.of("mamba", "mamba2", "rwkv6", "rwkv6qwen2", "rwkv7", "arwkv7");

    /** Where a layer without key-value heads has a state instead. */
    private static final Set<String> STATES_WITHOUT_HEADS =
            Set.of(
                    "bailingmoe3",
                    "granitehybrid",
                    "jamba",
                    "kimi-k3",
                    "kimi-linear",
                    "lfm2",
                    "lfm2moe",
                    "plamo2");

    /** Where every n-th layer attends and the others have a state. */
    private static final Set<String> STATES_BY_INTERVAL =
            Set.of("minimax-01", "qwen35", "qwen35moe", "qwen3next", "qwen4exp");

    private static final Set<String> NEMOTRON = Set.of("nemotron_h", "nemotron_h_moe");

    /** These see a text whole and keep nothing of it. */
    private static final Set<String> KEEPS_NOTHING =
            Set.of(
                    "bert",
                    "dream",
                    "eurobert",
                    "gemma-embedding",
                    "jina-bert-v2",
                    "jina-bert-v3",
                    "llada",
                    "llada-moe",
                    "llama-embed",
                    "modern-bert",
                    "neo-bert",
                    "nomic-bert",
                    "nomic-bert-moe",
                    "rnd1");

    private static final int INTERVAL_DEFAULT = 4;
    private static final int MINIMAX_INTERVAL_DEFAULT = 8;
    private static final int GEMMA3N_LAYERS_WITH_CACHE = 20;
    private static final int DIMENSION_MAX = 1 << 20;

    /**
     * {@return the layers that are used, in order}
     *
     * @throws GgufFormatException if a number is of a wrong type or out of range
     */
    static List<LayerMemory> of(ArchitectureKeys keys, ModelShape shape, WindowPattern windows) {
        int layers = usedLayers(keys, shape);
        List<LayerMemory> memories = new ArrayList<>(layers);
        States states = States.of(keys, shape);
        for (int layer = 0; layer < layers; layer++) {
            boolean state = hasState(keys, shape, layer);
            long convolution = state ? states.convolutionNumbers : 0;
            long kept = state ? states.stateNumbers : 0;
            boolean limited = windows.limited().get(layer);
            boolean cached = attends(keys, shape, layer, state) && layer < cached(keys, shape);
            long heads = shape.kvHeadsPerLayer().get(layer);
            boolean compressed =
                    keys.optional("attention.key_length_mla", 0, DIMENSION_MAX, 0) > 0
                            && keys.optional("attention.value_length_mla", 0, DIMENSION_MAX, 0) > 0;
            String swa = limited ? "_swa" : "";
            long keyLength =
                    keys.optional(
                            "attention.key_length" + swa,
                            0,
                            ModelShape.HEAD_LENGTH_MAX,
                            shape.keyLength());
            long valueLength =
                    keys.optional(
                            "attention.value_length" + swa,
                            0,
                            ModelShape.HEAD_LENGTH_MAX,
                            shape.valueLength());
            memories.add(
                    new LayerMemory(
                            cached ? heads * keyLength : 0,
                            cached && !compressed ? heads * valueLength : 0,
                            cached
                                    ? keys.optional(
                                            "attention.indexer.key_length", 0, DIMENSION_MAX, 0)
                                    : 0,
                            keyLength,
                            valueLength,
                            limited,
                            convolution,
                            kept));
        }
        return List.copyOf(memories);
    }

    /**
     * {@return whether a cache can store this as blocks of a type} libllama asks it of the heads of
     * every layer, with or without a cache. Source: {@code llama_init_from_model}.
     */
    boolean suits(KvCacheType type) {
        return LongStream.of(keyLength, valueLength, indexNumbers)
                .allMatch(numbers -> numbers % type.blockNumbers() == 0);
    }

    /** {@return a text that is equal for layers that keep the same} */
    String signature() {
        return keyNumbers
                + " "
                + valueNumbers
                + (limited ? " limited " : " ")
                + convolutionNumbers
                + " "
                + stateNumbers;
    }

    /** {@return the layers without those that only predict further tokens; they are not loaded} */
    static int usedLayers(ArchitectureKeys keys, ModelShape shape) {
        int unused = keys.optional("nextn_predict_layers", 0, shape.layers(), 0);
        return unused == shape.layers() ? unused : shape.layers() - unused;
    }

    private static boolean hasState(ArchitectureKeys keys, ModelShape shape, int layer) {
        String architecture = keys.architecture();
        if (STATES_ONLY.contains(architecture) || architecture.equals("falcon-h1")) {
            return true;
        }
        boolean headless = shape.kvHeadsPerLayer().get(layer) == 0;
        if (STATES_WITHOUT_HEADS.contains(architecture)) {
            return headless;
        }
        if (NEMOTRON.contains(architecture)) {
            return headless && !feedsForward(keys, shape, layer);
        }
        if (!STATES_BY_INTERVAL.contains(architecture)) {
            return false;
        }
        Optional<GgufNumbers> stated = keys.numbers("attention.recurrent_layers");
        if (stated.isPresent()) {
            return layer < stated.get().size() && stated.get().whole(layer) != 0;
        }
        int interval =
                keys.optional(
                        "full_attention_interval",
                        1,
                        DIMENSION_MAX,
                        architecture.equals("minimax-01")
                                ? MINIMAX_INTERVAL_DEFAULT
                                : INTERVAL_DEFAULT);
        return (layer + 1) % interval != 0;
    }

    private static boolean attends(
            ArchitectureKeys keys, ModelShape shape, int layer, boolean state) {
        String architecture = keys.architecture();
        if (KEEPS_NOTHING.contains(architecture) || STATES_ONLY.contains(architecture)) {
            return false;
        }
        if (NEMOTRON.contains(architecture) && feedsForward(keys, shape, layer)) {
            return false;
        }
        return !state || architecture.equals("falcon-h1");
    }

    private static boolean feedsForward(ArchitectureKeys keys, ModelShape shape, int layer) {
        return keys.perLayer(
                                "feed_forward_length",
                                shape.layers(),
                                ModelShape.FEED_FORWARD_LENGTH_MAX)
                        .orElse(Collections.nCopies(shape.layers(), 0))
                        .get(layer)
                > 0;
    }

    /** {@return how many of the first layers have a cache; the others read theirs} */
    private static int cached(ArchitectureKeys keys, ModelShape shape) {
        return switch (keys.architecture()) {
            case "gemma3n" -> GEMMA3N_LAYERS_WITH_CACHE;
            case "gemma4" ->
                    shape.layers()
                            - keys.optional("attention.shared_kv_layers", 0, shape.layers(), 0);
            default -> shape.layers();
        };
    }

    /**
     * The sizes of a layer's state; the same in all layers.
     *
     * @param convolutionNumbers for each sequence
     * @param stateNumbers for each sequence
     */
    private record States(long convolutionNumbers, long stateNumbers) {
        static States of(ArchitectureKeys keys, ModelShape shape) {
            long embedding = shape.embeddingLength();
            long wkv = number(keys, "wkv.head_size");
            if (wkv > 0) {
                int shifts = keys.optional("token_shift_count", 0, DIMENSION_MAX, 2);
                return new States(shifts * embedding, embedding * wkv);
            }
            long shortConvolution = number(keys, "shortconv.l_cache");
            if (shortConvolution > 0) {
                return new States(embedding * (shortConvolution - 1), 0);
            }
            long kernel = number(keys, "ssm.conv_kernel");
            long heads = shape.headsPerLayer().getFirst();
            long kda = number(keys, "kda.head_dim");
            if (kda > 0) {
                return new States(
                        3 * (kernel > 0 ? kernel - 1 : 3) * heads * kda, kda * kda * heads);
            }
            if (keys.architecture().equals("minimax-01")) {
                long length = shape.keyLength();
                return new States(0, length * length * heads);
            }
            long inner = number(keys, "ssm.inner_size");
            long state = number(keys, "ssm.state_size");
            long groups = number(keys, "ssm.group_count");
            return new States(
                    Math.multiplyExact(Math.max(0, kernel - 1), inner + 2 * groups * state),
                    state * inner);
        }

        private static long number(ArchitectureKeys keys, String name) {
            return keys.optional(name, 0, DIMENSION_MAX, 0);
        }
    }
}
