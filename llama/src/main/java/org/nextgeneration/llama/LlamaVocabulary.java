package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a model, and the way between them and text.
 *
 * <p>Any thread may call any method. It belongs to its model: after that is closed, every method
 * that asks the library throws {@link IllegalStateException}.
 */
public final class LlamaVocabulary {
    /** The longest text that is tokenized at once, in bytes of UTF-8. */
    public static final int TEXT_BYTES_MAX = 4 << 20;

    /** The most tokens that are turned into text at once. */
    public static final int TOKENS_MAX = 4 << 20;

    private static final int PIECE_BYTES_USUAL = 64;
    private static final int BYTES_OF_TOKEN_USUAL = 8;
    private static final int SPECIAL_TOKENS_MAX = 8;

    /** How text is cut into tokens. Source: {@code enum llama_vocab_type}. */
    public enum Type {
        /** The model has no vocabulary. */
        NONE(0),
        /** SentencePiece with bytes as a last resort. */
        SENTENCE_PIECE(1),
        /** Pairs of bytes, as in GPT-2. */
        BYTE_PAIR(2),
        /** Pieces of words, as in BERT. */
        WORD_PIECE(3),
        /** Unigram, as in T5. */
        UNIGRAM(4),
        /** The longest match, as in RWKV. */
        RWKV(5),
        /** As in PLaMo-2. */
        PLAMO2(6),
        /** For tests of the library. */
        TEST(7);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static Type of(int code) {
            return LibraryCode.find(
                    List.of(values()), value -> value.code, code, "vocabulary type");
        }
    }

    private final VocabularyFunctions functions;
    private final NativeResource model;
    private final MemorySegment address;
    private final int size;
    private final Type type;

    /** Made when first needed, which is rarely; any thread may make it. */
    private volatile @Nullable BitSet characters;

    /** Reads the fixed facts; {@code address} lives as long as the model does. */
    LlamaVocabulary(VocabularyFunctions functions, NativeResource model, MemorySegment address) {
        this.functions = functions;
        this.model = model;
        this.address = address;
        this.size = functions.size.integer(address);
        this.type = Type.of(functions.type.integer(address));
    }

    /**
     * Cuts a text into tokens.
     *
     * @param text any text; unpaired surrogates become question marks
     * @param addSpecial whether to add what the model expects around a text, such as its start
     *     token
     * @param parseSpecial whether to take the spelling of special tokens for those tokens; never
     *     for text that a user wrote
     * @throws IllegalArgumentException if the text is longer than {@link #TEXT_BYTES_MAX}, or has a
     *     run of characters that this tokenizer cannot take
     * @throws IllegalStateException if the model is closed or has no vocabulary
     * @throws LlamaException if the text needs a token that the vocabulary lacks
     */
    public int[] tokenize(String text, boolean addSpecial, boolean parseSpecial) {
        requireVocabulary();
        Requirement.range("text: characters", text.length(), 0, TEXT_BYTES_MAX);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Requirement.range("text: bytes", bytes.length, 0, TEXT_BYTES_MAX);
        TokenizerLoad.check(type, text, bytes.length, this::characters);
        return model.use(
                _ ->
                        TokenizerLoad.onLargeStack(
                                type,
                                text.length(),
                                () -> tokenize(bytes, addSpecial, parseSpecial)));
    }

