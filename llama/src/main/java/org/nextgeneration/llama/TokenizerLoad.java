package org.nextgeneration.llama;

import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/*
 * What hostile text does to the tokenizers of libllama 0.5.0, as found by running and reading them
 * (src/llama-vocab.cpp, src/unicode.cpp):
 *
 * - Byte pairs: the text is first cut up by patterns, most of which run on std::regex. That
 *   recurses once for each character of a match, some 400 bytes of stack a time, so a few thousand
 *   spaces or letters in a row overflow a thread of ordinary size, and the process is gone. Which
 *   characters form one match depends on the pattern; some take whole lines.
 * - SentencePiece: a character without a token of its own becomes its bytes, and for each such
 *   character the output is reserved anew, to its exact size. In a run of them each one copies the
 *   whole output: the time grows with the length of the run times the length of the output.
 *
 * So text for the first kind gets a stack that fits it, within a bound on runs that keeps what is
 * really touched small, and text for the second kind a bound on that product.
 */

/** Keeps hostile text from ending the process or occupying a tokenizer for long. */
final class TokenizerLoad {
    /** The longest run of letters, of digits, of white space, or of anything else. */
    static final int RUN_CHARACTERS_MAX = 1 << 18;

    /** Up to this many bytes the product is too small to matter. */
    private static final int TEXT_BYTES_HARMLESS = 1 << 14;

    /** Longest run of characters without a token, times bytes of the text: about a second. */
    private static final long RUN_TIMES_TEXT_MAX = 1L << 33;

    /** Up to this many characters fit on any thread's stack. */
    private static final int CHARACTERS_ON_ANY_STACK = 512;

    /** More than twice what was measured on x86-64, for other compilers and processors. */
    private static final long STACK_BYTES_PER_CHARACTER = 1_024;

    private static final long STACK_BYTES_BASE = 1 << 20;

    private TokenizerLoad() {}

    /**
     * Refuses texts that no stack or no patience is large enough for.
     *
     * @param known for SentencePiece, asked only if it matters: the characters with a token
     * @throws IllegalArgumentException if the text is one of them
     */
    static void check(
            LlamaVocabulary.Type type, String text, int textBytes, Supplier<BitSet> known) {
        if (type == LlamaVocabulary.Type.SENTENCE_PIECE && textBytes > TEXT_BYTES_HARMLESS) {
            checkProduct(text, textBytes, known.get());
        }
        if (type == LlamaVocabulary.Type.BYTE_PAIR && text.length() > RUN_CHARACTERS_MAX) {
            checkRuns(text);
        }
    }

    private static void checkProduct(String text, int textBytes, BitSet known) {
        long longest = 0;
        long run = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            run = known.get(character) ? 0 : run + 1;
            longest = Math.max(longest, run);
            i += Character.charCount(character);
        }
        if (longest * textBytes > RUN_TIMES_TEXT_MAX) {
            throw new IllegalArgumentException(
                    "text: found %d characters in a row that the model has no tokens for, expected"
                                    .formatted(longest)
                            + " at most %d in a text of %d bytes"
                                    .formatted(RUN_TIMES_TEXT_MAX / textBytes, textBytes));
        }
    }

    private static void checkRuns(String text) {
        int run = 0;
        int previous = 0;
        for (int i = 0; i < text.length(); ) {
            int character = text.codePointAt(i);
            int kind = kind(character);
            run = kind == previous ? run + 1 : 1;
            previous = kind;
            if (run > RUN_CHARACTERS_MAX) {
                throw new IllegalArgumentException(
                        "text: found more than %d characters of one kind in a row, expected a break"
                                        .formatted(RUN_CHARACTERS_MAX)
                                + " such as a space or a full stop before that");
            }
            i += Character.charCount(character);
        }
    }

    /** The distinctions that every pattern makes, at least. */
    private static int kind(int character) {
        if (Character.isWhitespace(character)) {
            return 1;
        }
        if (Character.isDigit(character)) {
            return 2;
        }
        return Character.isLetter(character) ? 3 : 4;
    }

    /** Runs a call into a tokenizer on a stack that is large enough for the text. */
    static <T> T onLargeStack(LlamaVocabulary.Type type, int characters, Supplier<T> call) {
        if (type != LlamaVocabulary.Type.BYTE_PAIR || characters <= CHARACTERS_ON_ANY_STACK) {
            return call.get();
        }
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread =
                new Thread(
                        null,
                        () -> {
                            try {
                                result.complete(call.get());
                            } catch (Throwable thrown) { // The caller's to handle.
                                result.completeExceptionally(thrown);
                            }
                        },
                        "tokenizer",
                        STACK_BYTES_BASE + characters * STACK_BYTES_PER_CHARACTER);
        thread.setDaemon(true);
        try {
            thread.start();
        } catch (OutOfMemoryError refused) {
            throw new LlamaException(
                    "text: found %d characters, but the system gives no stack for so many. Use a"
                                    .formatted(characters)
                            + " shorter text, or allow the process more address space.",
                    refused);
        }
        try {
            return result.join();
        } catch (CompletionException wrapped) {
            if (wrapped.getCause() instanceof RuntimeException exception) {
                throw exception;
            }
            throw wrapped;
        }
    }
}
