package org.nextgeneration.bench.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a load works with.
 *
 * @param texts for each model, prompts in its own words: vocabularies differ
 * @param model the model that answers
 * @param models the models that are swapped
 * @param threads CPU threads
 * @param round which round this is; no two rounds share a text
 */
record Bench(Map<Path, ModelTexts> texts, Path model, List<Path> models, int threads, int round) {
    private static final long SEEDS_OF_A_ROUND = 1_000;

    /** Copies the collections. */
    Bench {
        texts = Map.copyOf(texts);
        models = List.copyOf(models);
    }

    /** {@return how a model is loaded} */
    Opening opening(Path file, int contextTokens, int sequences) {
        return new Opening(file, contextTokens, sequences, threads, textsOf(file).endTokens());
    }

    /**
     * {@return a text of this round, of so many tokens, the same for every peer}
     *
     * @param file the model whose words and tokens it is made of
     * @param number which one, 0 to 999
     */
    String text(Path file, int number, int tokens) {
        return textsOf(file).text(round * SEEDS_OF_A_ROUND + number, tokens);
    }

    /** {@return the tokens of a text, as a model sees it} */
    int[] tokens(Path file, String text) {
        return textsOf(file).tokens(text);
    }

    /**
     * Asks, and checks that what was asked was done: a prompt that did not fit may be cut in
     * silence, and an answer may end early.
     *
     * @param opening how the model that is asked was loaded
     * @throws PeerException if the peer fails, did other work, or the prompt does not fit
     */
    List<Answer> ask(Peer peer, PeerSession session, Opening opening, List<Ask> together)
            throws InterruptedException {
        for (Ask ask : together) {
            int needed = tokens(opening.model(), ask.prompt()).length + ask.tokens();
            if (needed > opening.contextTokens()) {
                throw new PeerException(
                        "%s: found a prompt and answer of %d tokens, expected at most %d"
                                .formatted(peer.name(), needed, opening.contextTokens()));
            }
        }
        List<Answer> answers = session.ask(together);
        for (int i = 0; i < together.size(); i++) {
            Ask ask = together.get(i);
            answers.get(i)
                    .requireWork(
                            peer.name(),
                            tokens(opening.model(), ask.prompt()).length,
                            ask.tokens());
        }
        return answers;
    }

    private ModelTexts textsOf(Path file) {
        ModelTexts found = texts.get(file);
        if (found == null) {
            throw new IllegalArgumentException(
                    "found no texts for %s, expected them for each model".formatted(file));
        }
        return found;
    }
}
