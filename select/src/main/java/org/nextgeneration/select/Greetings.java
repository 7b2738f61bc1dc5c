package org.nextgeneration.select;

import java.util.List;
import java.util.Set;

/** Texts that are nothing but a greeting, thanks or a word of agreement. */
final class Greetings {
    private static final int WORDS_MAX = 6;

    private static final Set<String> OPENINGS =
            words(
                    "salut bonjour bonsoir coucou hello hey hi merci thanks thank bye goodbye"
                            + " ciao yo ok okay oui non yes no good bonne cool super parfait"
                            + " perfect great genial enchante cheers welcome re ca comment how"
                            + " accord what");
    private static final Set<String> WORDS =
            words(
                    "salut bonjour bonsoir coucou hello hey merci beaucoup ca va comment allez vous"
                            + " tu vas bien et toi re bye au revoir a bientot bonne nuit journee"
                            + " soiree ok d accord oui non super genial parfait cool top enchante"
                            + " tout le monde quoi de neuf hi there thanks thank you so much lot"
                            + " good morning evening afternoon night goodbye see later how are"
                            + " doing what s up yo okay yes no great perfect nice to meet everyone"
                            + " welcome cheers that is mille ciao fait plaisir plait il te today");

    /** Words that only ever greet, thank or agree: one of them must be there. */
    private static final Set<String> SURE =
            words(
                    "salut bonjour bonsoir coucou hello hey hi merci thanks thank bye goodbye ciao"
                            + " yo ok okay oui non yes no enchante cheers revoir accord allez vas"
                            + " morning evening afternoon nuit journee soiree neuf doing va perfect"
                            + " parfait super cool great genial");

    private Greetings() {}

    static boolean isPure(List<String> folded) {
        return !folded.isEmpty()
                && folded.size() <= WORDS_MAX
                && OPENINGS.contains(folded.getFirst())
                && WORDS.containsAll(folded)
                && folded.stream().anyMatch(SURE::contains);
    }

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.split(" ", -1)));
    }
}
