package org.nextgeneration.store;

import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Plain GGUF files as models, named after the file; the parts of a split file count as one model.
 */
final class GgufFiles {
    /** As llama.cpp names the parts ({@code llama_split_path}). */
    private static final Pattern PART =
            Pattern.compile("(.+)-([0-9]{5})-of-([0-9]{5})\\.gguf", Pattern.CASE_INSENSITIVE);

    /** A projector belongs to another model and answers nothing alone. */
    private static final Pattern PROJECTOR = Pattern.compile("(?i)(.*[-_.])?mmproj[-_.].*");

    private static final String NAME_OF_UNNAMED = "file";

    private static final int SUFFIX_LENGTH = ".gguf".length();

    private GgufFiles() {}

    /** Adds files in the given order. */
    static void add(List<Path> files, RootBoundary boundary, StoreFindings findings) {
        Set<Path> firstParts = new TreeSet<>();
        for (Path file : files) {
            Matcher part = PART.matcher(file.getFileName().toString());
            if (!part.matches()) {
                addWhole(file, boundary, findings);
                continue;
            }
            Path first = part(file, part.group(1), 1, part.group(3));
            if (firstParts.add(first)) {
                addSplit(first, part.group(1), part.group(3), boundary, findings);
            }
        }
    }

    private static void addWhole(Path file, RootBoundary boundary, StoreFindings findings) {
        String name = file.getFileName().toString();
        if (PROJECTOR.matcher(name).matches()) {
            return;
        }
        Optional<ModelName> model = name(name.substring(0, name.length() - SUFFIX_LENGTH));
        if (model.isEmpty()) {
            findings.problem(file, Problem.Kind.BAD_NAME, "");
            return;
        }
        boundary.check(file, Problem.Kind.MISSING_WEIGHTS, findings)
                .ifPresent(
                        checked ->
                                findings.model(
                                        model(
                                                model.get(),
                                                checked.file(),
                                                checked.attributes().size(),
                                                checked.attributes()
                                                        .lastModifiedTime()
                                                        .toInstant())));
    }

    private static void addSplit(
            Path first, String stem, String count, RootBoundary boundary, StoreFindings findings) {
        Optional<ModelName> name = name(stem);
        if (name.isEmpty()) {
            findings.problem(first, Problem.Kind.BAD_NAME, "");
            return;
        }
        long sizeBytes = 0;
        Instant modified = Instant.EPOCH;
        // Bounded by five digits, and in practice by the first part that is not there.
        for (int number = 1; number <= Integer.parseInt(count); number++) {
            Optional<RootBoundary.Checked> checked =
                    boundary.check(
                            part(first, stem, number, count), Problem.Kind.MISSING_PART, findings);
            if (checked.isEmpty()) {
                return;
            }
            sizeBytes += checked.get().attributes().size();
            Instant changed = checked.get().attributes().lastModifiedTime().toInstant();
            modified = changed.isAfter(modified) ? changed : modified;
        }
        if (sizeBytes > 0) {
            findings.model(model(name.get(), first, sizeBytes, modified));
        }
    }

    /** The model's name, or a stand-in where the file's name has no letter or digit at all. */
    static ModelName nameOrStandIn(Path file) {
        String name = file.getFileName().toString();
        Matcher part = PART.matcher(name);
        String stem =
                part.matches() ? part.group(1) : name.substring(0, name.length() - SUFFIX_LENGTH);
        return name(stem).orElseGet(() -> ModelName.parse(NAME_OF_UNNAMED));
    }

    static InstalledModel model(ModelName name, Path file, long sizeBytes, Instant modified) {
        return new InstalledModel(
                name,
                file,
                sizeBytes,
                modified,
                InstalledModel.Origin.FILE,
                AssumedEntry.looksLikeEmbedder(name)
                        ? InstalledModel.Kind.EMBEDDING
                        : InstalledModel.Kind.TEXT);
    }

    private static Path part(Path sibling, String stem, int number, String count) {
        return sibling.resolveSibling(
                String.format(Locale.ROOT, "%s-%05d-of-%s.gguf", stem, number, count));
    }

    /** Spaces and accents are common in file names and not allowed in names of models. */
    private static Optional<ModelName> name(String stem) {
        String family =
                Normalizer.normalize(stem, Normalizer.Form.NFD)
                        .replaceAll("\\p{M}+", "")
                        .replaceAll("[^A-Za-z0-9_.-]+", "-")
                        .replaceAll("^[-.]+|[-.]+$", "");
        return ModelName.tryParse(family);
    }
}
