package org.nextgeneration.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nextgeneration.select.Category;
import org.nextgeneration.select.Complexity;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Language;

class MessagesTest {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\d}|%n");
    private static final Pattern KEY_IN_SOURCE =
            Pattern.compile(
                    "\"((?:failure|config|note|route|column|assistants|ps|models|chat|gpu|monitor"
                            + "|doctor|env|exec|audit)"
                            + "\\.(?!folder|(?:allow|cpu|deny|reserve)\")[a-z0-9.-]+[a-z0-9])\"");

    /** Before a double mark and inside the quotes only a space that does not break. */
    private static final Pattern PLAIN_SPACE_AT_MARK = Pattern.compile(" [:;?!»]|« |[^\\u00a0]»");

    private static final ResourceBundle ENGLISH = Messages.of(Language.ENGLISH).bundle();
    private static final ResourceBundle FRENCH = Messages.of(Language.FRENCH).bundle();

    private static List<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(MatchResult::group).sorted().toList();
    }

    @Test
    void bundles_haveTheSameKeys() {
        assertEquals(new TreeSet<>(ENGLISH.keySet()), new TreeSet<>(FRENCH.keySet()));
    }

    @Test
    void bundles_haveTheSamePlaceholders() {
        for (String key : ENGLISH.keySet()) {
            assertEquals(
                    placeholders(ENGLISH.getString(key)), placeholders(FRENCH.getString(key)), key);
        }
    }

    @Test
    void frenchTexts_areNotCorrupted() {
        assertTrue(FRENCH.getString("column.role").contains("Ô"));
        for (String key : FRENCH.keySet()) {
            assertTrue(!FRENCH.getString(key).contains("\ufffd"), key);
        }
    }

    @Test
    void frenchTexts_haveTheMarksOfFrenchTypography() {
        for (String key : FRENCH.keySet()) {
            String text = FRENCH.getString(key);
            assertFalse(PLAIN_SPACE_AT_MARK.matcher(text).find(), () -> key + "=" + text);
            assertFalse(text.contains("'"), () -> key + "=" + text);
        }
    }

    @Test
    void keysOfEnums_areInTheBundles() {
        for (Category category : Category.values()) {
            assertFalse(FRENCH.getString("category." + category.id()).isBlank());
        }
        for (Complexity complexity : Complexity.values()) {
            assertFalse(FRENCH.getString("complexity." + complexity.id()).isBlank());
        }
        for (InstalledModel.Origin origin : InstalledModel.Origin.values()) {
            String id = origin.name().toLowerCase(Locale.ROOT);
            assertFalse(FRENCH.getString("origin." + id).isBlank());
        }
    }

    @Test
    void number_inEachLanguage_hasItsDecimalMark() {
        assertEquals("1,50", Messages.of(Language.FRENCH).number(1.5, 2));
        assertEquals("1.5", Messages.of(Language.ENGLISH).number(1.46, 1));
        assertEquals("-", Messages.of(Language.ENGLISH).number(Double.NaN, 1));
        assertTrue(
                Messages.of(Language.FRENCH)
                        .text("assistants.parameters", "code", 0.25, 0.9, 12)
                        .contains("0,25"));
    }

    @Test
    void failedInputOrOutput_isToldInWords() {
        Messages french = Messages.of(Language.FRENCH);
        assertEquals(
                "« x » est illisible : accès refusé",
                french.text("failure.file-unreadable", "x", new AccessDeniedException("x"))
                        .replace('\u00a0', ' '));
        Messages english = Messages.of(Language.ENGLISH);
        assertEquals(
                "no space left on the disk",
                english.shown(new IOException("No space left on device")));
        assertEquals(
                "the disk is read-only",
                english.shown(new FileSystemException("x", null, "Read-only file system")));
        assertEquals("it is not there", english.shown(new NoSuchFileException("x")));
        assertEquals("Input/output error", english.shown(new IOException("Input/output error")));
    }

    @Test
    void keysUsedInTheSources_areInTheBundles() throws IOException {
        TreeSet<String> used = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
                KEY_IN_SOURCE
                        .matcher(Files.readString(file))
                        .results()
                        .map(found -> found.group(1))
                        .forEach(used::add);
            }
        }
        assertTrue(used.size() > 50, () -> "found only " + used);
        used.removeAll(ENGLISH.keySet());
        assertEquals(new TreeSet<>(), used);
    }

    @Test
    void text_withApostropheAndBraces_isLeftAlone() {
        Messages messages = Messages.of(Language.FRENCH);
        assertEquals("l’option {0} n’existe pas.", messages.text("failure.unknown-option", "{0}"));
    }
}
