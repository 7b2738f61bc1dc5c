package org.nextgeneration.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nextgeneration.store.InstalledModel.Kind;
import org.nextgeneration.store.InstalledModel.Origin;

class ModelStoreTest {
    private static final String WEIGHTS = "application/vnd.ollama.image.model";

    @TempDir Path folder;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(folder.resolve("modèles llm"));
    }

    @Test
    void scan_ollamaLayout_listsByNameWithTheBlob() throws IOException {
        Path blob = blob(root, 'a', 10);
        manifest(root, "registry.ollama.ai/library/llama3/8b", layers(WEIGHTS, digest('a'), 10));
        manifest(root, "hf.co/user/repo/Q4_K_S", layers(WEIGHTS, digest('a'), 10));
        Inventory inventory = scan();
        assertEquals(List.of(), inventory.problems());
        assertEquals(List.of("hf.co/user/repo:Q4_K_S", "llama3:8b"), names(inventory));
        InstalledModel model = inventory.find("LLAMA3:8B").orElseThrow();
        assertEquals(blob.toRealPath(), model.file());
        assertEquals(10, model.sizeBytes());
        assertEquals(Origin.OLLAMA, model.origin());
        assertEquals(Kind.TEXT, model.kind());
    }

    @Test
    void scan_ollamaLayoutInSubFolder_listed() throws IOException {
        Path ollama = root.resolve("ollama");
        blob(ollama, 'b', 4);
        manifest(ollama, "registry.ollama.ai/library/m/latest", layers(WEIGHTS, digest('b'), 4));
        assertEquals(List.of("m:latest"), names(scan()));
    }

    @Test
    void scan_ggufFiles_namedAfterTheFile() throws IOException {
        file(root.resolve("Mistral-7B.Q4_K_M.gguf"), 3);
        file(root.resolve("custom/fine-tuned/Modèle à nous.GGUF"), 5);
        file(root.resolve("cache/downloads/half.gguf"), 5);
        file(root.resolve("mmproj-model-f16.gguf"), 5);
        file(root.resolve("notes.txt"), 5);
        Inventory inventory = scan();
        assertEquals(List.of("Mistral-7B.Q4_K_M:latest", "Modele-a-nous:latest"), names(inventory));
        assertEquals(Origin.FILE, inventory.models().getFirst().origin());
        assertTrue(inventory.find("mistral-7b.q4_k_m").isPresent());
    }

    @Test
    void scan_splitFile_countsOnceWithTheSumOfItsParts() throws IOException {
        Path first = file(root.resolve("big-00001-of-00003.gguf"), 3);
        file(root.resolve("big-00002-of-00003.gguf"), 4);
        file(root.resolve("big-00003-of-00003.gguf"), 5);
        InstalledModel model = scan().models().getFirst();
        assertEquals("big:latest", model.name().toString());
        assertEquals(12, model.sizeBytes());
        assertEquals(first.toRealPath(), model.file());
    }

    @Test
    void scan_splitFileWithoutAllParts_problemNamesTheMissingOne() throws IOException {
        file(root.resolve("big-00001-of-00002.gguf"), 3);
        Inventory inventory = scan();
        assertEquals(List.of(), inventory.models());
        assertEquals(Problem.Kind.MISSING_PART, inventory.problems().getFirst().kind());
        assertTrue(inventory.problems().getFirst().path().endsWith("big-00002-of-00002.gguf"));
    }

    @Test
    void scan_digestThatClimbs_skippedWithAProblem() throws IOException {
        file(folder.resolve("secret"), 4);
        for (String digest :
                List.of(
                        "sha256:../../secret",
                        "sha256:../../../../../../etc/passwd",
                        "/etc/passwd",
                        "",
                        "sha256:" + "A".repeat(64),
                        "sha256:" + "a".repeat(63),
                        "sha256:" + "a".repeat(64) + "/../x",
                        "sha512:" + "a".repeat(64))) {
            manifest(root, "registry.ollama.ai/library/evil/latest", layers(WEIGHTS, digest, 4));
            assertOnlyProblem(Problem.Kind.BAD_DIGEST);
        }
    }

    @Test
    void scan_manifestOfAnotherShape_skippedWithAProblem() throws IOException {
        String deep = "[".repeat(100_000);
        for (String json :
                List.of(
                        "",
                        "null",
                        "[]",
                        "{}",
                        "{\"layers\":null}",
                        "{\"layers\":[null]}",
                        "{\"layers\":{}}",
                        "{\"layers\":[{\"mediaType\":null}]}",
                        "{\"layers\":[{\"size\":\"10\"}]}",
                        "{\"layers\":[{\"size\":99999999999999999999}]}",
                        "{\"layers\":[",
                        "{\"config\":null,\"layers\":[]}",
                        "{\"x\":" + deep,
                        "\u0000\u0001\u0002")) {
            manifest(root, "registry.ollama.ai/library/evil/latest", json);
            assertOnlyProblem(Problem.Kind.BAD_MANIFEST);
        }
    }

    @Test
    void scan_hugeManifest_skippedWithoutReadingItAll() throws IOException {
        String padding = " ".repeat(OllamaLayout.MANIFEST_BYTES_MAX);
        manifest(
                root,
                "registry.ollama.ai/library/evil/latest",
                padding + layers(WEIGHTS, digest('a'), 1));
        assertOnlyProblem(Problem.Kind.MANIFEST_TOO_LARGE);
    }

    @Test
    void scan_noUsableWeights_problemSaysWhy() throws IOException {
        manifest(root, "registry.ollama.ai/library/cloud/latest", "{\"layers\":[]}");
        assertOnlyProblem(Problem.Kind.NO_WEIGHTS);
        Files.delete(root.resolve("manifests/registry.ollama.ai/library/cloud/latest"));
        manifest(root, "registry.ollama.ai/library/m/latest", layers(WEIGHTS, digest('c'), 5));
        assertOnlyProblem(Problem.Kind.MISSING_WEIGHTS);
        blob(root, 'c', 4);
        assertOnlyProblem(Problem.Kind.WRONG_SIZE);
        manifest(
                root,
                "registry.ollama.ai/library/m/latest",
                layers("application/vnd.ollama.image.adapter", digest('c'), 4));
        assertOnlyProblem(Problem.Kind.NEEDS_ADAPTER);
    }

    @Test
    void scan_hostileName_skippedWithAProblem() throws IOException {
        manifest(root, "registry.ollama.ai/library/nul/latest", "{}");
        assertOnlyProblem(Problem.Kind.BAD_NAME);
    }

    @Test
    void scan_linksOutOfTheRoot_neverFollowed() throws IOException {
        Path outside = file(folder.resolve("outside/weights.gguf"), 4);
        Path manifestOutside = folder.resolve("outside/manifest");
        Files.writeString(manifestOutside, layers(WEIGHTS, digest('d'), 4));
        Files.createSymbolicLink(root.resolve("linked.gguf"), outside);
        Files.createSymbolicLink(root.resolve("linked-folder"), outside.getParent());
        Path tag = root.resolve("manifests/registry.ollama.ai/library/m/latest");
        Files.createDirectories(tag.getParent());
        Files.createSymbolicLink(tag, manifestOutside);
        manifest(root, "registry.ollama.ai/library/n/latest", layers(WEIGHTS, digest('e'), 4));
        Files.createDirectories(root.resolve("blobs"));
        Files.createSymbolicLink(root.resolve("blobs").resolve(blobName('e')), outside);
        Inventory inventory = scan();
        assertEquals(List.of(), inventory.models());
        assertEquals(3, inventory.problems().size(), inventory.problems().toString());
        assertTrue(
                inventory.problems().stream()
                        .allMatch(problem -> problem.kind() == Problem.Kind.OUTSIDE_STORE));
    }

    @Test
    void scan_linkInsideTheRootAndLinkedRoot_followed() throws IOException {
        Path real = file(root.resolve("snapshots/weights.bin"), 4);
        Files.createSymbolicLink(root.resolve("model.gguf"), real);
        Path linkedRoot = Files.createSymbolicLink(folder.resolve("link"), root);
        Inventory inventory = scan(linkedRoot);
        assertEquals(List.of("model:latest"), names(inventory));
        assertEquals(List.of(), inventory.problems());
    }

    @Test
    void scan_embedders_areMarkedByNameOrFamily() throws IOException {
        blob(root, 'a', 4);
        Path config = root.resolve("blobs").resolve(blobName('f'));
        Files.writeString(config, "{\"x\":{\"y\":[1]},\"model_family\":\"nomic-bert\"}");
        manifest(
                root,
                "registry.ollama.ai/library/vectors/latest",
                "{\"config\":{\"digest\":\"%s\"},%s"
                        .formatted(digest('f'), layers(WEIGHTS, digest('a'), 4).substring(1)));
        manifest(
                root,
                "registry.ollama.ai/library/nomic-embed-text/latest",
                layers(WEIGHTS, digest('a'), 4));
        Inventory inventory = scan();
        assertEquals(2, inventory.models().size());
        assertTrue(inventory.models().stream().allMatch(model -> model.kind() == Kind.EMBEDDING));
    }

    @Test
    void scan_sameNameInTwoRoots_earlierRootWins() throws IOException {
        Path second = folder.resolve("second");
        Path used = file(root.resolve("m.gguf"), 1);
        file(second.resolve("m.gguf"), 2);
        Inventory inventory = scan(root, second);
        assertEquals(1, inventory.models().size());
        assertEquals(used.toRealPath(), inventory.models().getFirst().file());
    }

    @Test
    void scan_demo_listedUnlessTheFileIsMissing() throws IOException {
        Path demo = file(folder.resolve("demo.gguf"), 7);
        Inventory with = new ModelStore(List.of(), demo, Catalogue.builtIn()).scan();
        assertEquals(Origin.DEMO, with.find("nextgen-demo").orElseThrow().origin());
        Files.delete(demo);
        Inventory without = new ModelStore(List.of(), demo, Catalogue.builtIn()).scan();
        assertEquals(List.of(), without.models());
        assertEquals(Problem.Kind.MISSING_WEIGHTS, without.problems().getFirst().kind());
    }

    @Test
    void scan_missingRoot_isSimplyEmpty() {
        Inventory inventory = scan(folder.resolve("nowhere"));
        assertEquals(List.of(), inventory.models());
        assertEquals(List.of(), inventory.problems());
    }

    @Test
    void find_aliasOfTheCatalogue_findsTheInstalledModelEitherWay() throws IOException {
        blob(root, 'a', 4);
        manifest(
                root,
                "registry.ollama.ai/library/qwen2.5-coder/32b",
                layers(WEIGHTS, digest('a'), 4));
        Inventory inventory = scan();
        assertEquals(
                "qwen2.5-coder:32b",
                inventory.find("qwen-coder-32b").orElseThrow().name().toString());
        assertTrue(inventory.find("qwen2.5-coder:32b").isPresent());
        assertFalse(inventory.find("qwen2.5-coder").isPresent());
        assertFalse(inventory.find("../../etc/passwd").isPresent());
    }

    @Test
    void nearest_slip_suggestsInstalledOrCataloguedName() throws IOException {
        file(root.resolve("juriste-7b.gguf"), 4);
        Inventory inventory = scan();
        assertEquals(Optional.of("juriste-7b"), inventory.nearest("jurist-7b"));
        assertEquals(Optional.of("llama3:8b-instruct-q6_k"), inventory.nearest("llama3"));
        assertEquals(Optional.empty(), inventory.nearest("zzzzzzzz"));
    }

    @Test
    void problemText_bothLanguages_sayWhereAndWhat() {
        Problem problem = new Problem(Path.of("x"), Problem.Kind.MISSING_WEIGHTS, "m:latest");
        assertEquals("x\u00a0: poids absents (m:latest)", problem.text(Language.FRENCH));
        assertEquals("x: weights missing (m:latest)", problem.text(Language.ENGLISH));
    }

    private void assertOnlyProblem(Problem.Kind kind) {
        Inventory inventory = scan();
        assertEquals(List.of(), inventory.models());
        assertEquals(1, inventory.problems().size(), inventory.problems().toString());
        assertEquals(kind, inventory.problems().getFirst().kind(), inventory.problems().toString());
    }

    private Inventory scan() {
        return scan(root);
    }

    private static Inventory scan(Path... roots) {
        return new ModelStore(
                        List.of(roots).stream().map(StoreRoot::new).toList(),
                        null,
                        Catalogue.builtIn())
                .scan();
    }

    private static List<String> names(Inventory inventory) {
        return inventory.models().stream().map(model -> model.name().toString()).toList();
    }

    private static String digest(char hex) {
        return "sha256:" + String.valueOf(hex).repeat(64);
    }

    private static String blobName(char hex) {
        return digest(hex).replace(':', '-');
    }

    private static String layers(String mediaType, String digest, long sizeBytes) {
        return """
        {"schemaVersion":2,"layers":[{"mediaType":"application/vnd.ollama.image.license",\
        "digest":"sha256:00","size":1},{"mediaType":"%s","digest":"%s","size":%d}]}"""
                .formatted(mediaType, digest, sizeBytes);
    }

    private static Path blob(Path layout, char hex, int sizeBytes) throws IOException {
        return file(layout.resolve("blobs").resolve(blobName(hex)), sizeBytes);
    }

    private static void manifest(Path layout, String name, String json) throws IOException {
        Path file = layout.resolve("manifests").resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Path file(Path path, int sizeBytes) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.write(path, new byte[sizeBytes]);
    }
}
