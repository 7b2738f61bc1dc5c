package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nextgeneration.gguf.Footprint;
import org.nextgeneration.gguf.FootprintModel;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.gguf.ModelFacts;

/** What is predicted of a load, against what the library then says that it took. */
@Timeout(120)
class FootprintTest {
    private static final double ERROR_MAX = 0.03;
    private static final int WIDTH = TinyModel.WIDTH;
    private static final int WINDOW_TOKENS = 64;
    private static final int SHORT_CONVOLUTION = 3;

    @TempDir private static Path folder;
    private static EmbeddedEngine engine;

    @BeforeAll
    static void write() throws IOException {
        TinyModel.write(folder.resolve("llama.gguf"));
        writeWindowed(folder.resolve("gemma3.gguf"));
        writeHybrid(folder.resolve("lfm2.gguf"));
        engine = new EmbeddedEngine(TestSettings.in(folder.resolve("run")));
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @CsvSource({
        "llama, 512, 4, 0, F16",
        "llama, 2048, 1, 0, Q8_0",
        "llama, 2048, 8, 4096, Q4_0",
        "gemma3, 512, 1, 0, F16",
        "gemma3, 2048, 4, 0, Q8_0",
        "lfm2, 512, 2, 0, F16",
        "lfm2, 2048, 6, 3000, Q4_0",
    })
    void predict_anyPlan_isWithinThreePercentOfTheLoad(
            String model, int context, int sequences, int cacheTokens, KvCacheType type)
            throws IOException {
        Path file = folder.resolve(model + ".gguf");
        LoadRequest request =
                new LoadRequest(model, file, context, sequences, 1, false)
                        .withCache(cacheTokens, type);
        Footprint predicted =
                FootprintModel.read(file)
                        .predict(request.memorySettings(ModelFacts.read(file)).withCardLayers(0));
        OpenedDevice taken;
        try (ResidentModel resident = engine.load(request, LoadProgress.NONE)) {
            taken = resident.description().devices().getFirst();
        }
        long takenBytes = taken.weightBytes() + taken.kvBytes() + taken.computeBytes();
        assertEquals(
                1,
                (double) predicted.totalBytes() / takenBytes,
                ERROR_MAX,
                () -> "predicted %s, found %s".formatted(predicted, taken));
    }

    private static void writeWindowed(Path file) throws IOException {
        int headLength = WIDTH / TinyModel.HEADS;
        GgufWriter writer =
                TinyModel.described("gemma3")
                        .put("gemma3.attention.sliding_window", WINDOW_TOKENS)
                        .put("gemma3.attention.sliding_window_pattern", 2);
        SplittableRandom random = new SplittableRandom(7);
        TinyModel.matrix(writer, "token_embd.weight", WIDTH, TinyModel.VOCABULARY, random);
        TinyModel.ones(writer, "output_norm.weight", WIDTH);
        for (int layer = 0; layer < TinyModel.LAYERS; layer++) {
            String block = "blk." + layer + ".";
            writeAttention(writer, block, random);
            TinyModel.ones(writer, block + "attn_q_norm.weight", headLength);
            TinyModel.ones(writer, block + "attn_k_norm.weight", headLength);
            TinyModel.ones(writer, block + "post_attention_norm.weight", WIDTH);
            writeFeedForward(writer, block, random);
            TinyModel.ones(writer, block + "post_ffw_norm.weight", WIDTH);
        }
        writer.write(file);
    }

    /** A short convolution in the first layer, attention in the second. */
    private static void writeHybrid(Path file) throws IOException {
        GgufWriter writer =
                TinyModel.described("lfm2")
                        .put("lfm2.attention.head_count_kv", GgufValue.int32s(0, TinyModel.HEADS))
                        .put("lfm2.shortconv.l_cache", SHORT_CONVOLUTION);
        SplittableRandom random = new SplittableRandom(7);
        TinyModel.matrix(writer, "token_embd.weight", WIDTH, TinyModel.VOCABULARY, random);
        TinyModel.ones(writer, "token_embd_norm.weight", WIDTH);
        TinyModel.ones(writer, "blk.0.attn_norm.weight", WIDTH);
        TinyModel.matrix(writer, "blk.0.shortconv.conv.weight", SHORT_CONVOLUTION, WIDTH, random);
        TinyModel.matrix(writer, "blk.0.shortconv.in_proj.weight", WIDTH, 3 * WIDTH, random);
        TinyModel.matrix(writer, "blk.0.shortconv.out_proj.weight", WIDTH, WIDTH, random);
        writeFeedForward(writer, "blk.0.", random);
        writeAttention(writer, "blk.1.", random);
        TinyModel.ones(writer, "blk.1.attn_q_norm.weight", WIDTH / TinyModel.HEADS);
        TinyModel.ones(writer, "blk.1.attn_k_norm.weight", WIDTH / TinyModel.HEADS);
        writeFeedForward(writer, "blk.1.", random);
        writer.write(file);
    }

    private static void writeAttention(GgufWriter writer, String block, SplittableRandom random) {
        TinyModel.ones(writer, block + "attn_norm.weight", WIDTH);
        TinyModel.matrix(writer, block + "attn_q.weight", WIDTH, WIDTH, random);
        TinyModel.matrix(writer, block + "attn_k.weight", WIDTH, WIDTH, random);
        TinyModel.matrix(writer, block + "attn_v.weight", WIDTH, WIDTH, random);
        TinyModel.matrix(writer, block + "attn_output.weight", WIDTH, WIDTH, random);
    }

    private static void writeFeedForward(GgufWriter writer, String block, SplittableRandom random) {
        TinyModel.ones(writer, block + "ffn_norm.weight", WIDTH);
        TinyModel.matrix(writer, block + "ffn_gate.weight", WIDTH, TinyModel.FEED_FORWARD, random);
        TinyModel.matrix(writer, block + "ffn_up.weight", WIDTH, TinyModel.FEED_FORWARD, random);
        TinyModel.matrix(writer, block + "ffn_down.weight", TinyModel.FEED_FORWARD, WIDTH, random);
    }
}
