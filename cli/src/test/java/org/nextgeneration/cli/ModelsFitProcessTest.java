package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.gpu.stub.NvmlScenes;
import org.nextgeneration.gpu.stub.NvmlStub;
import tools.jackson.databind.JsonNode;

/** {@code nextgen models fit} as a process, with the demo model. */
class ModelsFitProcessTest {
    private static final long MEBIBYTE = 1 << 20;
    private static final Path ROOT = Path.of(System.getProperty("nextgen.root", ".."));
    private static final Path DEMO = ROOT.resolve("demo-model/model/nextgen-demo.gguf");
    private static final Path BUILDS = ROOT.resolve("llama/natives/node_modules");
    private static final String MODEL = DEMO.toAbsolutePath().normalize().toString();

    @TempDir Path home;

    /** A build of libllama, of links to ours, which the configuration names. */
    @BeforeEach
    void configure() throws IOException {
        if (!Files.isRegularFile(DEMO) || !Files.isDirectory(BUILDS)) {
            Assumptions.abort("NO TEST OF MODELS FIT: the demo model or libllama is missing");
        }
        Path natives = Files.createDirectories(home.resolve("natives"));
        try (Stream<Path> files = Files.walk(BUILDS.toRealPath())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path link = natives.resolve(file.getFileName());
                if (file.toString().contains("bins") && !Files.exists(link)) {
                    Files.createSymbolicLink(link, file.toAbsolutePath().normalize());
                }
            }
        }
        Files.writeString(home.resolve("nextgen.yaml"), "engine: {llama: {home: natives}}\n");
    }

    private CliProcess program() {
        return new CliProcess(home);
    }

    private static long sum(JsonNode memory) {
        return memory.path("weight_bytes").asLong()
                + memory.path("kv_bytes").asLong()
                + memory.path("compute_bytes").asLong();
    }

    @Test
    void modelsFit_demoModel_fitsAndAddsUp() {
        CliProcess.Result result =
                program().run("models", "fit", MODEL, "--context", "512", "--json");
        assertEquals(0, result.exitCode(), result.err());
        JsonNode json = result.json();
        assertEquals(MODEL, json.path("file").asString());
        assertEquals(512, json.path("context_tokens").asInt());
        assertEquals("f16", json.path("cache_type").asString());
        assertTrue(json.path("fits").asBoolean());
        assertTrue(json.path("card").isNull());
        assertTrue(json.path("exact").isNull());
        assertEquals(0, json.path("gpu_layers").asInt());
        assertTrue(json.path("layers_with_output").asInt() > 1);
        assertTrue(json.path("layers_on_card_max").isNull());
        assertEquals(0, json.path("changes").size());
        JsonNode host = json.path("host");
        assertTrue(host.path("weight_bytes").asLong() > 0);
        assertEquals(sum(host), host.path("total_bytes").asLong());
        assertEquals(sum(host), json.path("total_bytes").asLong());
    }

    @Test
    void modelsFitExact_demoModel_countsWithinAHundredthForCacheAndWeights() {
        JsonNode json = program().run("models", "fit", MODEL, "--exact", "--json").json();
        JsonNode counted = json.at("/exact/devices/0");
        assertEquals("CPU", counted.path("device").asString());
        for (String part : new String[] {"weight_bytes", "kv_bytes"}) {
            long exact = counted.path(part).asLong();
            long predicted = json.path("host").path(part).asLong();
            assertTrue(Math.abs(exact - predicted) * 100 <= exact, part + ": " + json);
        }
        assertEquals(sum(counted), json.at("/exact/total_bytes").asLong());
    }

    @Test
    void modelsFit_largerCache_takesMore() {
        JsonNode small = program().run("models", "fit", MODEL, "--json").json();
        JsonNode many = program().run("models", "fit", MODEL, "--json", "--sequences", "4").json();
        JsonNode bits =
                program().run("models", "fit", MODEL, "--json", "--cache-type", "q8_0").json();
        long kv = small.at("/host/kv_bytes").asLong();
        assertEquals(4 * kv, many.at("/host/kv_bytes").asLong());
        assertTrue(bits.at("/host/kv_bytes").asLong() < kv);
    }

    /** By one rule, the option {@code --context 0} is the model's own context for both. */
    @Test
    void modelsFit_contextOfOptionZero_goesOverTheConfiguration() throws IOException {
        JsonNode own = program().run("models", "fit", MODEL, "--json").json();
        Files.writeString(
                home.resolve("nextgen.yaml"), "engine: {context: 256, llama: {home: natives}}\n");
        JsonNode configured = program().run("models", "fit", MODEL, "--json").json();
        assertEquals(256, configured.path("context_tokens").asInt());
        JsonNode zero = program().run("models", "fit", MODEL, "--json", "--context", "0").json();
        assertEquals(own.path("context_tokens"), zero.path("context_tokens"));
    }

    @Test
    void modelsFit_forPeople_isInTheirLanguage() {
        String english = program().run("models", "fit", MODEL, "--exact").out();
        assertTrue(english.contains("WHERE"), english);
        assertTrue(english.contains("It fits: "), english);
        assertTrue(english.contains("CPU, counted"), english);
        assertTrue(english.contains("Largest context that fits: "), english);
        String french = program().run("--lang", "fr", "models", "fit", MODEL, "--exact").out();
        assertTrue(french.contains("Il tient\u00a0: "), french);
        assertTrue(french.contains("libllama compte "), french);
    }

    /**
     * A machine whose RTX 3090 is nearly full, by the word of NVIDIA's library, which is played;
     * and a build of libllama with a file that looks like the back end for CUDA.
     */
    private CliProcess programWithFullCard() throws IOException {
        Files.writeString(home.resolve("natives/libggml-cuda.so"), "not a library");
        Files.writeString(
                home.resolve("nextgen.yaml"),
                "engine: {llama: {home: natives}}\ngpu: {reserve: 700 MiB}\n");
        NvmlStub stub =
                NvmlStub.in(home.resolve("nvml"))
                        .scene(NvmlScenes.twoCards("", "memory 24576 22984 312"));
        return program().with("LD_LIBRARY_PATH", stub.folder().toString());
    }

    @Test
    void modelsFit_cardTooFull_isRefusedWithWhatWouldFit() throws IOException {
        CliProcess program = programWithFullCard();
        CliProcess.Result result =
                program.run("models", "fit", MODEL, "--context", "100000", "--json");
        assertEquals(3, result.exitCode(), result.err());
        JsonNode json = result.json();
        assertFalse(json.path("fits").asBoolean());
        JsonNode card = json.path("card");
        assertEquals("RTX 3090", card.path("name").asString());
        assertEquals(1280 * MEBIBYTE, card.path("free_bytes").asLong());
        assertEquals(700 * MEBIBYTE, card.path("reserve_bytes").asLong());
        assertEquals(68 * MEBIBYTE, card.path("usable_bytes").asLong());
        assertTrue(card.path("total_bytes").asLong() > 68 * MEBIBYTE, json.toString());
        int layers = json.path("layers_with_output").asInt();
        assertEquals(layers, json.path("gpu_layers").asInt());
        assertTrue(json.path("layers_on_card_max").asInt() < layers, json.toString());
        assertTrue(json.path("changes").size() > 0, json.toString());
        for (JsonNode change : json.path("changes")) {
            assertTrue(change.path("gpu_layers").asInt() >= 0, json.toString());
        }
        assertTrue(json.path("largest_context_tokens").asInt() >= 1_024, json.toString());
        String french =
                program.run("--lang", "fr", "models", "fit", MODEL, "--context", "100000").out();
        assertTrue(french.contains("Il ne tient pas\u00a0: "), french);
        assertTrue(french.contains("Couches qui tiennent sur la carte\u00a0: "), french);
    }

    @Test
    void ask_cardTooFull_isRefusedBeforeTheLoad() throws IOException {
        CliProcess.Result result =
                programWithFullCard().run("ask", "--model", MODEL, "--context", "100000", "hi");
        assertEquals(3, result.exitCode(), result.err());
        assertTrue(
                result.err().contains("of gpu.reserve and 0.50 GiB for the driver. It fits with "),
                result.err());
    }

    @Test
    void modelsFit_wrongValues_areAWrongCommandLine() {
        for (String[] wrong :
                new String[][] {
                    {"--sequences", "0", "sequences"},
                    {"--cache-type", "q5_0", "f16, q8_0, q4_0"},
                    {"--gpu-layers", "-2", "gpuLayers"},
                    {"--context", "x", "whole number"},
                }) {
            CliProcess.Result result = program().run("models", "fit", MODEL, wrong[0], wrong[1]);
            assertEquals(2, result.exitCode(), result.err());
            assertTrue(result.err().contains(wrong[2]), result.err());
        }
        assertEquals(2, program().run("models", "fit", "no-such-model").exitCode());
        assertEquals(2, program().run("models", "fit", "absent.gguf").exitCode());
    }
}
