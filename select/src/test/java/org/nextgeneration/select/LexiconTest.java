package org.nextgeneration.select;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LexiconTest {
    private static List<String> codeHits(String terms, String text) {
        return Lexicon.parse(terms)
                .find(Words.of(text))
                .hits()
                .getOrDefault(Category.CODE, List.of())
                .stream()
                .map(Lexicon.Hit::shown)
                .toList();
    }

    @Test
    void find_partsOfWords_notFound() {
        assertEquals(List.of(), codeHits("code 1: test, fast", "latest contest breakfast"));
        assertEquals(List.of("Test"), codeHits("code 1: test, fast", "a Test, a tests"));
    }

    @Test
    void find_longerTermOrIgnoredSense_winsAndUsesItsWordsUp() {
        assertEquals(
                List.of("Base de données"),
                codeHits("code 1: base, base de donnees", "Base de données"));
        Lexicon.Hits hits =
                Lexicon.parse("ignore 0: code postal\ncode 1: code")
                        .find(Words.of("le code postal"));
        assertEquals(Set.of(), hits.hits().keySet());
        assertEquals(List.of("code postal"), hits.ignored());
    }

    @Test
    void find_openTermDoubledLetterOrAccent_found() {
        assertEquals(List.of("Refactorisez"), codeHits("code 1: refactor*", "Refactorisez !"));
        assertEquals(List.of("commit"), codeHits("code 1: comit", "commit"));
        assertEquals(List.of("C++"), codeHits("code 1: c++", "du C++."));
        assertEquals(List.of("de\u0301boguer"), codeHits("code 1: deboguer", "de\u0301boguer"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "code: x",
                "nonsense 1: x",
                "code x: y",
                "code 1: ab*",
                "code 1: ,",
                "code ?: x"
            })
    void parse_malformedLine_refused(String terms) {
        assertThrows(IllegalArgumentException.class, () -> Lexicon.parse(terms));
    }
}
