package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house rules that a compiler cannot check, over every module. */
class TidyTest {
    private static final Path ROOT = Path.of(System.getProperty("nextgen.root", ".."));
    private static final int LINES_MAX = 400;
    private static final int COLUMNS_MAX = 100;
    private static final Pattern VAGUE_NAME =
            Pattern.compile(
                    "(Abstract|Base|Default)[A-Z]\\w*|\\w+(Util|Utils|Helper|Manager|Impl)");

    /** What must not be written, and what to do instead. */
    private static final Map<Pattern, String> BANNED =
            Map.of(
                    Pattern.compile("new RuntimeException\\("), "throw the package's own exception",
                    // With a stream to print to, it is what --verbose asks for.
                    Pattern.compile("printStackTrace\\(\\)"),
                            "say what happened, where, and what to do",
                    Pattern.compile("\\b(" + "TODO|" + "FIXME|" + "XXX)\\b"),
                            "do it, or leave it out",
                    Pattern.compile("Thread\\.sleep\\("), "wait for the event itself",
                    Pattern.compile("sun\\.misc\\.Unsafe"), "use java.lang.foreign");

    @Test
    void sources_everyModule_followTheHouseRules() throws IOException {
        List<String> problems = new ArrayList<>();
        List<Path> sources = sources();
        for (Path source : sources) {
            check(source, problems);
        }
        assertTrue(sources.size() > 50, "found only %d sources".formatted(sources.size()));
        assertEquals(List.of(), problems);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !ROOT.relativize(file).toString().contains("target"))
                    .filter(file -> !file.toString().contains("node_modules"))
                    .sorted()
                    .toList();
        }
    }

    private static void check(Path source, List<String> problems) throws IOException {
        String where = ROOT.relativize(source).toString();
        List<String> lines = Files.readAllLines(source);
        if (lines.size() > LINES_MAX) {
            problems.add(
                    "%s: %d lines, at most %d; split it by concern"
                            .formatted(where, lines.size(), LINES_MAX));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.length() > COLUMNS_MAX && !line.startsWith("import ")) {
                problems.add("%s:%d: longer than %d".formatted(where, i + 1, COLUMNS_MAX));
            }
            for (Map.Entry<Pattern, String> ban : BANNED.entrySet()) {
                if (ban.getKey().matcher(line).find() && !where.endsWith("TidyTest.java")) {
                    problems.add("%s:%d: %s".formatted(where, i + 1, ban.getValue()));
                }
            }
        }
        String name = String.valueOf(source.getFileName()).replace(".java", "");
        if (VAGUE_NAME.matcher(name).matches()) {
            problems.add("%s: name it for what it is or does".formatted(where));
        }
        boolean main = where.contains("src" + java.io.File.separator + "main");
        if (main
                && !name.equals("module-info")
                && !Files.exists(source.resolveSibling("package-info.java"))) {
            problems.add("%s: its package has no package-info.java".formatted(where));
        }
    }
}
