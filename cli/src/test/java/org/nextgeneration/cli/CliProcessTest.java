package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Everything that the program does without loading a model, seen from outside. */
class CliProcessTest {
    private static final String FRENCH_CODE_QUESTION =
            "Écris une fonction Python pour traiter des CSV";

    @TempDir Path home;

    private CliProcess program() {
        return new CliProcess(home);
    }

    private static void assertFails(CliProcess.Result result, int exitCode, String... said) {
        assertEquals(exitCode, result.exitCode(), result.err());
        for (String text : said) {
            assertTrue(result.err().contains(text), () -> "expected " + text + " in " + result);
        }
        assertFalse(result.err().contains("\tat "), result.err());
    }

    @Test
    void version_always_namesProgramAndJava() {
        CliProcess.Result result = program().run("--version");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().startsWith("nextgen "), result.out());
        assertTrue(result.out().contains("Java " + Runtime.version().feature()), result.out());
        assertEquals("", result.err());
    }

    @Test
    void help_always_namesEveryCommand() {
        CliProcess.Result result = program().run("--help");
        assertEquals(0, result.exitCode(), result.err());
        for (String command :
                List.of(
                        "ask",
                        "chat",
                        "route",
                        "assistants",
                        "models",
                        "ps",
                        "doctor",
                        "config",
                        "completion")) {
            assertTrue(result.out().contains("\n  " + command + " "), command);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ask",
                "chat",
                "route",
                "assistants",
                "models",
                "ps",
                "doctor",
                "config",
                "completion"
            })
    void help_ofEachCommand_isInFrenchToo(String command) {
        CliProcess.Result english = program().run(command, "--help");
        CliProcess.Result french = program().run("--lang", "fr", command, "--help");
        assertEquals(0, english.exitCode(), english.err());
        assertTrue(english.out().contains("Usage: nextgen " + command), english.out());
        assertTrue(french.out().contains("Usage\u00a0: nextgen " + command), french.out());
        assertTrue(french.out().contains("Montrer cette aide."), french.out());
    }

    @Test
    void noArguments_always_isAWrongCommandLine() {
        assertFails(program().run(), 2, "no command given");
    }

    @Test
    void route_frenchCodeQuestion_isForTheCodeRole() {
        CliProcess.Result result = program().run("route", FRENCH_CODE_QUESTION, "--json");
        assertEquals(0, result.exitCode(), result.err());
        JsonNode json = result.json();
        assertEquals("code", json.path("role").asString());
        assertEquals("fr", json.path("analysis").path("language").asString());
        for (String field :
                List.of("category", "complexity", "confidence", "reasons", "candidates")) {
            assertTrue(json.path("analysis").has(field), field);
        }
        assertTrue(json.has("model"));
        assertEquals(
                "ollama pull qwen2.5-coder:32b", json.path("fallback").path("install").asString());
    }

    @Test
    void route_wordsThatContainTest_isNotForTheMiniRole() {
        JsonNode json =
                program().run("route", "--json", "Explain the latest contest results").json();
        assertNotEquals("mini", json.path("role").asString());
    }

    @Test
    void route_textOnStandardInput_isRead() {
        CliProcess.Result result =
                program().input(FRENCH_CODE_QUESTION).run("route", "-", "--json");
        assertEquals("code", result.json().path("role").asString());
    }

    @Test
    void route_forcedPriority_decidesTheRole() {
        JsonNode json =
                program().run("route", "--json", "--priority", "mini", FRENCH_CODE_QUESTION).json();
        assertEquals("mini", json.path("role").asString());
    }

    @Test
    void dryRun_ofAsk_saysTheSameAsRoute() {
        String route = program().run("route", "--json", FRENCH_CODE_QUESTION).out();
        assertEquals(
                route, program().run("ask", "--dry-run", "--json", FRENCH_CODE_QUESTION).out());
    }

    @Test
    void route_textLikeAnArgumentFile_isPlainText() {
        assertEquals(0, program().run("route", "@home ${sys:user.name} \"quoted").exitCode());
    }

    @ParameterizedTest
    @CsvSource({
        "aks, there is no command \"aks\". Did you mean \"ask\"?",
        "--vresion, there is no option --vresion. Did you mean --version?",
    })
    void unknownName_atTheTop_suggestsTheNearest(String argument, String said) {
        assertFails(program().run(argument), 2, said);
    }

    @Test
    void unknownOption_ofACommand_suggestsTheNearest() {
        assertFails(program().run("ask", "--modle", "x", "hi"), 2, "Did you mean --model?");
    }

    @Test
    void unknownRole_always_suggestsTheNearest() {
        assertFails(program().run("ask", "--role", "cdoe", "hi"), 2, "Did you mean \"code\"?");
    }

    @Test
    void unknownModel_always_suggestsTheNearest() {
        assertFails(
                program().run("ask", "--model", "llama3:8b-instruct-q6_x", "hi"),
                2,
                "Did you mean \"llama3:8b-instruct-q6_k\"?");
    }

    @Test
    void knownModel_notInstalled_saysHowToInstallIt() {
        assertFails(
                program().run("ask", "--model", "qwen-coder-32b", "hi"),
                2,
                "ollama pull qwen2.5-coder:32b");
    }

    @Test
    void unknownAssistant_always_suggestsTheNearest() {
        assertFails(
                program().run("ask", "--assistant", "secruity", "hi"),
                2,
                "Did you mean \"security\"?");
        assertFails(
                program().run("assistants", "show", "secruity"), 2, "Did you mean \"security\"?");
    }

    @Test
    void assistants_always_listsTheSeven() {
        JsonNode json = program().run("assistants", "--json").json();
        assertEquals(
                List.of(
                        "chat",
                        "code",
                        "documentation",
                        "peer_review",
                        "performance",
                        "security",
                        "test"),
                StreamSupport.stream(json.path("assistants").spliterator(), false)
                        .map(assistant -> assistant.path("name").asString())
                        .sorted()
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "--temperature, -1, temperature",
        "--temperature, abc, a number",
        "--temperature, NaN, temperature",
        "--max-tokens, 1.5, a whole number",
        "--seed, -3, seed",
        "--top-p, 2, top_p",
        "--context, -5, contextTokens",
        "--gpu-layers, -2, gpuLayers",
        "--gpu-layers, x, a whole number",
        "--threads, 100000, threads",
        "--cache-type, q5_0, q4_0",
        "--priority, slow, auto",
        "--lang, de, fr",
    })
    void impossibleValue_ofAnOption_isAWrongCommandLine(String option, String value, String said)
            throws IOException {
        Path model = Files.write(home.resolve("some.gguf"), new byte[] {1, 2, 3});
        boolean choosesItself = option.equals("--priority");
        CliProcess.Result result =
                choosesItself
                        ? program().run("ask", option, value, "hi")
                        : program().run("ask", "--model", model.toString(), option, value, "hi");
        assertFails(result, 2, said);
    }

    @Test
    void exclusiveOptions_together_areAWrongCommandLine() {
        assertFails(
                program().run("ask", "--role", "code", "--assistant", "code", "hi"),
                2,
                "--assistant and --role exclude each other");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "\n"})
    void emptyPrompt_always_isAWrongCommandLine(String prompt) {
        assertFails(program().run("ask", prompt), 2, "there is no question");
        assertFails(program().input(prompt).run("ask"), 2, "there is no question");
    }

    @Test
    void invalidUtf8_onStandardInput_namesTheByte() {
        CliProcess.Result result =
                program().input((byte) 'a', (byte) 'b', (byte) 0xff, (byte) 'c').run("ask", "-");
        assertFails(result, 2, "byte 2 is 0xff");
    }

    @Test
    void tooMuch_onStandardInput_isRefused() {
        byte[] input = new byte[PromptText.INPUT_BYTES_MAX + 1];
        java.util.Arrays.fill(input, (byte) 'a');
        assertFails(program().input(input).run("ask", "-"), 2, "larger than 4194304 bytes");
    }

    @Test
    void attachedFile_thatCannotBeUsed_isNamed() throws IOException {
        Files.write(home.resolve("binary"), new byte[] {'a', 0, 'b'});
        Files.write(home.resolve("latin"), new byte[] {'a', (byte) 0xe9, 'b'});
        Files.write(home.resolve("huge"), new byte[PromptText.FILE_BYTES_MAX + 1]);
        assertFails(program().run("ask", "-f", "absent", "hi"), 2, "\"absent\" is not there");
        assertFails(program().run("ask", "-f", ".", "hi"), 2, "is not a file");
        assertFails(program().run("ask", "-f", "binary", "hi"), 2, "byte 1 is 0");
        assertFails(program().run("ask", "-f", "latin", "hi"), 2, "latin: byte 1 is 0xe9");
        assertFails(program().run("ask", "-f", "huge", "hi"), 2, "larger than 1048576 bytes");
    }

    @Test
    void modelFile_thatIsNotAModel_isAnError() throws IOException {
        Files.writeString(home.resolve("not.gguf"), "hello, this is no model at all, but text");
        assertFails(program().run("ask", "--model", "not.gguf", "hi"), 1, "not.gguf");
        assertFails(program().run("models", "show", "not.gguf"), 1, "not.gguf", "GGUF");
        assertFails(program().run("ask", "--model", "absent.gguf", "hi"), 2, "absent.gguf");
    }

    @Test
    void modelsList_withADamagedFile_showsItAsARow() throws IOException {
        Path models = Files.createDirectories(home.resolve("models"));
        Files.writeString(models.resolve("bad.gguf"), "hello, this is no model at all");
        CliProcess.Result result =
                program().with("NEXTGEN_MODELS", models.toString()).run("models", "list");
        assertEquals(0, result.exitCode(), result.err());
        assertTrue(result.out().contains("bad"), result.out());
        assertTrue(result.out().contains("unusable"), result.out());
    }

    @Test
    void failure_withJson_printsOneObjectOnStandardOutput() {
        CliProcess.Result result = program().run("ask", "--json", "--role", "x", "hi");
        assertEquals(2, result.exitCode());
        assertEquals("invalid_request", result.json().path("error").path("kind").asString());
        assertTrue(result.err().contains("--role"), result.err());
        assertEquals(1, result.out().lines().count());
    }

    @Test
    void nothingInstalled_always_saysWhatToInstall() {
        CliProcess.Result result =
                program()
                        .property("nextgen.home", home.toString())
                        .run("ask", "--json", FRENCH_CODE_QUESTION);
        assertFails(result, 1, "ollama pull qwen2.5-coder:32b");
        assertEquals("no_model", result.json().path("error").path("kind").asString());
    }

    @Test
    void colours_onATerminal_areLeftOutWithNoColor() {
        CliProcess coloured = program().property("nextgen.terminals", "012");
        assertTrue(coloured.run("models", "list").err().contains("\u001b["));
        assertFalse(
                program()
                        .property("nextgen.terminals", "012")
                        .with("NO_COLOR", "1")
                        .run("models", "list")
                        .err()
                        .contains("\u001b["));
        assertFalse(
                program()
                        .property("nextgen.terminals", "012")
                        .run("--no-color", "models", "list")
                        .err()
                        .contains("\u001b["));
    }

    @Test
    void language_ofTheLocale_isSpoken() {
        assertTrue(
                // As the launcher has it where the person's own locale is not UTF-8 or not
                // installed.
                program()
                        .with("LC_ALL", "C.UTF-8")
                        .with("NEXTGEN_LOCALE", "fr_FR.ISO-8859-1")
                        .run("ask", "")
                        .err()
                        .contains("il n’y a pas de question"));
        assertTrue(program().with("NEXTGEN_LANG", "fr").run().err().contains("aucune commande"));
    }

    @Test
    void configuration_initShowCheck_agree() throws IOException {
        assertEquals(0, program().run("config", "init").exitCode());
        Path file = home.resolve("nextgen.yaml");
        assertTrue(Files.readString(file).contains("# language: en"));
        assertFails(program().run("config", "init"), 3, "is there already");
        assertEquals(0, program().run("config", "init", "--force").exitCode());
        assertEquals(0, program().run("config", "check").exitCode());
        Files.writeString(file, "language: fr\nengine:\n  threads: 3\n");
        JsonNode settings = program().run("config", "show", "--json").json().path("settings");
        JsonNode threads =
                StreamSupport.stream(settings.spliterator(), false)
                        .filter(row -> row.path("key").asString().equals("engine.threads"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(3, threads.path("value").asInt());
        assertTrue(
                threads.path("source").asString().endsWith("nextgen.yaml:3"), threads.toString());
        assertTrue(program().run("ask", "").err().contains("il n’y a pas de question"));
    }

    @Test
    void configuration_withAWrongKey_namesPlaceAndNearestKey() throws IOException {
        Files.writeString(home.resolve("nextgen.yaml"), "engine:\n  thraeds: 3\n");
        CliProcess.Result check = program().run("config", "check");
        assertFails(
                check, 3, "nextgen.yaml:2:3", "engine.thraeds", "Did you mean \"engine.threads\"?");
        assertFails(program().run("route", "hello"), 2, "nextgen.yaml:2:3");
        assertEquals(0, program().run("--help").exitCode());
        assertEquals(0, program().run("--version").exitCode());
    }

    @Test
    void configuration_namedAndAbsent_isAWrongCommandLine() {
        assertFails(program().run("--config", "no.yaml", "ps"), 2, "no.yaml", "--config");
        assertFails(program().with("NEXTGEN_CONFIG", "no.yaml").run("ps"), 2, "$NEXTGEN_CONFIG");
    }

    @Test
    void ps_withNothingLoaded_saysSoAndListsNothing() {
        CliProcess.Result result = program().run("ps", "--json");
        assertEquals("{\"workers\":[]}\n", result.out());
        assertTrue(program().run("ps").err().contains("No model is loaded"));
    }

    @Test
    void completion_ofBash_isAScriptThatBashAccepts() throws IOException, InterruptedException {
        CliProcess.Result result = program().run("completion", "bash");
        Path script = Files.writeString(home.resolve("completion.sh"), result.out());
        assertTrue(result.out().contains("--max-tokens"));
        Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
        assertEquals(0, bash.waitFor());
        assertFails(program().run("completion", "fish"), 2, "bash, zsh");
    }
}
