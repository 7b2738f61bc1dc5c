package org.nextgeneration.cli.config;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nextgeneration.cli.terminal.CommandFailure;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.engine.KeptState;
import org.nextgeneration.gguf.KvCacheType;
import org.nextgeneration.store.Language;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;
import org.nextgeneration.store.StoreRoots.Platform;
import tools.jackson.core.JacksonException;

class ConfigurationTest {
    private static final Messages ENGLISH = Messages.of(Language.ENGLISH);

    @TempDir Path folder;

    private Configuration read(String yaml) throws IOException {
        return Configuration.read(Files.writeString(folder.resolve("nextgen.yaml"), yaml), folder);
    }

    private List<String> problems(String yaml) {
        ConfigurationException wrong = assertThrows(ConfigurationException.class, () -> read(yaml));
        return wrong.problems().stream().map(problem -> problem.text(ENGLISH)).toList();
    }

    private void assertProblem(String yaml, String place, String... said) {
        String text = problems(yaml).getFirst();
        assertTrue(text.contains("nextgen.yaml:" + place + ": "), text);
        for (String part : said) {
            assertTrue(text.contains(part), () -> "expected " + part + " in " + text);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# only a comment\n", "---\n", "engine:\n"})
    void emptyFile_always_isTheBuiltInConfiguration(String yaml) throws IOException {
        Configuration configuration = read(yaml);
        assertEquals(0, configuration.threads().value());
        assertEquals(
                Configuration.builtIn().catalogue().value(), configuration.catalogue().value());
    }

    @Test
    void everyKey_written_isReadWithItsPlace() throws IOException {
        Configuration configuration =
                read(
                        """
                        language: fr
                        models: {folder: ~/m}
                        engine:
                          threads: 4
                          context: 2048
                          cache_type: q8_0
                          llama:
                            home: natives
                        state:
                          folder: /var/x
                        roles:
                          code: my:7b
                        catalogue:
                          - name: my:7b
                            roles: [code]
                            temperature: 0.25
                        assistants:
                          - name: poet
                            role: daily
                            description: writes poems
                            system_prompt: {fr: Tu es poète., en: You are a poet.}
                        """);
        assertEquals(Optional.of(Language.FRENCH), configuration.language().value());
        assertEquals(Optional.of(folder.resolve("m")), configuration.modelsFolder().value());
        assertEquals(Optional.of(folder.resolve("natives")), configuration.llamaHome().value());
        assertEquals(Optional.of(Path.of("/var/x")), configuration.stateFolder().value());
        assertEquals(4, configuration.threads().value());
        assertEquals(
                new Source.Written(folder.resolve("nextgen.yaml"), new Place(4, 3)),
                configuration.threads().source());
        assertEquals(2048, configuration.contextTokens().value());
        assertEquals(KvCacheType.Q8_0, configuration.cacheType().value());
        ModelName name = ModelName.parse("my:7b");
        assertEquals(name, requireNonNull(configuration.roles().get(Role.CODE)).value());
        assertEquals(
                0.25, configuration.catalogue().value().find(name).orElseThrow().temperature());
        assertEquals(
                "Tu es poète.",
                configuration
                        .assistants()
                        .value()
                        .find("poet")
                        .orElseThrow()
                        .systemPrompt()
                        .text(Language.FRENCH));
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "500 KiB, 512000", "8 GiB, 8589934592"})
    void savedState_written_isItsBytes(String written, Long bytes) throws IOException {
        Setting<Long> setting = read("engine: {saved_state: " + written + "}").savedStateBytes();
        assertEquals(bytes, setting.value());
        assertEquals(
                new Source.Written(folder.resolve("nextgen.yaml"), new Place(1, 10)),
                setting.source());
    }

    @Test
    void savedState_notWritten_isTheUsualBound() throws IOException {
        assertEquals(
                Setting.builtIn(KeptState.BYTES_MAX_UNASKED),
                read("engine: {threads: 1}").savedStateBytes());
    }

    @Test
    void severalProblems_always_areAllReported() {
        assertEquals(3, problems("lang: fr\nengine: {threads: many}\nroles: {cod: x}\n").size());
    }

    @Test
    void severalEntries_eachWithProblems_areAllReportedInOrder() {
        assertEquals(
                List.of("4:5", "5:5", "9:12", "11:5"),
                problems(
                                """
                                catalogue:
                                  - name: new:7b
                                    roles: [code]
                                    quality: high
                                    temperature: hot
                                    max_tokens: 7
                                  - name: other:7b
                                    roles: [code]
                                    source:
                                assistants:
                                  - role: daily
                                """)
                        .stream()
                        .map(text -> text.replaceAll("(?s).*nextgen\\.yaml:(\\d+:\\d+): .*", "$1"))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "language: fr\\nengine:\\n\\tthreads: 1\\n|3:1|TAB",
                "language: fr\\nstate:\\n  folder: 'open\\nroles: {}\\n|5:1|(3:11)",
                "language: fr\\nstate: a\\7b\\n|2:9|U+0007",
                "language: fr\\nengine: {threads: 1\\n|3:1|(2:9)",
            })
    void malformedYaml_always_namesThePlaceOfTheFault(String yaml, String place, String said) {
        assertProblem(yaml.translateEscapes(), place, said);
    }

    @Test
    void malformedYaml_always_keepsItsCause() {
        assertTrue(
                assertThrows(ConfigurationException.class, () -> read("a: 'open")).getCause()
                        instanceof JacksonException);
    }

    @Test
    void oneModelOrAssistant_byTwoNames_isThereTwice() {
        assertProblem(
                "catalogue:\n  - name: qwen-coder-32b\n  - name: qwen2.5-coder:32b\n",
                "3:5",
                "there twice");
        assertProblem("assistants:\n  - name: code\n  - name: Code\n", "3:5", "there twice");
    }

    @Test
    void namedFile_thatCannotBeAPath_isAWrongCommandLine() {
        CommandFailure failure =
                assertThrows(CommandFailure.class, () -> find(Optional.of("a\u0000b"), Map.of()));
        assertEquals(ExitCode.WRONG_USAGE, failure.exitCode());
    }

    @Test
    void unknownKey_always_namesPlaceAndNearest() {
        assertProblem("langage: fr\n", "1:1", "\"langage\"", "Did you mean \"language\"?");
        assertProblem(
                "engine:\n  llama:\n    hom: x\n",
                "3:5",
                "\"engine.llama.hom\"",
                "\"engine.llama.home\"");
        assertProblem("zzzzzz: 1\n", "1:1", "expected one of language, models");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "language: de|1:11|fr, en",
                "engine: {threads: -1}|1:19|from 0 to 512",
                "engine: {threads: 1.5}|1:19|a whole number",
                "engine: {threads: '4'}|1:19|a whole number",
                "engine: {context: 99999999999999999999}|1:19|a whole number",
                "engine: {cache_type: q5_0}|1:22|f16, q8_0, q4_0",
                "engine: {saved_state: many}|1:23|a size such as 20 GiB or 512 MiB, or 0",
                "engine: {saved_state: -1 GiB}|1:23|or 0 for nothing",
                "engine: {saved_state: 8}|1:23|or 0 for nothing",
                "engine: []|1:9|keys with values",
                "models: {folder: [a]}|1:18|a text",
                "models: {folder: ''}|1:18|a text",
                "roles: {code: '../x'}|1:15|the name of a model",
                "catalogue: {name: x}|1:12|a list",
                "catalogue: [x]|1:13|keys with values",
                "catalogue: [{roles: [code]}]|1:13|no \"name\"",
                "assistants: [{name: code, tempratur: 1}]|1:27|temperature",
                "[a, b]|1:1|keys with values",
                "just text|1:1|keys with values",
            })
    void wrongValue_always_namesPlaceAndExpectation(String yaml, String place, String said) {
        assertProblem(yaml, place, said);
    }

