package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.ResourceBundle;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.SourceFailure;
import org.nextgeneration.gpu.ThrottleReason;
import org.nextgeneration.store.Language;

/** The doctor gives keys of messages; each must be in the bundles. */
class DoctorMessagesTest {
    private static final Path SOURCES =
            Path.of(System.getProperty("nextgen.root", ".."))
                    .resolve("health/src/main/java/org/nextgeneration/health/doctor");
    private static final Pattern KEY = Pattern.compile("\"(doctor\\.[a-z0-9.-]+[a-z0-9])\"");
    private static final Pattern ID =
            Pattern.compile("\"((?:gpu|env|engine|ollama|models|assistants)\\.[a-z_]+)\"");
    private static final ResourceBundle ENGLISH = Messages.of(Language.ENGLISH).bundle();

    private static NavigableSet<String> found(Pattern pattern) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                Matcher matcher = pattern.matcher(Files.readString(file));
                while (matcher.find()) {
                    if (!matcher.group(1).endsWith(".exe")) {
                        found.add(matcher.group(1));
                    }
                }
            }
        }
        return found;
    }

    @Test
    void keysOfTheDoctor_areInTheBundles() throws IOException {
        NavigableSet<String> keys = found(KEY);
        assertTrue(keys.size() > 100, keys::toString);
        keys.removeAll(ENGLISH.keySet());
        assertEquals(new TreeSet<>(), keys);
    }

    @Test
    void checks_haveATitle() throws IOException {
        NavigableSet<String> ids = found(ID);
        assertTrue(ids.size() > 20, ids::toString);
        for (String id : ids) {
            assertTrue(ENGLISH.containsKey("doctor.title." + id), id);
        }
    }

    @Test
    void enums_haveTheirWords() {
        for (GpuRule.Criterion criterion : GpuRule.Criterion.values()) {
            String id = criterion.name().toLowerCase(Locale.ROOT);
            assertTrue(ENGLISH.containsKey("doctor.gpu.criterion." + id), id);
        }
        for (SourceFailure.Kind kind : SourceFailure.Kind.values()) {
            String id = kind.name().toLowerCase(Locale.ROOT);
            assertTrue(ENGLISH.containsKey("gpu.failure." + id), id);
        }
        for (ThrottleReason reason : ThrottleReason.values()) {
            String id = reason.name().toLowerCase(Locale.ROOT);
            assertTrue(ENGLISH.containsKey("gpu.throttle." + id), id);
        }
        for (String mask : List.of("cuda", "vulkan", "widening")) {
            assertTrue(ENGLISH.containsKey("doctor.env.well." + mask), mask);
        }
    }

    @Test
    void longSentence_isBrokenBetweenWordsOnly() {
        assertEquals(List.of("one two", "three"), DoctorReport.wrapped("one two three", 8));
        assertEquals(List.of("/a/very/long/path"), DoctorReport.wrapped("/a/very/long/path", 8));
        assertEquals(List.of("one", "two"), DoctorReport.wrapped("one\ntwo", 80));
    }

    @Test
    void titlesOfOneTopic_inEachLanguage_sayItOnce() {
        assertEquals("Ollama", DoctorReport.joined("Ollama", "Ollama: card"));
        assertEquals("Ollama", DoctorReport.joined("Ollama", "Ollama\u00a0: carte"));
        assertEquals("Shell: CUDA, Vulkan", DoctorReport.joined("Shell: CUDA", "Shell: Vulkan"));
    }
}
