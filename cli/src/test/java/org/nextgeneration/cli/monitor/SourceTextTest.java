package org.nextgeneration.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.SourceFailure;
import org.nextgeneration.store.Language;

class SourceTextTest {
    private static final SourceFailure MISSING =
            SourceFailure.of(SourceFailure.Kind.LIBRARY_MISSING, "/a/nvml", "/b/nvml");

    private static SourceText in(Language language) {
        return new SourceText(Messages.of(language));
    }

    @Test
    void libraryMissing_namesThePlacesOnlyWhenAsked() {
        String line = "la bibliothèque NVML de NVIDIA est introuvable";
        assertEquals(line, in(Language.FRENCH).text(MISSING));
        assertEquals(
                List.of(line, "NVML a été cherchée à\u00a0: /a/nvml, /b/nvml"),
                in(Language.FRENCH).verbose(MISSING));
        assertEquals(
                Map.of(
                        "kind",
                        "library_missing",
                        "details",
                        List.of("/a/nvml", "/b/nvml"),
                        "text",
                        "NVIDIA’s library NVML was not found"),
                in(Language.ENGLISH).json(MISSING));
    }

    @ParameterizedTest
    @EnumSource
    void eachKind_inEachLanguage_hasWords(SourceFailure.Kind kind) {
        SourceFailure failure = SourceFailure.of(kind, "detail");
        String english = in(Language.ENGLISH).text(failure);
        assertFalse(english.startsWith("gpu."), english);
        assertFalse(english.equals(in(Language.FRENCH).text(failure)), english);
    }
}
