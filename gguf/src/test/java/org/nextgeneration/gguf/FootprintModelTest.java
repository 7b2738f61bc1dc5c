package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a header predicts, against bytes added up by hand. */
class FootprintModelTest {
    private static final MemorySettings HOST = new MemorySettings(512, 2, KvCacheType.F16, 64, 0);
    private static final long EMBEDDING_BYTES = 64 * 34;

    @TempDir private Path folder;

    private FootprintModel model(TinyModel tiny) throws IOException {
        return FootprintModel.of(List.of(tiny.readFrom(folder)), Processor.X86);
    }

    private long cacheBytes(TinyModel tiny, MemorySettings settings) throws IOException {
        return model(tiny).predict(settings).host().kvBytes();
    }

    private static TinyModel architecture(String name) {
        TinyModel tiny = new TinyModel();
        return tiny.with("general.architecture", GgufValue.text(name))
                .with(name + ".context_length", GgufValue.uint32(4096))
                .with(name + ".embedding_length", GgufValue.uint32(32))
                .with(name + ".block_count", GgufValue.uint32(4))
                .with(name + ".feed_forward_length", GgufValue.uint32(64))
                .with(name + ".attention.head_count", GgufValue.uint32(4))
                .with(name + ".attention.head_count_kv", GgufValue.uint32(2));
    }

    @Test
    void predict_noCard_everythingIsInTheMachinesMemory() throws IOException {
        Footprint found = model(new TinyModel()).predict(HOST);

        assertEquals(Footprint.Memory.NONE, found.card());
        assertEquals(EMBEDDING_BYTES + 32 * 4 + 32 * 34, found.host().weightBytes());
        // 512 cells, 2 layers, 2 heads of 8 numbers, keys and values, 2 bytes each.
        assertEquals(512 * 2 * 2 * 8 * 2 * 2, found.host().kvBytes());
        // At least the mask of 64 tokens and 512 cells, and the logits of 2 outputs, twice.
        assertTrue(found.host().computeBytes() > 64 * 512 * 2 + 2 * 2 * 64 * 4);
        assertEquals(found.host().totalBytes(), found.totalBytes());
    }

    @Test
    void predict_everyLayerOnTheCard_onlyWhatIsLookedUpStays() throws IOException {
        Footprint found =
                model(new TinyModel()).predict(HOST.withCardLayers(MemorySettings.ALL_LAYERS));

        assertEquals(EMBEDDING_BYTES, found.host().weightBytes());
        assertEquals(0, found.host().kvBytes());
        // Rows of 32 numbers are padded to 512, tensors to 128 bytes; the embedding is there too.
        long layer = padded(32 * 34 + 15 * 34);
        assertEquals(layer + 128 + padded(64 * 34 + 15 * 34), found.card().weightBytes());
        assertEquals(512 * 2 * 2 * 8 * 2 * 2, found.card().kvBytes());
        assertEquals(
                found,
                model(new TinyModel()).predict(HOST.withCardLayers(3)),
                "two layers and the output");
        assertEquals(found, model(new TinyModel()).predict(HOST.withCardLayers(1000)));
    }

    @Test
    void predict_someLayersOnTheCard_outputAndLastLayersAreThere() throws IOException {
        FootprintModel model =
                model(
                        new TinyModel()
                                .tensor("blk.1.attn_q.weight", TensorType.Q8_0, 32, 64)
                                .tensor("output.weight", TensorType.Q8_0, 32, 64));
        long output = padded(64 * 34 + 15 * 34) + 128;

        Footprint one = model.predict(HOST.withCardLayers(1));
        assertEquals(output, one.card().weightBytes());
        assertEquals(0, one.card().kvBytes());
        assertEquals(EMBEDDING_BYTES + 32 * 34 + 64 * 34, one.host().weightBytes());

        Footprint two = model.predict(HOST.withCardLayers(2));
        assertEquals(output + padded(64 * 34 + 15 * 34), two.card().weightBytes());
        assertEquals(512 * 2 * 8 * 2 * 2, two.card().kvBytes());
        assertEquals(512 * 2 * 8 * 2 * 2, two.host().kvBytes());
        assertEquals(EMBEDDING_BYTES + 32 * 34, two.host().weightBytes());
    }

