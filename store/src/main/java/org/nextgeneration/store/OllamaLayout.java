package org.nextgeneration.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One folder in Ollama's layout: {@code manifests/<registry>/<namespace>/<model>/<tag>} and {@code
 * blobs/sha256-<hex>}. Source: Ollama {@code manifest/paths.go}.
 */
final class OllamaLayout {
    static final String MANIFESTS = "manifests";
    static final String BLOBS = "blobs";

    /** Real manifests hold a few kilobytes. */
    static final int MANIFEST_BYTES_MAX = 4 * 1024 * 1024;

    private static final int CONFIG_BYTES_MAX = 1024 * 1024;
    private static final int MANIFEST_DEPTH = 4;
    private static final String LAYER_MODEL = "application/vnd.ollama.image.model";
    private static final String LAYER_ADAPTER = "application/vnd.ollama.image.adapter";
    private static final int SHOWN_MAX = 100;
    private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

    private final Path folder;
    private final RootBoundary boundary;
    private final StoreFindings findings;

    OllamaLayout(Path folder, RootBoundary boundary, StoreFindings findings) {
        this.folder = folder;
        this.boundary = boundary;
        this.findings = findings;
    }

    void scan() throws IOException {
        Path manifests = folder.resolve(MANIFESTS);
        if (!Files.isDirectory(manifests)) {
            return;
        }
        Path real = manifests.toRealPath();
        if (!real.startsWith(boundary.real())) {
            findings.problem(manifests, Problem.Kind.OUTSIDE_STORE, real.toString());
            return;
        }
        Files.walkFileTree(
                real,
                Set.of(),
                MANIFEST_DEPTH,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                        if (findings.full()) {
                            return FileVisitResult.TERMINATE;
                        }
                        visit(real.relativize(file), file, attributes);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        findings.problem(file, Problem.Kind.UNREADABLE, e.toString());
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    private void visit(Path relative, Path file, BasicFileAttributes attributes) {
        if (attributes.isDirectory() || file.getFileName().toString().startsWith(".")) {
            return;
        }
        if (relative.getNameCount() == MANIFEST_DEPTH) {
            readManifest(relative, file);
        } else if (attributes.isSymbolicLink()) {
            findings.problem(file, Problem.Kind.OUTSIDE_STORE, "linked folder, not followed");
        }
    }

    private void readManifest(Path relative, Path file) {
        String family =
                "%s/%s/%s".formatted(relative.getName(0), relative.getName(1), relative.getName(2));
        try {
            ModelName name = new ModelName(family, relative.getName(3).toString());
            Optional<byte[]> bytes = readSmall(file, MANIFEST_BYTES_MAX);
            if (bytes.isPresent()) {
                addModel(name, file, OllamaManifest.read(bytes.get()));
            }
        } catch (IllegalArgumentException e) {
            findings.problem(file, Problem.Kind.BAD_NAME, String.valueOf(e.getMessage()));
        } catch (OllamaManifest.BadManifest e) {
            findings.problem(file, Problem.Kind.BAD_MANIFEST, String.valueOf(e.getMessage()));
        }
    }

    private void addModel(ModelName name, Path manifestFile, OllamaManifest manifest) {
        if (manifest.layers().stream().anyMatch(layer -> layer.isOf(LAYER_ADAPTER))) {
            findings.problem(manifestFile, Problem.Kind.NEEDS_ADAPTER, name.toString());
            return;
        }
        Optional<OllamaManifest.Layer> weights =
                manifest.layers().stream().filter(layer -> layer.isOf(LAYER_MODEL)).findFirst();
        if (weights.isEmpty()) {
            findings.problem(manifestFile, Problem.Kind.NO_WEIGHTS, name.toString());
            return;
        }
        OllamaManifest.Layer layer = weights.get();
        Optional<RootBoundary.Checked> blob =
                blob(manifestFile, layer.digest())
                        .flatMap(
                                file ->
                                        boundary.check(
                                                file, Problem.Kind.MISSING_WEIGHTS, findings));
        if (blob.isEmpty()) {
            return;
        }
        long sizeBytes = blob.get().attributes().size();
        if (layer.sizeBytes() >= 0 && layer.sizeBytes() != sizeBytes) {
            findings.problem(
                    blob.get().file(),
                    Problem.Kind.WRONG_SIZE,
                    "%s: %d bytes, expected %d".formatted(name, sizeBytes, layer.sizeBytes()));
            return;
        }
        findings.model(
                new InstalledModel(
                        name,
                        blob.get().file(),
                        sizeBytes,
                        modified(manifestFile, blob.get()),
                        InstalledModel.Origin.OLLAMA,
                        kind(name, manifestFile, manifest)));
    }

    private InstalledModel.Kind kind(ModelName name, Path manifestFile, OllamaManifest manifest) {
        if (AssumedEntry.looksLikeEmbedder(name)) {
            return InstalledModel.Kind.EMBEDDING;
        }
        @Nullable String digest = manifest.configDigest();
        if (digest == null) {
            return InstalledModel.Kind.TEXT;
        }
        boolean embedder =
                blob(manifestFile, digest)
                        .flatMap(file -> readSmall(file, CONFIG_BYTES_MAX))
                        .map(bytes -> OllamaManifest.topLevelText(bytes, "model_family"))
                        .filter(family -> family.endsWith("bert"))
                        .isPresent();
        return embedder ? InstalledModel.Kind.EMBEDDING : InstalledModel.Kind.TEXT;
    }

    /** A digest becomes part of a path only after it has the one shape that cannot leave blobs/. */
    private Optional<Path> blob(Path manifestFile, String digest) {
        if (!DIGEST.matcher(digest).matches()) {
            String shown = digest.length() > SHOWN_MAX ? digest.substring(0, SHOWN_MAX) : digest;
            findings.problem(
                    manifestFile, Problem.Kind.BAD_DIGEST, shown.replaceAll("\\p{Cntrl}", "?"));
            return Optional.empty();
        }
        return Optional.of(folder.resolve(BLOBS).resolve(digest.replace(':', '-')));
    }

    private Optional<byte[]> readSmall(Path file, int bytesMax) {
        Optional<RootBoundary.Checked> checked =
                boundary.check(file, Problem.Kind.UNREADABLE, findings);
        if (checked.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(checked.get().file())) {
            byte[] bytes = in.readNBytes(bytesMax + 1);
            if (bytes.length <= bytesMax) {
                return Optional.of(bytes);
            }
            findings.problem(
                    file,
                    Problem.Kind.MANIFEST_TOO_LARGE,
                    "%d bytes, expected at most %d"
                            .formatted(checked.get().attributes().size(), bytesMax));
        } catch (IOException e) {
            findings.problem(file, Problem.Kind.UNREADABLE, e.toString());
        }
        return Optional.empty();
    }

    /** The manifest changes when a model is pulled anew; its blob may be older and shared. */
    private static Instant modified(Path manifestFile, RootBoundary.Checked blob) {
        try {
            return Files.getLastModifiedTime(manifestFile).toInstant();
        } catch (IOException _) {
            return blob.attributes().lastModifiedTime().toInstant();
        }
    }
}
