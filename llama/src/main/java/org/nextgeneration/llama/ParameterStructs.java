package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.util.List;

/** Writes our parameters over the library's defaults, so that what we do not set is its own. */
final class ParameterStructs {
    private ParameterStructs() {}

    static MemorySegment model(
            LibraryFunctions library,
            ModelParameters parameters,
            List<MemorySegment> devices,
            MemorySegment progressCallback,
            SegmentAllocator allocator) {
        Fields fields =
                new Fields(NativeStructs.MODEL_PARAMS, library.modelDefaults.struct(allocator));
        // A list that only ends is a list: without one the library takes every card it finds.
        MemorySegment list = allocator.allocate(ADDRESS, devices.size() + 1L);
        for (int index = 0; index < devices.size(); index++) {
            list.setAtIndex(ADDRESS, index, devices.get(index));
        }
        list.setAtIndex(ADDRESS, devices.size(), MemorySegment.NULL);
        fields.set("devices", list);
        fields.set("n_gpu_layers", parameters.gpuLayers());
        fields.set("load_mode", parameters.loadMode().code());
        fields.set("vocab_only", parameters.vocabularyOnly());
        fields.set("check_tensors", parameters.checkTensors());
        fields.set("no_alloc", parameters.dryRun());
        fields.set("progress_callback", progressCallback);
        return fields.struct();
    }

    static MemorySegment context(
            LibraryFunctions library,
            ContextParameters parameters,
            MemorySegment abortCallback,
            SegmentAllocator allocator) {
        Fields fields =
                new Fields(NativeStructs.CONTEXT_PARAMS, library.contextDefaults.struct(allocator));
        fields.set("n_ctx", parameters.contextTokens());
        fields.set("n_batch", parameters.batchTokens());
        fields.set("n_ubatch", parameters.microBatchTokens());
        fields.set("n_seq_max", parameters.sequences());
        // Encoders give an output for every token, and the library has its own rule for them.
        if (!parameters.embeddings()) {
            fields.set("n_outputs_max", parameters.outputsMax());
        }
        // The smaller of the two caches that models with a sliding window have.
        fields.set("swa_full", false);
        fields.set("n_threads", parameters.threads());
        fields.set("n_threads_batch", parameters.batchThreads());
        fields.set("pooling_type", parameters.pooling().code());
        fields.set("flash_attn_type", parameters.flashAttention().code());
        fields.set("type_k", parameters.keyType().code());
        fields.set("type_v", parameters.valueType().code());
        fields.set("embeddings", parameters.embeddings());
        fields.set("kv_unified", parameters.unifiedCache());
        fields.set("abort_callback", abortCallback);
        return fields.struct();
    }

    /** A struct whose fields are set by name. */
    private record Fields(StructLayout layout, MemorySegment struct) {
        void set(String field, int value) {
            struct.set(JAVA_INT, NativeStructs.offset(layout, field), value);
        }

        void set(String field, boolean value) {
            struct.set(JAVA_BOOLEAN, NativeStructs.offset(layout, field), value);
        }

        void set(String field, MemorySegment value) {
            struct.set(ADDRESS, NativeStructs.offset(layout, field), value);
        }
    }
}
