package org.nextgeneration.select;

import java.util.List;
import java.util.Set;

/** Tells French from English from the rest, by the small words that every sentence needs. */
final class LanguageGuess {
    private static final Set<String> FRENCH =
            words(
                    "le les des une et est pour dans que qui je tu il elle nous vous mon ma mes ton"
                            + " ce cette ces avec sur pas plus comment pourquoi quel quelle quels"
                            + " du au aux son sa ses moi toi me fais fait donne ecris explique ou"
                            + " sont ont dit fonction salut bonjour bonsoir merci oui non s il te"
                            + " plait stp entre deux notre votre leur leurs par sans mais donc puis"
                            + " combien quand vers dun dune jai cest");

    /** As frequent in French as they are in Spanish, Italian or Dutch: two of them are a sign. */
    private static final Set<String> FRENCH_AND_OTHERS = words("de la l d");

    private static final double WEIGHT_SHARED = 0.4;
    private static final Set<String> ENGLISH =
            words(
                    "the an of to in is and for with how what why my this that it are do does"
                            + " write give me you your our we he she they their from by at be can"
                            + " should would when where who which between these those i hello hi"
                            + " thanks hey please make explain good fix create add");
    private static final Set<String> ELSEWHERE =
            words(
                    "der die und ist das ein eine nicht mit wie ich el los las una como por para"
                            + " es il che di per sono com uma nao het een van");
    private static final String ACCENTS = "éèêàâçùûîïôœ";

    private LanguageGuess() {}

    static TextLanguage of(List<String> folded, String text) {
        double french = 0;
        double english = 0;
        double elsewhere = 0;
        for (String word : folded) {
            french += FRENCH.contains(word) ? 1 : 0;
            french += FRENCH_AND_OTHERS.contains(word) ? WEIGHT_SHARED : 0;
            english += ENGLISH.contains(word) ? 1 : 0;
            elsewhere += ELSEWHERE.contains(word) ? 1 : 0;
        }
        if (hasAccent(text)) {
            french += 0.9;
        }
        if (elsewhere > Math.max(french, english)) {
            return TextLanguage.OTHER;
        }
        if (french == 0 && english == 0) {
            // Two or three words without a small one, such as "fix bug": most often English.
            return hasLatinLetter(text) ? TextLanguage.ENGLISH : TextLanguage.OTHER;
        }
        return french > english ? TextLanguage.FRENCH : TextLanguage.ENGLISH;
    }

    private static boolean hasAccent(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80
                    && ACCENTS.indexOf(Character.toLowerCase(text.charAt(i))) >= 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLatinLetter(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < 0x80 && Character.isLetter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static Set<String> words(String text) {
        return Set.copyOf(List.of(text.split(" ", -1)));
    }
}
