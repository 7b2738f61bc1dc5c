package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DecodeTrafficTest {
    private static final TensorInfo EMBEDDING = tensor("token_embd.weight", 1_000);
    private static final TensorInfo OUTPUT = tensor("output.weight", 1_000);
    private static final TensorInfo ATTENTION = tensor("blk.0.attn_q.weight", 10);
    private static final TensorInfo EXPERTS = tensor("blk.0.ffn_up_exps.weight", 80);

    private static TensorInfo tensor(String name, long elements) {
        return new TensorInfo(name, TensorType.F32, List.of(elements), 0);
    }

    private static Optional<ModelShape> experts(int count, int used) {
        List<Integer> heads = Collections.nCopies(1, 1);
        return Optional.of(
                new ModelShape(
                        1,
                        1,
                        1,
                        heads,
                        heads,
                        1,
                        1,
                        1,
                        count,
                        used,
                        1,
                        OptionalInt.empty(),
                        false));
    }

    private static long bytes(Optional<ModelShape> shape, TensorInfo... tensors) {
        return DecodeTraffic.bytesPerToken(List.of(tensors), shape);
    }

    @Test
    void bytesPerToken_ownOutput_leavesTheEmbeddingOut() {
        assertEquals(4 * 1_010, bytes(experts(0, 0), EMBEDDING, ATTENTION, OUTPUT));
    }

    @Test
    void bytesPerToken_outputComputedWithTheEmbedding_countsIt() {
        assertEquals(4 * 1_010, bytes(experts(0, 0), EMBEDDING, ATTENTION));
    }

    @Test
    void bytesPerToken_mixtureOfExperts_countsThoseThatAreUsed() {
        assertEquals(4 * (10 + 20), bytes(experts(8, 2), ATTENTION, EXPERTS));
        assertEquals(4 * (10 + 80), bytes(experts(0, 0), ATTENTION, EXPERTS));
        assertEquals(4 * (10 + 80), bytes(Optional.empty(), ATTENTION, EXPERTS));
    }
}
