package org.nextgeneration.store;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** One root: Ollama's layout at its top and in its sub-folders for Ollama, and GGUF files. */
final class StoreFolder {
    private static final List<String> OLLAMA_FOLDERS = List.of("", "ollama", "modeles_ollama");

    /** Not models: Ollama's own, and what is being downloaded or converted. */
    private static final Set<String> SKIPPED_FOLDERS =
            Set.of(OllamaLayout.MANIFESTS, OllamaLayout.BLOBS, "cache");

    private static final String SUFFIX = ".gguf";
    private static final int DEPTH_MAX = 5;
    private static final int VISITED_MAX = 100_000;

    private StoreFolder() {}

    /** Adds what a root holds; a root that does not exist holds nothing. */
    static void scan(Path root, StoreFindings findings) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try {
            RootBoundary boundary = new RootBoundary(root.toRealPath());
            for (String folder : OLLAMA_FOLDERS) {
                new OllamaLayout(boundary.real().resolve(folder), boundary, findings).scan();
            }
            GgufFiles.add(ggufFiles(boundary.real(), findings), boundary, findings);
        } catch (IOException e) {
            findings.problem(root, Problem.Kind.UNREADABLE, e.toString());
        }
    }

    private static List<Path> ggufFiles(Path root, StoreFindings findings) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(
                root,
                Set.of(),
                DEPTH_MAX,
                new SimpleFileVisitor<>() {
                    private int visited;

                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path folder, BasicFileAttributes attributes) {
                        String name = folder.getFileName().toString();
                        boolean skipped =
                                !folder.equals(root)
                                        && (name.startsWith(".") || SKIPPED_FOLDERS.contains(name));
                        return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        visited++;
                        if (visited > VISITED_MAX) {
                            findings.problem(
                                    root, Problem.Kind.TOO_MANY_FILES, "more than " + VISITED_MAX);
                            return FileVisitResult.TERMINATE;
                        }
                        if (!attributes.isDirectory() && isGguf(file)) {
                            files.add(file);
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        findings.problem(file, Problem.Kind.UNREADABLE, e.toString());
                        return FileVisitResult.CONTINUE;
                    }
                });
        files.sort(null);
        return files;
    }

    private static boolean isGguf(Path file) {
        String name = file.getFileName().toString();
        return !name.startsWith(".") && name.toLowerCase(Locale.ROOT).endsWith(SUFFIX);
    }
}
