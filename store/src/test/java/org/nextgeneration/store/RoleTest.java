package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RoleTest {
    @Test
    void parse_idInAnyCaseOrLongForm_found() {
        for (Role role : Role.values()) {
            assertEquals(Optional.of(role), Role.parse(role.id()));
            assertEquals(Optional.of(role), Role.parse(" " + role.name() + "_MODEL "));
        }
        assertEquals(Optional.of(Role.SPEED), Role.parse("speed-model"));
        assertEquals(Optional.empty(), Role.parse("sped"));
    }

    @Test
    void language_locale_frenchOrEnglish() {
        assertEquals(Language.FRENCH, Language.of(Locale.CANADA_FRENCH));
        assertEquals(Language.ENGLISH, Language.of(Locale.US));
        assertEquals(Language.ENGLISH, Language.of(Locale.GERMANY));
    }
}
