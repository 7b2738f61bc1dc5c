package org.nextgeneration.demo;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * Byte-level byte-pair encoding with the three ChatML control tokens; the same tokens as libllama
 * gives for tokenizer {@code gpt2}, pre-tokenizer {@code gpt-2}. Immutable; any thread.
 *
 * <p>Ids: the 256 bytes, then one token for each merge, then the control tokens.
 */
public final class BytePairTokenizer {
    /** Begins a turn; the role and a line break follow. */
    public static final String TURN_START = "<|im_start|>";

    /** Ends a turn; the end of an answer. */
    public static final String TURN_END = "<|im_end|>";

    /** Ends a text; fills up a batch. */
    public static final String TEXT_END = "<|endoftext|>";

    private static final int BYTES = 256;

    private final List<Merge> merges;
    private final List<String> tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final Map<Merge, Integer> ranks = new HashMap<>();

    /**
     * Two neighbours that become one token, in the byte alphabet.
     *
     * @param left the first
     * @param right the second
     */
    public record Merge(String left, String right) {
        String joined() {
            return left + right;
        }

        /** {@return the merge as model files write it: the parts with a space between} */
        @Override
        public String toString() {
            return left + " " + right;
        }
    }

    /** Makes a tokenizer of merges in the order in which they were learned. */
    public BytePairTokenizer(List<Merge> merges) {
        this.merges = List.copyOf(merges);
        List<String> all = new ArrayList<>();
        for (int value = 0; value < BYTES; value++) {
            all.add(String.valueOf(Gpt2Words.characterOf(value)));
        }
        for (Merge merge : merges) {
            ranks.put(merge, ranks.size());
            all.add(merge.joined());
        }
        all.addAll(List.of(TURN_START, TURN_END, TEXT_END));
        tokens = List.copyOf(all);
        for (String token : tokens) {
            if (ids.put(token, ids.size()) != null) {
                throw new IllegalArgumentException(
                        "found token \"%s\" twice, expected each once".formatted(token));
            }
        }
    }

    /** {@return the tokens in the byte alphabet; a token's index is its id} */
    public List<String> tokens() {
        return tokens;
    }

    /** {@return the merges, most important first} */
    public List<Merge> merges() {
        return merges;
    }

    /** {@return the number of tokens} */
    public int size() {
        return tokens.size();
    }

    /** {@return the id of {@link #TURN_START}} */
    public int turnStart() {
        return tokens.size() - 3;
    }

    /** {@return the id of {@link #TURN_END}} */
    public int turnEnd() {
        return tokens.size() - 2;
    }

    /** {@return the id of {@link #TEXT_END}} */
    public int textEnd() {
        return tokens.size() - 1;
    }

    /** {@return whether an id is a control token} */
    public boolean isControl(int id) {
        return id >= turnStart();
    }

    /** {@return the ids of a text; control tokens in it are plain text} */
    public List<Integer> encode(String text) {
        return encode(text, () -> false);
    }

    /**
     * {@return the ids of a text where each possible merge is passed over with a probability}
     *
     * <p>Teaches a model that a word may be cut in many ways, as typing errors do.
     */
    public List<Integer> encode(String text, double skipProbability, RandomGenerator random) {
        return encode(text, () -> random.nextDouble() < skipProbability);
    }

    /** {@return the text of ids; control tokens are written out} */
    public String decode(List<Integer> ids) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int id : ids) {
            bytes.writeBytes(
                    isControl(id)
                            ? tokens.get(id).getBytes(StandardCharsets.UTF_8)
                            : Gpt2Words.toBytes(tokens.get(id)));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private List<Integer> encode(String text, BooleanSupplier skip) {
        List<Integer> out = new ArrayList<>();
        for (String word : Gpt2Words.split(text)) {
            List<String> parts = new ArrayList<>();
            for (int index = 0; index < word.length(); index++) {
                parts.add(word.substring(index, index + 1));
            }
            int best = bestPair(parts, skip);
            while (best >= 0) {
                parts.set(best, parts.get(best) + parts.remove(best + 1));
                best = bestPair(parts, skip);
            }
            for (String part : parts) {
                out.add(requireNonNull(ids.get(part)));
            }
        }
        return out;
    }

    /** The leftmost pair of the lowest rank, or -1. */
    private int bestPair(List<String> parts, BooleanSupplier skip) {
        int best = -1;
        int bestRank = Integer.MAX_VALUE;
        for (int index = 0; index + 1 < parts.size(); index++) {
            Integer rank = ranks.get(new Merge(parts.get(index), parts.get(index + 1)));
            if (rank != null && rank < bestRank && !skip.getAsBoolean()) {
                best = index;
                bestRank = rank;
            }
        }
        return best;
    }
}