    @Test
    void predict_repackedTiedEmbedding_isThereTwice() throws IOException {
        FootprintModel model =
                model(
                        new TinyModel()
                                .tensor("token_embd.weight", TensorType.Q4_0, 32, 64)
                                .tensor("blk.0.attn_q.weight", TensorType.Q4_0, 32, 32));
        long embedding = 64 * 18;
        assertEquals(2 * embedding + 32 * 4 + 32 * 18, model.predict(HOST).host().weightBytes());
        assertEquals(embedding + 32 * 4, model.mappedBytes());
    }

    @Test
    void predict_quantizedCache_takesWhatItsBlocksTake() throws IOException {
        TinyModel wide =
                new TinyModel()
                        .with("llama.attention.key_length", GgufValue.uint32(32))
                        .with("llama.attention.value_length", GgufValue.uint32(32));
        MemorySettings quantized = new MemorySettings(300, 1, KvCacheType.Q8_0, 64, 0);
        // Cells are made in units of 256.
        assertEquals(512 * 2 * 2 * 34 * 2, cacheBytes(wide, quantized));
    }

    @Test
    void predict_slidingWindow_limitsTheCellsOfMostLayers() throws IOException {
        TinyModel windowed =
                architecture("gemma3")
                        .with("gemma3.attention.sliding_window", GgufValue.uint32(128))
                        .with("gemma3.attention.sliding_window_pattern", GgufValue.uint32(2));
        MemorySettings settings = new MemorySettings(4096, 3, KvCacheType.F16, 64, 0);
        long cellBytes = 2 * 8 * 2 * 2;
        // 3 windows of 128 and 64 tokens more make 448 cells, so 512.
        assertEquals(2 * 4096 * cellBytes + 2 * 512 * cellBytes, cacheBytes(windowed, settings));
        assertEquals(
                4 * 256 * cellBytes,
                cacheBytes(windowed, settings.withCells(256)),
                "never more than the other layers have");
    }

    @Test
    void predict_windowsByLayer_areReadFromTheFile() throws IOException {
        TinyModel windowed =
                architecture("gemma4")
                        .with("gemma4.attention.sliding_window", GgufValue.uint32(128))
                        .with("gemma4.attention.shared_kv_layers", GgufValue.uint32(1))
                        .with(
                                "gemma4.attention.sliding_window_pattern",
                                new GgufValue.Numbers(
                                        GgufNumbers.ofBooleans(true, true, false, true)));
        MemorySettings settings = new MemorySettings(4096, 1, KvCacheType.F16, 64, 0);
        long cellBytes = 2 * 8 * 2 * 2;
        assertEquals(2 * 256 * cellBytes + 4096 * cellBytes, cacheBytes(windowed, settings));
    }

    @Test
    void predict_compressedKeys_haveNoValuesOfTheirOwn() throws IOException {
        TinyModel compressed =
                architecture("deepseek2")
                        .with("deepseek2.attention.head_count_kv", GgufValue.uint32(1))
                        .with("deepseek2.attention.key_length", GgufValue.uint32(80))
                        .with("deepseek2.attention.value_length", GgufValue.uint32(64))
                        .with("deepseek2.attention.key_length_mla", GgufValue.uint32(32))
                        .with("deepseek2.attention.value_length_mla", GgufValue.uint32(16));
        assertEquals(512 * 4 * 80 * 2, cacheBytes(compressed, HOST));
    }

    @Test
    void predict_hybrid_keepsStatesForEachPlaceAndCellsForAttention() throws IOException {
        TinyModel hybrid =
                architecture("granitehybrid")
                        .with("granitehybrid.attention.head_count_kv", GgufValue.int32s(0, 0, 0, 2))
                        .with("granitehybrid.ssm.conv_kernel", GgufValue.uint32(4))
                        .with("granitehybrid.ssm.inner_size", GgufValue.uint32(64))
                        .with("granitehybrid.ssm.state_size", GgufValue.uint32(16))
                        .with("granitehybrid.ssm.group_count", GgufValue.uint32(1));
        long state = 3 * (64 + 2 * 16) + 16 * 64;
        assertEquals(512 * 2 * 8 * 2 * 2 + 3 * 2 * state * 4, cacheBytes(hybrid, HOST));
    }

