package org.nextgeneration.gguf;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a file says about its tokenizer.
 *
 * @param model the algorithm: {@code llama} (SentencePiece), {@code gpt2} (BPE), {@code bert}, …
 * @param preTokenizer how BPE text is split first, if stated
 * @param vocabularySize how many tokens there are
 * @param bosId the beginning-of-text token, if stated and in range
 * @param eosId the end-of-text token, if stated and in range
 * @param eotId the end-of-turn token, if stated and in range
 * @param addBos whether text starts with {@code bosId}, if stated
 * @param addEos whether text ends with {@code eosId}, if stated
 */
public record TokenizerFacts(
        String model,
        Optional<String> preTokenizer,
        int vocabularySize,
        OptionalInt bosId,
        OptionalInt eosId,
        OptionalInt eotId,
        Optional<Boolean> addBos,
        Optional<Boolean> addEos) {
    static final String MODEL_KEY = "tokenizer.ggml.model";
    static final String TOKENS_KEY = "tokenizer.ggml.tokens";
    static final String BOS_KEY = "tokenizer.ggml.bos_token_id";
    static final String EOS_KEY = "tokenizer.ggml.eos_token_id";
    static final String EOT_KEY = "tokenizer.ggml.eot_token_id";
    static final String ADD_BOS_KEY = "tokenizer.ggml.add_bos_token";
    static final String ADD_EOS_KEY = "tokenizer.ggml.add_eos_token";

    /** {@return the facts, or empty if the file has no tokenizer} */
    static Optional<TokenizerFacts> of(Metadata metadata) {
        Optional<String> model = metadata.text(MODEL_KEY);
        if (model.isEmpty()) {
            return Optional.empty();
        }
        int size = metadata.texts(TOKENS_KEY).map(GgufTexts::size).orElse(0);
        return Optional.of(
                new TokenizerFacts(
                        model.get(),
                        metadata.text("tokenizer.ggml.pre"),
                        size,
                        tokenId(metadata, BOS_KEY, size),
                        tokenId(metadata, EOS_KEY, size),
                        tokenId(metadata, EOT_KEY, size),
                        metadata.flag(ADD_BOS_KEY),
                        metadata.flag(ADD_EOS_KEY)));
    }

    private static OptionalInt tokenId(Metadata metadata, String key, int vocabularySize) {
        long id = metadata.whole(key).orElse(-1);
        return id >= 0 && id < vocabularySize ? OptionalInt.of((int) id) : OptionalInt.empty();
    }
}
