package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

/** What concerns models. Source: {@code llama.h}. */
final class ModelFunctions {
    // struct llama_model * llama_model_load_from_file(
    //         const char * path_model, struct llama_model_params params);
    final NativeFunction load;

    // void llama_model_free(struct llama_model * model);
    final NativeFunction free;

    // const struct llama_vocab * llama_model_get_vocab(const struct llama_model * model);
    final NativeFunction vocabulary;

    // int32_t llama_model_n_ctx_train(const struct llama_model * model);
    final NativeFunction trainedContextTokens;

    // int32_t llama_model_n_embd(const struct llama_model * model);
    final NativeFunction embeddingLength;

    // int32_t llama_model_n_embd_out(const struct llama_model * model);
    final NativeFunction outputLength;

    // uint32_t llama_model_n_cls_out(const struct llama_model * model);
    final NativeFunction classCount;

    // int32_t llama_model_n_layer(const struct llama_model * model);
    final NativeFunction layers;

    // int32_t llama_model_n_swa(const struct llama_model * model);
    final NativeFunction slidingWindowTokens;

    // uint64_t llama_model_size(const struct llama_model * model);
    final NativeFunction sizeBytes;

    // uint64_t llama_model_n_params(const struct llama_model * model);
    final NativeFunction parameterCount;

    // bool llama_model_has_encoder(const struct llama_model * model);
    final NativeFunction hasEncoder;

    // bool llama_model_has_decoder(const struct llama_model * model);
    final NativeFunction hasDecoder;

    // bool llama_model_is_recurrent(const struct llama_model * model);
    final NativeFunction isRecurrent;

    // bool llama_model_is_hybrid(const struct llama_model * model);
    final NativeFunction isHybrid;

    // bool llama_model_is_diffusion(const struct llama_model * model);
    final NativeFunction isDiffusion;

    // int32_t llama_model_desc(const struct llama_model * model, char * buf, size_t buf_size);
    final NativeFunction description;

    // int32_t llama_model_meta_val_str(
    //         const struct llama_model * model, const char * key, char * buf, size_t buf_size);
    final NativeFunction metadataValue;

    // int32_t llama_model_meta_count(const struct llama_model * model);
    final NativeFunction metadataCount;

    // int32_t llama_model_meta_key_by_index(
    //         const struct llama_model * model, int32_t i, char * buf, size_t buf_size);
    final NativeFunction metadataKeyAt;

    // int32_t llama_model_meta_val_str_by_index(
    //         const struct llama_model * model, int32_t i, char * buf, size_t buf_size);
    final NativeFunction metadataValueAt;

    // const char * llama_model_chat_template(const struct llama_model * model, const char * name);
    final NativeFunction chatTemplate;

    // int32_t llama_chat_apply_template(
    //         const char * tmpl, const struct llama_chat_message * chat, size_t n_msg,
    //         bool add_ass, char * buf, int32_t length);
    final NativeFunction applyChatTemplate;

    ModelFunctions(NativeSymbols symbols) {
        load = symbols.pointer("llama_model_load_from_file", ADDRESS, NativeStructs.MODEL_PARAMS);
        free = symbols.call("llama_model_free", ADDRESS);
        vocabulary = symbols.pointer("llama_model_get_vocab", ADDRESS);
        trainedContextTokens = symbols.integer("llama_model_n_ctx_train", ADDRESS);
        embeddingLength = symbols.integer("llama_model_n_embd", ADDRESS);
        outputLength = symbols.integer("llama_model_n_embd_out", ADDRESS);
        classCount = symbols.integer("llama_model_n_cls_out", ADDRESS);
        layers = symbols.integer("llama_model_n_layer", ADDRESS);
        slidingWindowTokens = symbols.integer("llama_model_n_swa", ADDRESS);
        sizeBytes = symbols.longInteger("llama_model_size", ADDRESS);
        parameterCount = symbols.longInteger("llama_model_n_params", ADDRESS);
        hasEncoder = symbols.bool("llama_model_has_encoder", ADDRESS);
        hasDecoder = symbols.bool("llama_model_has_decoder", ADDRESS);
        isRecurrent = symbols.bool("llama_model_is_recurrent", ADDRESS);
        isHybrid = symbols.bool("llama_model_is_hybrid", ADDRESS);
        isDiffusion = symbols.bool("llama_model_is_diffusion", ADDRESS);
        description = symbols.integer("llama_model_desc", ADDRESS, ADDRESS, JAVA_LONG);
        metadataValue =
                symbols.integer("llama_model_meta_val_str", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG);
        metadataCount = symbols.integer("llama_model_meta_count", ADDRESS);
        metadataKeyAt =
                symbols.integer(
                        "llama_model_meta_key_by_index", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);
        metadataValueAt =
                symbols.integer(
                        "llama_model_meta_val_str_by_index", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG);
        chatTemplate = symbols.pointer("llama_model_chat_template", ADDRESS, ADDRESS);
        applyChatTemplate =
                symbols.integer(
                        "llama_chat_apply_template",
                        ADDRESS,
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_BOOLEAN,
                        ADDRESS,
                        JAVA_INT);
    }
}
