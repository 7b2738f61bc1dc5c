package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nextgeneration.gguf.TensorInfo;
import org.nextgeneration.gguf.TensorType;

class DryRunLogTest {
    private static final long MEBIBYTE = 1 << 20;

    private final DryRunLog log = new DryRunLog();

    private void lines(String text) {
        text.lines().forEach(log::line);
    }

    private static TensorInfo tensor(String name, long bytes) {
        return new TensorInfo(name, TensorType.F32, List.of(bytes / Float.BYTES), 0);
    }

    private static OpenedDevice device(
            String name, OpenedDevice.Kind kind, long weights, long kv, long compute) {
        return new OpenedDevice(name, name, kind, Optional.empty(), weights, kv, compute);
    }

    private static List<OpenedDevice> counted() {
        return List.of(
                device("CUDA0", OpenedDevice.Kind.GPU, 0, 0, 7),
                device("CUDA1", OpenedDevice.Kind.GPU, 0, 0, 8),
                device("CPU", OpenedDevice.Kind.CPU, 0, 5, 9));
    }

    /** As libllama 0.5.0 writes it. */
    private void layersOnTwoCards() {
        lines(
                """
                load_tensors: layer   0 assigned to device CPU, is_swa = 0
                load_tensors: layer   1 assigned to device CUDA0, is_swa = 1
                load_tensors: layer   2 assigned to device CUDA1, is_swa = 0
                """);
    }

    @Test
    void complete_layersOnTwoCards_weightsOfEach() {
        layersOnTwoCards();
        List<TensorInfo> tensors =
                List.of(
                        tensor("token_embd.weight", 4_000),
                        tensor("blk.0.ffn_up.weight", 400),
                        tensor("blk.1.ffn_up.weight", 40),
                        tensor("output_norm.weight", 4),
                        tensor("output.weight", 8_000));
        assertEquals(
                List.of(
                        device("CUDA0", OpenedDevice.Kind.GPU, 40, 0, 7),
                        device("CUDA1", OpenedDevice.Kind.GPU, 8_004, 0, 8),
                        device("CPU", OpenedDevice.Kind.CPU, 4_400, 5, 9)),
                log.complete(counted(), tensors));
    }

    @Test
    void complete_embeddingIsTheOutputToo_isOnBoth() {
        layersOnTwoCards();
        assertEquals(
                List.of(0L, 4_000L, 4_000L),
                log.complete(counted(), List.of(tensor("token_embd.weight", 4_000))).stream()
                        .map(OpenedDevice::weightBytes)
                        .toList());
    }

    @Test
    void complete_embeddingIsTheOutputOnTheProcessor_countsOnce() {
        lines("load_tensors: layer   0 assigned to device CPU, is_swa = 0");
        assertEquals(
                4_000,
                log.complete(counted(), List.of(tensor("token_embd.weight", 4_000)))
                        .getLast()
                        .weightBytes());
    }

    @Test
    void complete_embeddingIsTheOutputInAnotherOrder_isThereTwice() {
        TensorInfo embedding =
                new TensorInfo("token_embd.weight", TensorType.Q4_0, List.of(32L, 16L), 0);
        lines("load_tensors: layer   0 assigned to device CPU, is_swa = 0");
        long once = embedding.dataBytes();
        assertEquals(once, log.complete(counted(), List.of(embedding)).getLast().weightBytes());
        lines("load_tensors:   CPU_REPACK model buffer size =     0.00 MiB");
        assertEquals(2 * once, log.complete(counted(), List.of(embedding)).getLast().weightBytes());
    }

    /** Two caches, as a model with sliding windows has them. */
    @Test
    void complete_twoCaches_eachSharedByItsLayers() {
        lines(
                """
                llama_kv_cache: layer   0: dev = CPU
                llama_kv_cache: layer   2: dev = CUDA0
                llama_kv_cache: layer   4: dev = CUDA0
                llama_kv_cache: layer   6: dev = CUDA1
                llama_kv_cache:        CPU KV buffer size =     0.00 MiB
                llama_kv_cache: size =  400.00 MiB (  4096 cells,   4 layers,  1/1 seqs), K (f16)
                llama_kv_cache: layer   1: dev = CUDA1
                llama_kv_cache: size =   10.50 MiB (   512 cells,   1 layers,  1/1 seqs), K (f16)
                """);
        assertEquals(
                List.of(200 * MEBIBYTE, (long) (110.5 * MEBIBYTE), 5 + 100 * MEBIBYTE),
                log.complete(counted(), List.of()).stream().map(OpenedDevice::kvBytes).toList());
    }

    @Test
    void line_oddText_isPassedOver() {
        lines(
                """
                load_tensors: layer lots assigned to device CPU, is_swa = 0
                load_tensors: layer 99999999999 assigned to device CPU, is_swa = 0
                llama_kv_cache: size = 1.00 MiB (
                llama_kv_cache: size = much
                llama_memory_recurrent: size = 1.00 MiB (     1 cells,
                """);
        assertEquals(counted(), log.complete(counted(), List.of()));
    }
}
