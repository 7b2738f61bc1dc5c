package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_INT;

/** What concerns vocabularies. Source: {@code llama.h}. */
final class VocabularyFunctions {
    // enum llama_vocab_type llama_vocab_type(const struct llama_vocab * vocab);
    final NativeFunction type;

    // int32_t llama_vocab_n_tokens(const struct llama_vocab * vocab);
    final NativeFunction size;

    // const char * llama_vocab_get_text(const struct llama_vocab * vocab, llama_token token);
    final NativeFunction text;

    // bool llama_vocab_is_eog(const struct llama_vocab * vocab, llama_token token);
    final NativeFunction isEndOfGeneration;

    // bool llama_vocab_is_control(const struct llama_vocab * vocab, llama_token token);
    final NativeFunction isControl;

    // llama_token llama_vocab_bos(const struct llama_vocab * vocab);
    final NativeFunction beginOfText;

    // llama_token llama_vocab_eos(const struct llama_vocab * vocab);
    final NativeFunction endOfText;

    // llama_token llama_vocab_eot(const struct llama_vocab * vocab);
    final NativeFunction endOfTurn;

    // bool llama_vocab_get_add_bos(const struct llama_vocab * vocab);
    final NativeFunction addsBeginOfText;

    // int32_t llama_tokenize(
    //         const struct llama_vocab * vocab, const char * text, int32_t text_len,
    //         llama_token * tokens, int32_t n_tokens_max, bool add_special, bool parse_special);
    final NativeFunction tokenize;

    // int32_t llama_token_to_piece(
    //         const struct llama_vocab * vocab, llama_token token, char * buf, int32_t length,
    //         int32_t lstrip, bool special);
    final NativeFunction piece;

    // int32_t llama_detokenize(
    //         const struct llama_vocab * vocab, const llama_token * tokens, int32_t n_tokens,
    //         char * text, int32_t text_len_max, bool remove_special, bool unparse_special);
    final NativeFunction detokenize;

    VocabularyFunctions(NativeSymbols symbols) {
        type = symbols.integer("llama_vocab_type", ADDRESS);
        size = symbols.integer("llama_vocab_n_tokens", ADDRESS);
        text = symbols.pointer("llama_vocab_get_text", ADDRESS, JAVA_INT);
        isEndOfGeneration = symbols.bool("llama_vocab_is_eog", ADDRESS, JAVA_INT);
        isControl = symbols.bool("llama_vocab_is_control", ADDRESS, JAVA_INT);
        beginOfText = symbols.integer("llama_vocab_bos", ADDRESS);
        endOfText = symbols.integer("llama_vocab_eos", ADDRESS);
        endOfTurn = symbols.integer("llama_vocab_eot", ADDRESS);
        addsBeginOfText = symbols.bool("llama_vocab_get_add_bos", ADDRESS);
        tokenize =
                symbols.integer(
                        "llama_tokenize",
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_BOOLEAN,
                        JAVA_BOOLEAN);
        piece =
                symbols.integer(
                        "llama_token_to_piece",
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_BOOLEAN);
        detokenize =
                symbols.integer(
                        "llama_detokenize",
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_INT,
                        JAVA_BOOLEAN,
                        JAVA_BOOLEAN);
    }
}