    @Test
    void predict_experts_takeRoomForEachThatIsUsed() throws IOException {
        TinyModel few =
                architecture("qwen3moe")
                        .with("qwen3moe.expert_count", GgufValue.uint32(8))
                        .with("qwen3moe.expert_used_count", GgufValue.uint32(2))
                        .tensor("blk.0.attn_output.weight", TensorType.Q8_0, 32, 32)
                        .tensor("blk.0.ffn_gate_inp.weight", TensorType.F32, 32, 8)
                        .tensor("blk.0.ffn_gate_exps.weight", TensorType.Q8_0, 32, 256, 8)
                        .tensor("blk.0.ffn_up_exps.weight", TensorType.Q8_0, 32, 256, 8)
                        .tensor("blk.0.ffn_down_exps.weight", TensorType.Q8_0, 256, 32, 8);
        long two = model(few).predict(HOST).host().computeBytes();
        few.with("qwen3moe.expert_used_count", GgufValue.uint32(4));
        long four = model(few).predict(HOST).host().computeBytes();
        // Gate, up and product of 64 tokens and 256 numbers for each of two experts more.
        assertEquals(3 * 2 * 64 * 256 * 4, (double) (four - two), 3 * 64 * 4 * 4);
    }

    @Test
    void predict_quantizedCacheOnTheCard_takesRoomToUnpackALayer() throws IOException {
        TinyModel tiny =
                new TinyModel()
                        .with("llama.attention.key_length", GgufValue.uint32(32))
                        .with("llama.attention.value_length", GgufValue.uint32(32))
                        .tensor("blk.0.attn_output.weight", TensorType.Q8_0, 128, 32);
        FootprintModel model = model(tiny);
        MemorySettings card =
                new MemorySettings(65_536, 1, KvCacheType.Q8_0, 64, MemorySettings.ALL_LAYERS);
        long unpacked = 65_536L * 2 * 32 * 2 * 2;
        assertTrue(
                model.predict(card).card().computeBytes() > unpacked,
                () -> model.predict(card).toString());
    }

    @Test
    void predict_textEncoder_takesAMaskOfItsTokens() throws IOException {
        MemorySettings whole = new MemorySettings(4_096, 1, KvCacheType.F16, 4_096, 0);
        TinyModel encoder =
                architecture("modern-bert")
                        .tensor("blk.0.attn_output.weight", TensorType.Q8_0, 32, 32);
        double mask = 4_096.0 * 4_096 * 2;
        double rest = 4_096.0 * 32 * 4 * 8;
        Footprint.Memory found = model(encoder).predict(whole).host();
        assertEquals(0, found.kvBytes());
        assertEquals(mask, (double) found.computeBytes(), rest);
        encoder.with("modern-bert.attention.sliding_window", GgufValue.uint32(128));
        assertEquals(2 * mask, (double) model(encoder).predict(whole).host().computeBytes(), rest);
    }

    @Test
    void predict_unloadedLayers_takeNothing() throws IOException {
        TinyModel predicting =
                architecture("qwen3moe")
                        .with("qwen3moe.nextn_predict_layers", GgufValue.uint32(1))
                        .tensor("blk.3.nextn.eh_proj.weight", TensorType.Q8_0, 64, 32);
        Footprint found = model(predicting).predict(HOST);
        assertEquals(512 * 3 * 2 * 8 * 2 * 2, found.host().kvBytes());
        assertEquals(EMBEDDING_BYTES + 32 * 4 + 32 * 34, found.host().weightBytes());
    }

    @Test
    void of_split_addsUpTheParts() throws IOException {
        GgufFile first = new TinyModel().readFrom(folder);
        GgufFile second =
                GgufFile.read(
                        new TinyModel()
                                .withoutTensors()
                                .tensor("blk.1.attn_q.weight", TensorType.Q8_0, 32, 32)
                                .writeTo(folder.resolve("second.gguf")));
        long alone = FootprintModel.of(List.of(first)).predict(HOST).host().weightBytes();
        assertEquals(
                alone + 32 * 34,
                FootprintModel.of(List.of(first, second)).predict(HOST).host().weightBytes());
    }

    @Test
    void predict_hostileNumbers_neverWrapAround() throws IOException {
        TinyModel huge = new TinyModel();
        huge.with("llama.block_count", GgufValue.uint32(512))
                .with("llama.attention.head_count", GgufValue.uint32(4096))
                .with("llama.attention.head_count_kv", GgufValue.uint32(4096))
                .with("llama.attention.key_length", GgufValue.uint32(1 << 16))
                .with("llama.attention.value_length", GgufValue.uint32(1 << 16));
        FootprintModel model = model(huge);
        MemorySettings settings = new MemorySettings(1 << 27, 1 << 12, KvCacheType.F16, 1 << 27, 0);
        assertThrows(ArithmeticException.class, () -> model.predict(settings));
        assertThrows(
                ArithmeticException.class,
                () -> model.mostCardLayers(settings, 1L << 40, 1L << 40));
    }