    @Test
    void impossibleEntry_always_namesItsField() {
        assertProblem(
                "catalogue:\n  - name: qwen-coder-32b\n    quality: 11\n", "2:5", "quality 11");
        assertProblem(
                "catalogue:\n  - name: qwen-coder-32b\n    temperature: hot\n",
                "3:5",
                "temperature");
        assertProblem(
                "assistants:\n  - name: code\n  - name: code\n", "3:5", "\"code\" is there twice");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "language: &a fr\nroles: {code: *a}\n",
                "a: &a [x, x]\nb: &b [*a, *a]\n",
                "roles: *nowhere\n",
                "language: !!java.lang.String fr\n",
                "engine: !<tag:x> {threads: 1}\n",
                "language: fr\nlanguage: en\n",
                "language: fr\n---\nlanguage: en\n",
                "language: 'fr\n",
                "engine: {threads: 1\n",
                "\tlanguage: fr\n",
                "language: \u0000\n",
                "? [a, b]\n: c\n",
                "<<: {language: fr}\n",
                "engine: {<<: {threads: 1}}\n",
            })
    void hostileYaml_always_isRefusedWithItsPlace(String yaml) {
        String text = problems(yaml).getFirst();
        assertTrue(text.matches("(?s).*nextgen\\.yaml:\\d+:\\d+: .+"), text);
    }

    @Test
    void nesting_tooDeep_isRefused() {
        assertTrue(problems("[".repeat(100_000)).getFirst().contains("nextgen.yaml"));
        assertTrue(problems("a: ".repeat(50) + "x").getFirst().contains("nextgen.yaml"));
        assertTrue(
                problems("engine: " + "{a: ".repeat(20) + "1" + "}".repeat(20))
                        .getFirst()
                        .contains("nextgen.yaml:1:"));
    }

    @Test
    void file_tooLargeOrNotUtf8_isRefused() throws IOException {
        Path file = folder.resolve("nextgen.yaml");
        Files.write(file, new byte[YamlFile.SIZE_BYTES_MAX + 1]);
        assertEquals(
                "config.problem.too-large",
                assertThrows(ConfigurationException.class, () -> Configuration.read(file, folder))
                        .problems()
                        .getFirst()
                        .messageKey());
        Files.write(file, "language: \u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals(
                file + ": byte 10 is not valid UTF-8.",
                assertThrows(ConfigurationException.class, () -> Configuration.read(file, folder))
                        .problems()
                        .getFirst()
                        .text(ENGLISH));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "fr"})
    void template_withEveryLineUncommented_isValid(String language) throws IOException {
        String resource = "/org/nextgeneration/cli/nextgen.%s.yaml".formatted(language);
        try (InputStream bytes = Configuration.class.getResourceAsStream(resource)) {
            String template = new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
            read(template);
            StringBuilder active = new StringBuilder();
            for (String line : template.lines().toList()) {
                String text = line.startsWith("# ") ? line.substring(2) : line;
                // A key, an item of a list, or a further comment; prose has none of them.
                if (text.matches(" *(- )?[a-z_]+:( .*)?") && !text.contains("nextgen.yaml")) {
                    active.append(text).append('\n');
                }
            }
            Configuration configuration = read(active.toString());
            assertEquals(language, configuration.language().value().orElseThrow().code());
            assertTrue(configuration.roles().containsKey(Role.CODE));
            assertEquals(8, configuration.assistants().value().all().size());
        }
    }

    @Test
    void lookup_severalFiles_firstPlaceWins() throws IOException {
        Path user = folder.resolve(".config/nextgeneration/nextgen.yaml");
        Files.createDirectories(user.getParent());
        Files.writeString(user, "");
        assertEquals(Optional.of(user), find(Optional.empty(), Map.of()));
        Path here = Files.writeString(folder.resolve("nextgen.yaml"), "");
        assertEquals(Optional.of(here), find(Optional.empty(), Map.of()));
        Path named = Files.writeString(folder.resolve("other.yaml"), "");
        assertEquals(
                Optional.of(named), find(Optional.empty(), Map.of("NEXTGEN_CONFIG", "other.yaml")));
        assertEquals(
                Optional.of(here),
                find(Optional.of("nextgen.yaml"), Map.of("NEXTGEN_CONFIG", "other.yaml")));
        assertThrows(CommandFailure.class, () -> find(Optional.of("absent.yaml"), Map.of()));
    }

    private Optional<Path> find(Optional<String> option, Map<String, String> environment) {
        return ConfigurationLookup.find(option, environment, folder, Platform.LINUX, folder);
    }

    @Test
    void runtimeFolder_tooLongForASocket_isTemporary() {
        Path state = Path.of("/home/" + "x".repeat(100));
        assertEquals(
                Path.of("/tmp/nextgeneration-ada"),
                PlatformFolders.runtime(Map.of(), state, Path.of("/tmp"), "ada"));
        assertEquals(
                Path.of("/run/user/1/nextgeneration"),
                PlatformFolders.runtime(
                        Map.of("XDG_RUNTIME_DIR", "/run/user/1"), state, Path.of("/tmp"), "ada"));
    }
}