    private int[] tokenize(byte[] text, boolean addSpecial, boolean parseSpecial) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment source = arena.allocate(Math.max(text.length, 1));
            MemorySegment.copy(text, 0, source, JAVA_BYTE, 0, text.length);
            source = source.asSlice(0, text.length);
            int room = text.length + SPECIAL_TOKENS_MAX;
            MemorySegment tokens = arena.allocate(JAVA_INT, room);
            int count = tokenizeInto(source, tokens, room, addSpecial, parseSpecial);
            if (count < 0) {
                room = Math.negateExact(count);
                tokens = arena.allocate(JAVA_INT, room);
                count = tokenizeInto(source, tokens, room, addSpecial, parseSpecial);
            }
            return existing(tokens.asSlice(0, count * JAVA_INT.byteSize()).toArray(JAVA_INT));
        }
    }

    /** For what it has no token for, the library may give -1, which it aborts on elsewhere. */
    private int[] existing(int[] tokens) {
        for (int token : tokens) {
            if (token < 0 || token >= size) {
                throw new LlamaException(
                        "vocabulary: found a text that needs token %d, expected 0 to %d. Use a"
                                        .formatted(token, size - 1)
                                + " model whose vocabulary has a token for unknown text.");
            }
        }
        return tokens;
    }

    /** {@return the characters that have a token of their own, and the space} */
    private BitSet characters() {
        BitSet found = characters;
        if (found == null) {
            found = new BitSet();
            found.set(' ');
            for (int token = 0; token < size; token++) {
                String spelling = text(token);
                if (!spelling.isEmpty() && spelling.codePointCount(0, spelling.length()) == 1) {
                    found.set(spelling.codePointAt(0));
                }
            }
            characters = found;
        }
        return found;
    }

    private int tokenizeInto(
            MemorySegment source,
            MemorySegment tokens,
            int room,
            boolean addSpecial,
            boolean parseSpecial) {
        return functions.tokenize.integer(
                address, source, (int) source.byteSize(), tokens, room, addSpecial, parseSpecial);
    }

    /**
     * {@return the bytes that a token stands for, none for a special one}
     *
     * <p>They may be part of a character only.
     *
     * @throws IllegalArgumentException if there is no such token
     */
    public byte[] pieceBytes(int token) {
        return pieceBytes(token, false);
    }

    /**
     * {@return the bytes that a token stands for}
     *
     * @param token its id
     * @param renderSpecial whether a special token stands for its spelling instead of for nothing
     * @throws IllegalArgumentException if there is no such token
     */
    public byte[] pieceBytes(int token, boolean renderSpecial) {
        requireToken(token);
        return model.use(
                _ -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment buffer = arena.allocate(PIECE_BYTES_USUAL);
                        int length = pieceInto(token, buffer, renderSpecial);
                        if (length < 0) {
                            buffer = arena.allocate(Math.negateExact(length));
                            length = pieceInto(token, buffer, renderSpecial);
                        }
                        return buffer.asSlice(0, length).toArray(JAVA_BYTE);
                    }
                });
    }

    private int pieceInto(int token, MemorySegment buffer, boolean renderSpecial) {
        return functions.piece.integer(
                address, token, buffer, (int) buffer.byteSize(), 0, renderSpecial);
    }

    /**
     * Turns tokens into text as the model's own tokenizer would.
     *
     * <p>With many vocabularies that tidies up: a space before a full stop or a question mark goes,
     * which damages French and code. For exact text put {@link #pieceBytes} together.
     *
     * @param tokens their ids, at most {@link #TOKENS_MAX}
     * @param removeSpecial whether to leave out what {@code addSpecial} added
     * @param renderSpecial whether to write the spelling of special tokens
     * @throws IllegalArgumentException if one of them does not exist, or they are too many
     */
    public String detokenize(int[] tokens, boolean removeSpecial, boolean renderSpecial) {
        Requirement.range("tokens", tokens.length, 0, TOKENS_MAX);
        for (int token : tokens) {
            requireToken(token);
        }
        return model.use(
                _ -> {
                    try (Arena arena = Arena.ofConfined()) {
                        MemorySegment source = arena.allocateFrom(JAVA_INT, tokens);
                        MemorySegment text =
                                arena.allocate((tokens.length + 1L) * BYTES_OF_TOKEN_USUAL);
                        int length =
                                detokenizeInto(
                                        source, tokens.length, text, removeSpecial, renderSpecial);
                        if (length < 0) {
                            text = arena.allocate(Math.negateExact(length));
                            length =
                                    detokenizeInto(
                                            source,
                                            tokens.length,
                                            text,
                                            removeSpecial,
                                            renderSpecial);
                        }
                        byte[] bytes = text.asSlice(0, length).toArray(JAVA_BYTE);
                        return new String(bytes, StandardCharsets.UTF_8);
                    }
                });
    }

    private int detokenizeInto(
            MemorySegment tokens,
            int count,
            MemorySegment text,
            boolean removeSpecial,
            boolean renderSpecial) {
        return functions.detokenize.integer(
                address, tokens, count, text, (int) text.byteSize(), removeSpecial, renderSpecial);
    }

    /** {@return whether a token ends an answer} */
    public boolean isEndOfGeneration(int token) {
        requireToken(token);
        return model.use(_ -> functions.isEndOfGeneration.bool(address, token));
    }

    /** {@return whether a token steers the model instead of standing for text} */
    public boolean isControl(int token) {
        requireToken(token);
        return model.use(_ -> functions.isControl.bool(address, token));
    }

    /** {@return the spelling of a token in the model file} */
    public String text(int token) {
        requireToken(token);
        return model.use(_ -> NativeText.owned(functions.text.pointer(address, token)).orElse(""));
    }

    /** {@return number of tokens; ids go from 0 to one less} */
    public int size() {
        return size;
    }

    /** {@return how text is cut into tokens} */
    public Type type() {
        return type;
    }

    /** {@return the token that begins a text, if the model has one} */
    public OptionalInt beginOfText() {
        return token(functions.beginOfText);
    }

    /** {@return the token that ends a text, if the model has one} */
    public OptionalInt endOfText() {
        return token(functions.endOfText);
    }

    /** {@return the token that ends a turn of a conversation, if the model has one} */
    public OptionalInt endOfTurn() {
        return token(functions.endOfTurn);
    }

    /** {@return whether {@code addSpecial} puts {@link #beginOfText} in front} */
    public boolean addsBeginOfText() {
        return model.use(_ -> functions.addsBeginOfText.bool(address));
    }

    private OptionalInt token(NativeFunction function) {
        int token = model.useForInt(_ -> function.integer(address));
        return token < 0 ? OptionalInt.empty() : OptionalInt.of(token);
    }

    private void requireToken(int token) {
        requireVocabulary();
        Requirement.range("token", token, 0, size - 1L);
    }

    private void requireVocabulary() {
        if (type == Type.NONE) {
            throw new IllegalStateException(
                    "vocabulary: found a model without one, expected one with tokens");
        }
    }
}
