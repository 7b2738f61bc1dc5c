package org.nextgeneration.gguf;

import java.util.List;
import java.util.Optional;

/**
 * How many bytes of weights are read for one token of an answer. With the bandwidth of the memory
 * that they are in, this is the limit of decode speed. Pure.
 */
final class DecodeTraffic {
    private static final String EMBEDDING = "token_embd.";
    private static final String OUTPUT = "output.weight";

    /** In the names of tensors that hold all experts of a layer. */
    private static final String EXPERTS = "_exps.";

    private DecodeTraffic() {}

    /**
     * Adds up the tensors: of the experts those that a token uses, and of the embedding one row,
     * unless the output is computed with it.
     */
    static long bytesPerToken(List<TensorInfo> tensors, Optional<ModelShape> shape) {
        boolean ownOutput = tensors.stream().anyMatch(tensor -> tensor.name().equals(OUTPUT));
        int experts = shape.map(ModelShape::experts).orElse(0);
        int used = shape.map(ModelShape::expertsUsed).orElse(0);
        long bytes = 0;
        for (TensorInfo tensor : tensors) {
            if (tensor.name().startsWith(EMBEDDING) && ownOutput) {
                continue;
            }
            boolean shared = experts > 0 && used > 0 && tensor.name().contains(EXPERTS);
            bytes =
                    Math.addExact(
                            bytes,
                            shared
                                    ? Math.multiplyExact(tensor.dataBytes() / experts, used)
                                    : tensor.dataBytes());
        }
        return bytes;
    }
}
