package org.nextgeneration.bench.peers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.nextgeneration.llama.LlamaLibrary;
import org.nextgeneration.llama.LlamaModel;
import org.nextgeneration.llama.LlamaVocabulary;
import org.nextgeneration.llama.LoadProgress;
import org.nextgeneration.llama.ModelParameters;

/**
 * Texts made of a model's own words, of a length counted in its tokens. The same seed gives the
 * same text.
 *
 * <p>Any thread. Only the vocabulary of the model is in memory.
 */
final class ModelTexts implements AutoCloseable {
    /** A word with the space before it, as byte-level and SentencePiece vocabularies spell it. */
    private static final Pattern WORD = Pattern.compile("[\u0120\u2581]([a-z]{2,9})");

    private static final int WORDS_MIN = 32;

    private final LlamaModel model;
    private final List<String> words;
    private final List<Integer> endTokens;

    private ModelTexts(LlamaModel model) {
        this.model = model;
        LlamaVocabulary vocabulary = model.vocabulary();
        this.words =
                IntStream.range(0, vocabulary.size())
                        .mapToObj(vocabulary::text)
                        .map(WORD::matcher)
                        .filter(java.util.regex.Matcher::matches)
                        .map(match -> match.group(1))
                        .distinct()
                        .toList();
        this.endTokens =
                IntStream.range(0, vocabulary.size())
                        .filter(vocabulary::isEndOfGeneration)
                        .boxed()
                        .toList();
    }

    /**
     * Opens the vocabulary of a model.
     *
     * @param library stays the caller's, and open until this is closed
     * @throws IllegalArgumentException if it has too few words
     */
    static ModelTexts open(LlamaLibrary library, Path file) {
        LlamaModel model =
                LlamaModel.load(library, file, ModelParameters.VOCABULARY, LoadProgress.NONE);
        ModelTexts texts = new ModelTexts(model);
        if (texts.words.size() < WORDS_MIN) {
            texts.close();
            throw new IllegalArgumentException(
                    "%s: found %d words among its tokens, expected %d. Use a model of Latin text."
                            .formatted(file, texts.words.size(), WORDS_MIN));
        }
        return texts;
    }

    /** {@return the tokens that would end an answer} */
    List<Integer> endTokens() {
        return endTokens;
    }

    /** {@return a text, as it is tokenized when a model is to continue it} */
    int[] tokens(String text) {
        return model.vocabulary().tokenize(text, true, false);
    }

    /** {@return the shortest text of this seed that has so many tokens, or a few more} */
    String text(long seed, int tokens) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> chosen = new ArrayList<>();
        // Every word is at least a token.
        for (int i = 0; i < tokens; i++) {
            chosen.add(words.get(random.nextInt(words.size())));
        }
        int enough = tokens;
        int tooFew = 0;
        while (enough - tooFew > 1) {
            int middle = (enough + tooFew) / 2;
            if (tokens(sentence(chosen, middle)).length >= tokens) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return sentence(chosen, enough);
    }

    private static String sentence(List<String> words, int count) {
        return " " + String.join(" ", words.subList(0, count));
    }

    @Override
    public void close() {
        model.close();
    }
}
