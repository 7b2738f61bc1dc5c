package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/**
 * What concerns contexts, their memory and their outputs. Source: {@code llama.h}.
 *
 * <p>None is linked as critical: a decode takes milliseconds to seconds, and a critical call holds
 * up the garbage collector for as long.
 */
final class ContextFunctions {
    // struct llama_context * llama_init_from_model(
    //         struct llama_model * model, struct llama_context_params params);
    final NativeFunction create;

    // void llama_free(struct llama_context * ctx);
    final NativeFunction free;

    // uint32_t llama_n_ctx(const struct llama_context * ctx);
    final NativeFunction contextTokens;

    // uint32_t llama_n_ctx_seq(const struct llama_context * ctx);
    final NativeFunction sequenceTokens;

    // uint32_t llama_n_batch(const struct llama_context * ctx);
    final NativeFunction batchTokens;

    // uint32_t llama_n_ubatch(const struct llama_context * ctx);
    final NativeFunction microBatchTokens;

    // uint32_t llama_n_seq_max(const struct llama_context * ctx);
    final NativeFunction sequences;

    // enum llama_pooling_type llama_pooling_type(const struct llama_context * ctx);
    final NativeFunction pooling;

    // llama_memory_t llama_get_memory(const struct llama_context * ctx);
    final NativeFunction memory;

    // int32_t llama_decode(struct llama_context * ctx, struct llama_batch batch);
    final NativeFunction decode;

    // int32_t llama_encode(struct llama_context * ctx, struct llama_batch batch);
    final NativeFunction encode;

    // void llama_synchronize(struct llama_context * ctx);
    final NativeFunction synchronize;

    // void llama_set_n_threads(
    //         struct llama_context * ctx, int32_t n_threads, int32_t n_threads_batch);
    final NativeFunction threads;

    // float * llama_get_logits_ith(struct llama_context * ctx, int32_t i);
    final NativeFunction logits;

    // float * llama_get_embeddings_ith(struct llama_context * ctx, int32_t i);
    final NativeFunction embedding;

    // float * llama_get_embeddings_seq(struct llama_context * ctx, llama_seq_id seq_id);
    final NativeFunction sequenceEmbedding;

    // void llama_memory_clear(llama_memory_t mem, bool data);
    final NativeFunction clear;

    // bool llama_memory_seq_rm(
    //         llama_memory_t mem, llama_seq_id seq_id, llama_pos p0, llama_pos p1);
    final NativeFunction remove;

    // void llama_memory_seq_cp(
    //         llama_memory_t mem, llama_seq_id seq_id_src, llama_seq_id seq_id_dst,
    //         llama_pos p0, llama_pos p1);
    final NativeFunction copy;

    // void llama_memory_seq_keep(llama_memory_t mem, llama_seq_id seq_id);
    final NativeFunction keep;

    // llama_pos llama_memory_seq_pos_min(llama_memory_t mem, llama_seq_id seq_id);
    final NativeFunction minPosition;

    // llama_pos llama_memory_seq_pos_max(llama_memory_t mem, llama_seq_id seq_id);
    final NativeFunction maxPosition;

    // size_t llama_state_seq_get_size(struct llama_context * ctx, llama_seq_id seq_id);
    final NativeFunction stateSize;

    // size_t llama_state_seq_get_data(
    //         struct llama_context * ctx, uint8_t * dst, size_t size, llama_seq_id seq_id);
    final NativeFunction saveState;

    // size_t llama_state_seq_set_data(
    //         struct llama_context * ctx, const uint8_t * src, size_t size,
    //         llama_seq_id dest_seq_id);
    final NativeFunction restoreState;

    ContextFunctions(NativeSymbols symbols) {
        create = symbols.pointer("llama_init_from_model", ADDRESS, NativeStructs.CONTEXT_PARAMS);
        free = symbols.call("llama_free", ADDRESS);
        contextTokens = symbols.integer("llama_n_ctx", ADDRESS);
        sequenceTokens = symbols.integer("llama_n_ctx_seq", ADDRESS);
        batchTokens = symbols.integer("llama_n_batch", ADDRESS);
        microBatchTokens = symbols.integer("llama_n_ubatch", ADDRESS);
        sequences = symbols.integer("llama_n_seq_max", ADDRESS);
        pooling = symbols.integer("llama_pooling_type", ADDRESS);
        memory = symbols.pointer("llama_get_memory", ADDRESS);
        decode = symbols.integer("llama_decode", ADDRESS, NativeStructs.BATCH);
        encode = symbols.integer("llama_encode", ADDRESS, NativeStructs.BATCH);
        synchronize = symbols.call("llama_synchronize", ADDRESS);
        threads = symbols.call("llama_set_n_threads", ADDRESS, JAVA_INT, JAVA_INT);
        logits = symbols.pointer("llama_get_logits_ith", ADDRESS, JAVA_INT);
        embedding = symbols.pointer("llama_get_embeddings_ith", ADDRESS, JAVA_INT);
        sequenceEmbedding = symbols.pointer("llama_get_embeddings_seq", ADDRESS, JAVA_INT);
        clear = symbols.call("llama_memory_clear", ADDRESS, JAVA_BOOLEAN);
        remove = symbols.bool("llama_memory_seq_rm", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT);
        copy = symbols.call("llama_memory_seq_cp", ADDRESS, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
        keep = symbols.call("llama_memory_seq_keep", ADDRESS, JAVA_INT);
        minPosition = symbols.integer("llama_memory_seq_pos_min", ADDRESS, JAVA_INT);
        maxPosition = symbols.integer("llama_memory_seq_pos_max", ADDRESS, JAVA_INT);
        stateSize = symbols.longInteger("llama_state_seq_get_size", ADDRESS, JAVA_INT);
        saveState =
                symbols.longInteger(
                        "llama_state_seq_get_data", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
        restoreState =
                symbols.longInteger(
                        "llama_state_seq_set_data", ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT);
    }
}
