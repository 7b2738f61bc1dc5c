package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the program says and returns when something is not as it should be. */
class CliFailureProcessTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir Path home;

    private CliProcess program() {
        return new CliProcess(home);
    }

    private static void assertFails(CliProcess.Result result, int exitCode, String... said) {
        assertEquals(exitCode, result.exitCode(), result.toString());
        for (String text : said) {
            assertTrue(result.err().contains(text), () -> "expected " + text + " in " + result);
        }
        assertFalse(result.err().contains("\tat "), result.err());
        assertFalse(result.err().contains("java."), result.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"route --json hello", "assistants", "--help", "--version"})
    @EnabledOnOs(OS.LINUX)
    void output_toAFullDisk_fails(String arguments) {
        CliProcess.Result result = program().output(FULL).run(arguments.split(" ", -1));
        assertFails(result, 1, "standard output cannot be written: no space left on the disk");
    }

    @ParameterizedTest
    @CsvSource({
        "--seed, --seed needs a value (N).",
        "--dry-run=x, --dry-run takes no value.",
    })
    void option_withoutOrWithTooMuchValue_isToldSo(String option, String said) {
        assertFails(program().run("ask", "hi", option), 2, said);
    }

    @Test
    void model_thatMakesVectors_isAWrongCommandLineForRouteToo() throws IOException {
        Files.write(home.resolve("nomic-embed-text.gguf"), new byte[] {1});
        for (String command : List.of("ask", "route")) {
            assertFails(
                    program().run(command, "--model", "nomic-embed-text.gguf", "hi"),
                    2,
                    "turns texts into vectors");
        }
    }

    @Test
    void files_tooLargeTogether_areRefusedBeforeTheyAreRead() throws IOException {
        byte[] content = new byte[PromptText.FILE_BYTES_MAX];
        Arrays.fill(content, (byte) 'a');
        Files.write(home.resolve("part"), content);
        List<String> arguments = new ArrayList<>(List.of("ask", "hi"));
        for (int i = 0; i <= PromptText.FILES_BYTES_MAX / PromptText.FILE_BYTES_MAX; i++) {
            arguments.addAll(List.of("-f", "part"));
        }
        assertFails(
                program().run(arguments.toArray(String[]::new)),
                2,
                "together are larger than 4194304 bytes");
    }

    @Test
    void configuration_thatCannotBeWritten_saysWhyInWords() {
        assertFails(
                program().run("--config", "absent/nextgen.yaml", "config", "init"),
                1,
                "cannot be written: it is not there");
    }

    @Test
    void useCases_ofTheConfiguration_decideTheRole() throws IOException {
        Files.writeString(
                home.resolve("nextgen.yaml"),
                """
                catalogue:
                  - name: notaire:7b
                    roles: [quality]
                    use_cases: [huissier]
                """);
        JsonNode json = program().run("route", "--json", "Le huissier passe demain").json();
        assertEquals("quality", json.path("role").asString());
    }

    @Test
    void preferredModel_ofTheConfiguration_answersAndTheReasonsAgree() throws IOException {
        Path models = Files.createDirectories(home.resolve("models"));
        Files.write(models.resolve("tiny-chat.gguf"), new byte[] {1});
        Files.writeString(
                home.resolve("nextgen.yaml"),
                "models: {folder: models}\nroles: {code: tiny-chat}\n");
        JsonNode json = program().run("route", "--json", "Écris une fonction Python").json();
        assertEquals("tiny-chat", json.path("model").asString());
        assertTrue(json.path("fallback").isNull(), json.toString());
        List<String> reasons = texts(json.path("analysis").path("reasons"));
        assertTrue(reasons.getFirst().contains("words that speak for"), reasons.toString());
        assertTrue(
                reasons.getLast().startsWith("preferred in the configuration")
                        && reasons.getLast().endsWith("nextgen.yaml:2)"),
                reasons.toString());
        assertFalse(reasons.toString().contains("no model installed"), reasons.toString());
        JsonNode candidates = json.path("analysis").path("candidates");
        assertEquals("tiny-chat", candidates.path(0).path("model").asString());
        assertTrue(candidates.size() > 3, candidates.toString());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asString).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "/modle, 2, Did you mean /model?",
        "/model llama3:8b-instruct-q6_x, 2, Did you mean",
        "/model absent.gguf, 2, is not there",
        "/assistant secruity, 2, Did you mean \"security\"?",
        "/usr/bin est quoi ?, 1, no model is installed",
    })
    void pipedChat_lineThatCannotBeDone_fails(String line, int exitCode, String said) {
        assertFails(program().input(line + "\n/exit\n").run("chat"), exitCode, said);
    }

    @Test
    void route_inFrench_isFrenchThroughout() {
        CliProcess.Result result =
                program().run("--lang", "fr", "route", "Écris une fonction Python");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("complexité faible"), result.out());
        assertTrue(result.out().contains("\u00a0: Python, Écris une fonction"), result.out());
        assertTrue(result.out().contains("  1,00  "), result.out());
    }

    @Test
    void modelsShow_forPeople_hasLabelsOfTheLanguage() {
        String french = program().run("--lang", "fr", "models", "show", "mixtral-8x7b").out();
        assertTrue(french.contains("Pour l’installer"), french);
        assertFalse(french.contains("context_tokens"), french);
        String english = program().run("models", "show", "mixtral-8x7b").out();
        assertTrue(english.contains("Context (tokens)"), english);
    }
}
