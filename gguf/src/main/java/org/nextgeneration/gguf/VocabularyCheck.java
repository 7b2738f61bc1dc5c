package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.nextgeneration.gguf.GgufFormatException.quoted;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Checks a tokenizer for what libllama asserts instead of reporting.
 *
 * @param metadata the file's metadata
 * @param facts the tokenizer
 * @param tokens its tokens
 */
record VocabularyCheck(Metadata metadata, TokenizerFacts facts, GgufTexts tokens) {
    private static final String REMEDY = "The tokenizer is damaged: download another file.";
    private static final String SCORES_KEY = "tokenizer.ggml.scores";
    private static final String TYPES_KEY = "tokenizer.ggml.token_type";
    private static final String MERGES_KEY = "tokenizer.ggml.merges";
    private static final String SEPARATOR_KEY = "tokenizer.ggml.seperator_token_id";
    private static final int TOKENS_MAX = 1 << 20;
    private static final int TOKEN_BYTES_MAX = 1 << 16;

    /** What converters write for "no such token": -1 as an unsigned number. */
    private static final long NO_TOKEN = 0xffff_ffffL;

    /** {@code LLAMA_TOKEN_TYPE_BYTE}; libllama reads such a token's text as {@code <0xHH>}. */
    private static final byte BYTE_TYPE = 6;

    private static final int BYTES = 256;
    private static final int BYTE_TOKEN_BYTES = "<0x00>".length();

    /** How libllama looks a byte up: in capitals, unlike how it reads one. */
    private static final Pattern BYTE_SPELLING = Pattern.compile("<0x[0-9A-F]{2}>");

    private static final Pattern BYTE_TEXT = Pattern.compile("<0x[0-9A-Fa-f]{2}>");

    /** {@return the check, or empty if the model has no tokenizer} */
    static Optional<VocabularyCheck> of(Metadata metadata) {
        Optional<TokenizerFacts> facts =
                TokenizerFacts.of(metadata).filter(found -> !found.model().equals("none"));
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        GgufTexts tokens =
                metadata.texts(TokenizerFacts.TOKENS_KEY)
                        .orElseThrow(
                                () ->
                                        metadata.failure(
                                                TokenizerFacts.TOKENS_KEY,
                                                "nothing",
                                                "the vocabulary",
                                                REMEDY));
        return Optional.of(new VocabularyCheck(metadata, facts.get(), tokens));
    }

    /**
     * Checks everything.
     *
     * @throws GgufFormatException at the first fault
     */
    void check() {
        if (tokens.size() < 1 || tokens.size() > TOKENS_MAX) {
            throw metadata.failure(
                    TokenizerFacts.TOKENS_KEY,
                    "%d tokens".formatted(tokens.size()),
                    "1 to %d".formatted(TOKENS_MAX),
                    REMEDY);
        }
        checkTexts();
        metadata.numbers(SCORES_KEY)
                .ifPresent(
                        scores ->
                                checkParallel(
                                        SCORES_KEY,
                                        scores,
                                        List.of(GgufValueType.FLOAT32, GgufValueType.INT32)));
        metadata.numbers(TYPES_KEY)
                .ifPresent(
                        types -> {
                            checkParallel(TYPES_KEY, types, List.of(GgufValueType.INT32));
                            checkByteTokens(types);
                        });
        if (facts.model().equals("gpt2") && !hasMerges()) {
            throw metadata.failure(MERGES_KEY, "nothing", "the merges of a BPE tokenizer", REMEDY);
        }
        if (facts.model().equals("llama")) {
            checkEveryByte();
        }
        TokenizerAssumptions assumed = TokenizerAssumptions.of(facts);
        checkSpecial(
                TokenizerFacts.BOS_KEY,
                assumed.bosId(),
                assumed.insistsOnBos() || facts.addBos().orElse(assumed.addsBos()));
        checkSpecial(
                TokenizerFacts.EOS_KEY, assumed.eosId(), facts.addEos().orElse(assumed.addsEos()));
        checkSpecial(SEPARATOR_KEY, assumed.separatorId(), assumed.addsSeparator());
        checkSpecial(TokenizerFacts.EOT_KEY, OptionalInt.empty(), false);
    }

