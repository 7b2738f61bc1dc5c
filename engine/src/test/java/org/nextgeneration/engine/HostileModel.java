package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.nextgeneration.gguf.GgufValue;
import org.nextgeneration.gguf.GgufWriter;

/** Headers whose every number is within its range, and which no machine could load. */
final class HostileModel {
    private static final int LARGE = 1 << 20;

    private HostileModel() {}

    /** Writes one whose state is larger than any number of bytes. */
    static Path write(Path file) throws IOException {
        GgufWriter writer =
                TinyModel.described("granitehybrid")
                        .put(
                                "granitehybrid.attention.head_count_kv",
                                GgufValue.int32s(0, TinyModel.HEADS))
                        .put("granitehybrid.ssm.conv_kernel", LARGE)
                        .put("granitehybrid.ssm.inner_size", LARGE)
                        .put("granitehybrid.ssm.state_size", LARGE)
                        .put("granitehybrid.ssm.group_count", LARGE);
        return withEmbedding(writer, file);
    }

    /** Writes one with heads of a length. */
    static Path writeHeads(Path file, int length, int lengthBehindWindow) throws IOException {
        GgufWriter writer =
                TinyModel.described("gemma3")
                        .put("gemma3.attention.key_length", length)
                        .put("gemma3.attention.value_length", length)
                        .put("gemma3.attention.key_length_swa", lengthBehindWindow)
                        .put("gemma3.attention.sliding_window", 64)
                        .put("gemma3.attention.sliding_window_pattern", 2);
        return withEmbedding(writer, file);
    }

    /** A file without weights is a vocabulary. */
    private static Path withEmbedding(GgufWriter writer, Path file) throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        TinyModel.matrix(
                writer, "token_embd.weight", TinyModel.WIDTH, TinyModel.VOCABULARY, random);
        writer.write(file);
        return file;
    }
}
