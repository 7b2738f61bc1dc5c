package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.nio.file.Path;
import java.util.Map;

/**
 * Compares our struct layouts with the library's own default values.
 *
 * <p>A version number can lie (a build from between two releases, a patched one), and a struct that
 * is off by one field does not fail: it computes something else. So the library fills a struct that
 * lies in a larger, marked area; every field must then hold its known default, and nothing behind
 * the struct may have been touched.
 */
final class LayoutCheck {
    private static final byte MARK = (byte) 0xA5;
    private static final int GUARD_BYTES = 256;

    // llama_model_default_params in src/llama-model.cpp.
    private static final Map<String, Number> MODEL_DEFAULTS =
            Map.ofEntries(
                    Map.entry("devices", 0L),
                    Map.entry("tensor_buft_overrides", 0L),
                    Map.entry("n_gpu_layers", -1),
                    Map.entry("split_mode", 1),
                    Map.entry("load_mode", -1),
                    Map.entry("lazy_mode", 1),
                    Map.entry("main_gpu", 0),
                    Map.entry("tensor_split", 0L),
                    Map.entry("progress_callback", 0L),
                    Map.entry("progress_callback_user_data", 0L),
                    Map.entry("kv_overrides", 0L),
                    Map.entry("vocab_only", (byte) 0),
                    Map.entry("check_tensors", (byte) 0),
                    Map.entry("use_extra_bufts", (byte) 1),
                    Map.entry("no_host", (byte) 0),
                    Map.entry("no_alloc", (byte) 0),
                    Map.entry("load_mtp", (byte) 0));

    // llama_context_default_params in src/llama-context.cpp.
    private static final Map<String, Number> CONTEXT_DEFAULTS =
            Map.ofEntries(
                    Map.entry("n_ctx", 512),
                    Map.entry("n_batch", 2048),
                    Map.entry("n_ubatch", 512),
                    Map.entry("n_seq_max", 1),
                    Map.entry("n_rs_seq", 0),
                    Map.entry("n_outputs_max", 0),
                    Map.entry("n_outputs_max_per_seq", 1),
                    Map.entry("n_threads", 4),
                    Map.entry("n_threads_batch", 4),
                    Map.entry("ctx_type", 0),
                    Map.entry("rope_scaling_type", -1),
                    Map.entry("pooling_type", -1),
                    Map.entry("attention_type", -1),
                    Map.entry("flash_attn_type", -1),
                    Map.entry("rope_freq_base", 0f),
                    Map.entry("rope_freq_scale", 0f),
                    Map.entry("yarn_ext_factor", -1f),
                    Map.entry("yarn_attn_factor", -1f),
                    Map.entry("yarn_beta_fast", -1f),
                    Map.entry("yarn_beta_slow", -1f),
                    Map.entry("yarn_orig_ctx", 0),
                    Map.entry("defrag_thold", -1f),
                    Map.entry("cb_eval", 0L),
                    Map.entry("cb_eval_user_data", 0L),
                    Map.entry("type_k", 1),
                    Map.entry("type_v", 1),
                    Map.entry("abort_callback", 0L),
                    Map.entry("abort_callback_data", 0L),
                    Map.entry("embeddings", (byte) 0),
                    Map.entry("offload_kqv", (byte) 1),
                    Map.entry("no_perf", (byte) 1),
                    Map.entry("op_offload", (byte) 1),
                    Map.entry("swa_full", (byte) 1),
                    Map.entry("kv_unified", (byte) 0),
                    Map.entry("samplers", 0L),
                    Map.entry("n_samplers", 0L),
                    Map.entry("ctx_other", 0L));

    private LayoutCheck() {}

    /**
     * Checks both parameter structs.
     *
     * @throws LlamaException at the first field that differs
     */
    static void check(Path library, LibraryFunctions functions) {
        check(
                library,
                "llama_model_params",
                NativeStructs.MODEL_PARAMS,
                functions.modelDefaults,
                MODEL_DEFAULTS);
        check(
                library,
                "llama_context_params",
                NativeStructs.CONTEXT_PARAMS,
                functions.contextDefaults,
                CONTEXT_DEFAULTS);
    }

    private static void check(
            Path library,
            String struct,
            StructLayout layout,
            NativeFunction defaults,
            Map<String, Number> expected) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment area =
                    arena.allocate(layout.byteSize() + GUARD_BYTES, layout.byteAlignment());
            area.fill(MARK);
            MemorySegment _ = defaults.struct(SegmentAllocator.prefixAllocator(area));
            for (Map.Entry<String, Number> field : expected.entrySet()) {
                long offset = NativeStructs.offset(layout, field.getKey());
                Number found = read(area, offset, field.getValue());
                if (!found.equals(field.getValue())) {
                    throw differs(
                            library,
                            "%s.%s at byte %d: found %s, expected %s"
                                    .formatted(
                                            struct,
                                            field.getKey(),
                                            offset,
                                            found,
                                            field.getValue()));
                }
            }
            for (long offset = layout.byteSize(); offset < area.byteSize(); offset++) {
                if (area.get(JAVA_BYTE, offset) != MARK) {
                    throw differs(
                            library,
                            "%s: found more than the expected %d bytes"
                                    .formatted(struct, layout.byteSize()));
                }
            }
        }
    }

    private static Number read(MemorySegment area, long offset, Number like) {
        return switch (like) {
            case Byte _ -> area.get(JAVA_BYTE, offset);
            case Float _ -> area.get(JAVA_FLOAT, offset);
            case Long _ -> area.get(JAVA_LONG, offset);
            default -> area.get(JAVA_INT, offset);
        };
    }

    private static LlamaException differs(Path library, String difference) {
        return new LlamaException(
                "%s: its structs differ from those of libllama %s: %s. Use a build of exactly that"
                                .formatted(library, LibraryVersion.EXPECTED, difference)
                        + " release, or remove engine.llama.home to use the installed one.");
    }
}