    @Test
    void predict_everyExpertInEveryLayer_isWithinTheTape() throws IOException {
        TinyModel many =
                architecture("qwen3moe")
                        .with("qwen3moe.block_count", GgufValue.uint32(512))
                        .with("qwen3moe.expert_count", GgufValue.uint32(1024))
                        .with("qwen3moe.expert_used_count", GgufValue.uint32(1024));
        for (int layer = 0; layer < 512; layer++) {
            // Each layer computes something else, so that none is left out.
            many.tensor("blk.%d.odd.weight".formatted(layer), TensorType.F32, 1L + layer)
                    .tensor("blk.%d.ffn_gate_inp.weight".formatted(layer), TensorType.F32, 1, 1)
                    .tensor("blk.%d.ffn_up_exps.weight".formatted(layer), TensorType.F32, 1, 1, 1)
                    .tensor(
                            "blk.%d.ffn_down_exps.weight".formatted(layer),
                            TensorType.F32,
                            1,
                            1,
                            1);
        }
        assertTrue(model(many).predict(HOST).host().computeBytes() > 0);
    }

    @Test
    void of_hostileHeadsBehindTheWindow_areRefused() {
        TinyModel hostile =
                architecture("gemma3")
                        .with("gemma3.attention.sliding_window", GgufValue.uint32(128))
                        .with("gemma3.attention.sliding_window_pattern", GgufValue.uint32(2))
                        .with("gemma3.attention.key_length_swa", GgufValue.uint32(1 << 20));
        assertThrows(GgufFormatException.class, () -> model(hostile));
    }

    @Test
    void cacheTypes_anyLayer_areThoseWhoseBlocksDivideItsHeads() throws IOException {
        TinyModel even =
                architecture("gemma3")
                        .with("gemma3.attention.key_length", GgufValue.uint32(64))
                        .with("gemma3.attention.value_length", GgufValue.uint32(64))
                        .with("gemma3.attention.sliding_window", GgufValue.uint32(128))
                        .with("gemma3.attention.sliding_window_pattern", GgufValue.uint32(2));
        assertEquals(EnumSet.allOf(KvCacheType.class), model(even).cacheTypes());
        even.with("gemma3.attention.value_length_swa", GgufValue.uint32(80));
        assertEquals(EnumSet.of(KvCacheType.F16), model(even).cacheTypes());
        assertEquals(EnumSet.of(KvCacheType.F16), model(new TinyModel()).cacheTypes());
    }

    @Test
    void bytes_noWholeBlocks_isRejected() {
        assertEquals(2 * 34, KvCacheType.Q8_0.bytes(64));
        assertThrows(IllegalArgumentException.class, () -> KvCacheType.Q8_0.bytes(80));
    }

    @Test
    void mappedBytes_processor_keepsItsOwnTypesInAnotherOrder() throws IOException {
        List<GgufFile> parts =
                List.of(
                        new TinyModel()
                                .tensor("token_embd.weight", TensorType.F32, 32, 64)
                                .tensor("output.weight", TensorType.F32, 32, 64)
                                .tensor("blk.0.attn_q.weight", TensorType.Q4_0, 32, 64)
                                .tensor("blk.1.attn_q.weight", TensorType.Q8_0, 32, 64)
                                .readFrom(folder));
        long all = FootprintModel.of(parts, Processor.OTHER).mappedBytes();
        assertEquals(all - 64 * 18, FootprintModel.of(parts, Processor.of("amd64")).mappedBytes());
        assertEquals(
                all - 64 * 18 - 64 * 34,
                FootprintModel.of(parts, Processor.of("aarch64")).mappedBytes());
    }

    @Test
    void of_badNumbers_areRefused() {
        TinyModel negative =
                architecture("granitehybrid")
                        .with("granitehybrid.ssm.inner_size", GgufValue.int32(-64));
        assertThrows(GgufFormatException.class, () -> model(negative));
    }

    @Test
    void mostCardLayers_anyRoom_isTheMostThatFits() throws IOException {
        FootprintModel model = model(new TinyModel());
        long whole =
                model.predict(HOST.withCardLayers(MemorySettings.ALL_LAYERS)).card().totalBytes();
        assertEquals(3, model.mostCardLayers(HOST, whole, Long.MAX_VALUE));
        assertEquals(0, model.mostCardLayers(HOST, 0, Long.MAX_VALUE));
        assertEquals(-1, model.mostCardLayers(HOST, 0, 1000));
    }

    private static long padded(long bytes) {
        return (bytes + 127) / 128 * 128;
    }
}
