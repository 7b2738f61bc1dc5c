package org.nextgeneration.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nextgeneration.store.Language;

class LanguageChoiceTest {
    private static Language choose(
            String option, Optional<Language> configured, Map<String, String> environment) {
        return LanguageChoice.choose(
                Optional.ofNullable(option).filter(text -> !text.isEmpty()),
                () -> configured,
                environment,
                Locale.ENGLISH);
    }

    @Test
    void option_always_goesBeforeEverything() {
        assertEquals(
                Language.FRENCH,
                choose("FR", Optional.of(Language.ENGLISH), Map.of("LANG", "en_GB.UTF-8")));
    }

    @Test
    void configuration_always_goesBeforeTheEnvironment() {
        assertEquals(
                Language.ENGLISH,
                choose("", Optional.of(Language.ENGLISH), Map.of("NEXTGEN_LANG", "fr")));
    }

    @Test
    void environment_firstVariableThatIsSet_decides() {
        assertEquals(
                Language.FRENCH,
                choose("", Optional.empty(), Map.of("NEXTGEN_LANG", "fr", "LC_ALL", "en_US")));
        assertEquals(
                Language.FRENCH,
                choose(
                        "",
                        Optional.empty(),
                        Map.of("NEXTGEN_LOCALE", "fr_CA.ISO-8859-1", "LC_ALL", "C.UTF-8")));
        assertEquals(
                Language.ENGLISH,
                choose("", Optional.empty(), Map.of("LC_ALL", "C", "LANG", "fr_FR.UTF-8")));
        assertEquals(
                Language.FRENCH,
                choose("", Optional.empty(), Map.of("LC_ALL", "", "LANG", "fr_FR@euro")));
    }

    @Test
    void nothing_said_followsTheSystem() {
        assertEquals(
                Language.FRENCH,
                LanguageChoice.choose(
                        Optional.empty(), Optional::empty, Map.of(), Locale.CANADA_FRENCH));
        assertEquals(Language.ENGLISH, choose("", Optional.empty(), Map.of()));
    }
}
