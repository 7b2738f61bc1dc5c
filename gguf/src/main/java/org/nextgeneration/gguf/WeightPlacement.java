package org.nextgeneration.gguf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where a model's tensors go. Source: {@code load_tensors} in {@code llama-model.cpp} and {@code
 * create_tensor} in {@code llama-model-loader.cpp} of llama.cpp v0.5.0.
 *
 * @param inputBytes always in the machine's memory: what is looked up by token
 * @param layerBytes for each layer, on a card
 * @param layerHostBytes for each layer, in the machine's memory
 * @param outputBytes on a card
 * @param outputHostBytes in the machine's memory
 * @param tiedBytes of the embedding on a card, if it is the output too: then it is there twice
 * @param repackedTiedBytes of the same in the machine's memory, where it is there twice
 * @param repackedBytes that the processor keeps in an order of its own, not as they are mapped
 * @param largestLayerTensorBytes of the largest tensor that belongs to a layer
 */
record WeightPlacement(
        long inputBytes,
        List<Long> layerBytes,
        List<Long> layerHostBytes,
        long outputBytes,
        long outputHostBytes,
        long tiedBytes,
        long repackedTiedBytes,
        long repackedBytes,
        long largestLayerTensorBytes) {
    private static final String EMBEDDING = "token_embd.weight";
    private static final String OUTPUT = "output.weight";
    private static final String LAYER_PREFIX = "blk.";
    private static final Set<String> INPUTS =
            Set.of(
                    EMBEDDING,
                    "position_embd.weight",
                    "token_types.weight",
                    "per_layer_token_embd.weight");

    /** Source: {@code ggml_backend_cuda_buffer_type_get_alignment}, {@code MATRIX_ROW_PADDING}. */
    private static final int CARD_ALIGNMENT = 128;

    private static final int CARD_ROW_ELEMENTS = 512;

    /**
     * Adds up the tensors of the layers that are loaded.
     *
     * @param parts the model's files
     * @param layers how many layers are loaded
     * @param processor the machine's
     */
    static WeightPlacement of(List<GgufFile> parts, int layers, Processor processor) {
        long[] onCard = new long[layers];
        long[] onHost = new long[layers];
        long input = 0;
        long output = 0;
        long outputHost = 0;
        long repacked = 0;
        long largest = 0;
        Map<String, TensorInfo> outside = new HashMap<>();
        for (GgufFile part : parts) {
            for (TensorInfo tensor : part.tensors()) {
                int layer = layerOf(tensor.name());
                if (layer >= layers) {
                    continue;
                }
                long host = hostBytes(tensor, part.alignment());
                if (INPUTS.contains(tensor.name())) {
                    input = Math.addExact(input, host);
                    outside.put(tensor.name(), tensor);
                    continue;
                }
                repacked = Math.addExact(repacked, isRepacked(tensor, processor) ? host : 0);
                if (layer < 0) {
                    output = Math.addExact(output, cardBytes(tensor));
                    outputHost = Math.addExact(outputHost, host);
                    outside.put(tensor.name(), tensor);
                } else {
                    onCard[layer] = Math.addExact(onCard[layer], cardBytes(tensor));
                    onHost[layer] = Math.addExact(onHost[layer], host);
                    largest = Math.max(largest, host);
                }
            }
        }
        TensorInfo embedding = outside.get(EMBEDDING);
        boolean tied = !outside.containsKey(OUTPUT);
        long tiedCard = embedding == null || !tied ? 0 : cardBytes(embedding);
        long tiedHost =
                embedding == null || !tied || !isRepacked(embedding, processor)
                        ? 0
                        : embedding.dataBytes();
        return new WeightPlacement(
                input,
                boxed(onCard),
                boxed(onHost),
                output,
                outputHost,
                tiedCard,
                tiedHost,
                Math.addExact(repacked, tiedHost),
                largest);
    }

    /** {@return the layer that a tensor belongs to, or -1} */
    static int layerOf(String name) {
        if (!name.startsWith(LAYER_PREFIX)) {
            return -1;
        }
        int number = 0;
        int at = LAYER_PREFIX.length();
        while (at < name.length() && Character.digit(name.charAt(at), 10) >= 0) {
            number = number * 10 + Character.digit(name.charAt(at), 10);
            at++;
            if (number > ModelShape.LAYERS_MAX) {
                return number;
            }
        }
        return number;
    }

    private static boolean isRepacked(TensorInfo tensor, Processor processor) {
        List<Long> shape = tensor.shape();
        boolean multiplied =
                shape.size() == 2 || (shape.size() == 3 && tensor.name().contains("_exps."));
        return multiplied && processor.repacks(tensor.type(), shape.get(1));
    }

    private static long hostBytes(TensorInfo tensor, int alignment) {
        return Math.addExact(tensor.dataBytes(), alignment - 1L) & -alignment;
    }

    private static long cardBytes(TensorInfo tensor) {
        long bytes = tensor.dataBytes();
        long rest = tensor.shape().getFirst() % CARD_ROW_ELEMENTS;
        if (tensor.type().blockElements() > 1 && rest != 0) {
            bytes = Math.addExact(bytes, tensor.type().bytesFor(CARD_ROW_ELEMENTS - rest));
        }
        return Math.addExact(bytes, CARD_ALIGNMENT - 1L) & -CARD_ALIGNMENT;
    }

    private static List<Long> boxed(long[] values) {
        List<Long> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }
}