    /** Kimi K2's tokenizer says that it is BPE and has no merges. */
    private boolean hasMerges() {
        return metadata.texts(MERGES_KEY).isPresent()
                || facts.preTokenizer().equals(Optional.of("kimi-k2"));
    }

    private void checkTexts() {
        int longest = tokens.firstWithBytes(TOKEN_BYTES_MAX + 1);
        if (longest >= 0) {
            throw metadata.failure(
                    TokenizerFacts.TOKENS_KEY,
                    "token %d of %d bytes".formatted(longest, tokens.bytes(longest).length),
                    "at most %d".formatted(TOKEN_BYTES_MAX),
                    REMEDY);
        }
        int duplicate = tokens.withNamesForEmpty().firstDuplicate();
        if (duplicate >= 0) {
            throw metadata.failure(
                    TokenizerFacts.TOKENS_KEY,
                    "token %s again, at index %d"
                            .formatted(quoted(tokens.get(duplicate)), duplicate),
                    "each token once",
                    REMEDY);
        }
    }

    private void checkParallel(String key, GgufNumbers numbers, List<GgufValueType> types) {
        if (numbers.size() < tokens.size() || !types.contains(numbers.elementType())) {
            throw metadata.failure(
                    key,
                    numbers.toString(),
                    "%d of %s, one for each token".formatted(tokens.size(), types),
                    REMEDY);
        }
    }

    private void checkByteTokens(GgufNumbers types) {
        for (int id = types.nextIndexOf(BYTE_TYPE, 0);
                id >= 0 && id < tokens.size();
                id = types.nextIndexOf(BYTE_TYPE, id + 1)) {
            String text = new String(tokens.bytes(id), UTF_8);
            if (facts.model().equals("bert") || !BYTE_TEXT.matcher(text).matches()) {
                throw metadata.failure(
                        TYPES_KEY,
                        "byte token %s at index %d".formatted(quoted(text), id),
                        "a text such as <0x0A>, and none in a bert tokenizer",
                        REMEDY);
            }
        }
    }

    /**
     * SentencePiece spells a character that has no token in bytes, and libllama looks each up with
     * no way out: {@code llama_vocab::byte_to_token}.
     */
    private void checkEveryByte() {
        BitSet known = new BitSet(BYTES);
        for (int id = 0; id < tokens.size(); id++) {
            int length = tokens.bytesOf(id);
            if (length == 1 && tokens.bytes(id)[0] != 0) { // To libllama a zero ends the text.
                known.set(tokens.bytes(id)[0] & 0xff);
            } else if (length == BYTE_TOKEN_BYTES) {
                String text = new String(tokens.bytes(id), UTF_8);
                if (BYTE_SPELLING.matcher(text).matches()) {
                    known.set(Integer.parseInt(text, 3, 5, 16));
                }
            }
        }
        int missing = known.nextClearBit(0);
        if (missing < BYTES) {
            throw metadata.failure(
                    TokenizerFacts.TOKENS_KEY,
                    "no token for byte <0x%02X>".formatted(missing),
                    "one for each of the 256 bytes in a SentencePiece tokenizer",
                    REMEDY);
        }
    }

    private void checkSpecial(String key, OptionalInt assumed, boolean isAdded) {
        long stated = metadata.whole(key).orElse(NO_TOKEN);
        if (stated >= 0 && stated < tokens.size()) {
            return;
        }
        if (stated != NO_TOKEN && stated != -1) {
            throw metadata.failure(
                    key,
                    Long.toString(stated),
                    "a token id from 0 to %d".formatted(tokens.size() - 1),
                    REMEDY);
        }
        if (isAdded && assumed.orElse(tokens.size()) >= tokens.size()) {
            throw metadata.failure(
                    key, "nothing", "the token that this tokenizer adds to every text", REMEDY);
        }
    }
}
