package org.nextgeneration.gguf;

import java.util.OptionalInt;
import java.util.Set;

/**
 * What libllama assumes of a tokenizer whose file does not say: {@code llama_vocab::impl::load} in
 * {@code llama-vocab.cpp}, llama.cpp v0.5.0.
 *
 * @param bosId the beginning-of-text token
 * @param eosId the end-of-text token
 * @param separatorId the token between two texts
 * @param addsBos whether text starts with the first
 * @param addsEos whether text ends with the second
 * @param addsSeparator whether text ends with the third, whatever the file says
 * @param insistsOnBos whether text starts with the first, whatever the file says
 */
record TokenizerAssumptions(
        OptionalInt bosId,
        OptionalInt eosId,
        OptionalInt separatorId,
        boolean addsBos,
        boolean addsEos,
        boolean addsSeparator,
        boolean insistsOnBos) {
    private static final OptionalInt NONE = OptionalInt.empty();
    private static final OptionalInt BYTE_PAIR_ID = OptionalInt.of(11);

    private static final Set<String> BOS_PRE_TOKENIZERS =
            Set.of(
                    "llama3",
                    "llama-v3",
                    "llama-bpe",
                    "falcon3",
                    "falcon-h1",
                    "pixtral",
                    "midm-2.0",
                    "lfm2",
                    "jina-v5-nano",
                    "tekken",
                    "chameleon");
    private static final Set<String> INSISTENT_PRE_TOKENIZERS =
            Set.of("gemma4", "granite-embed-multi-311m");
    private static final Set<String> NO_BOS_PRE_TOKENIZERS = Set.of("glm4", "chatglm-bpe");

    static TokenizerAssumptions of(TokenizerFacts facts) {
        return switch (facts.model()) {
            case "llama" -> plain(OptionalInt.of(1), OptionalInt.of(2), true, false);
            case "bert" ->
                    new TokenizerAssumptions(
                            OptionalInt.of(101),
                            NONE,
                            OptionalInt.of(102),
                            true,
                            false,
                            true,
                            true);
            case "t5" -> plain(NONE, OptionalInt.of(1), false, true);
            case "plamo2" -> plain(OptionalInt.of(1), OptionalInt.of(2), false, false);
            case "gpt2", "hybriddna", "whitespace" -> bytePairs(facts.preTokenizer().orElse(""));
            case "gemma4" -> new TokenizerAssumptions(NONE, NONE, NONE, true, false, false, true);
            default -> plain(NONE, NONE, false, false);
        };
    }

    private static TokenizerAssumptions bytePairs(String preTokenizer) {
        boolean insists = INSISTENT_PRE_TOKENIZERS.contains(preTokenizer);
        return new TokenizerAssumptions(
                NO_BOS_PRE_TOKENIZERS.contains(preTokenizer) ? NONE : BYTE_PAIR_ID,
                BYTE_PAIR_ID,
                NONE,
                insists || BOS_PRE_TOKENIZERS.contains(preTokenizer),
                false,
                false,
                insists);
    }

    private static TokenizerAssumptions plain(
            OptionalInt bosId, OptionalInt eosId, boolean addsBos, boolean addsEos) {
        return new TokenizerAssumptions(bosId, eosId, NONE, addsBos, addsEos, false, false);
    }
}
