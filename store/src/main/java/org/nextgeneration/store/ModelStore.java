package org.nextgeneration.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The models on disk, in Ollama's layout or as plain GGUF files. Reads only.
 *
 * <p>Below each root: {@code manifests/} and {@code blobs/} of Ollama, at the root itself or in
 * {@code ollama/} or {@code modeles_ollama/}; and every {@code .gguf} file outside them, at most
 * four folders deep. Nothing found there is trusted: what could lead out of the root or is not what
 * it says is left out and reported as a {@link Problem}.
 *
 * <p>Immutable; any thread.
 */
public final class ModelStore {
    private final List<StoreRoot> roots;
    private final @Nullable Path demoModel;
    private final Catalogue catalogue;

    /**
     * Makes a store of the given folders.
     *
     * @param roots in order: of two models with one name, the one of the earlier root is used
     * @param demoModel the GGUF file that ships with the program, or null
     * @param catalogue gives aliases and fields
     */
    public ModelStore(List<StoreRoot> roots, @Nullable Path demoModel, Catalogue catalogue) {
        this.roots = List.copyOf(roots);
        this.demoModel = demoModel;
        this.catalogue = catalogue;
    }

    /** {@return the folders, in order} */
    public List<StoreRoot> roots() {
        return roots;
    }

    /**
     * Looks at the disk. Takes a few milliseconds for a store of usual size; never fails as a
     * whole: what cannot be read is a problem in the answer.
     */
    public Inventory scan() {
        StoreFindings findings = new StoreFindings();
        for (StoreRoot root : roots) {
            StoreFolder.scan(root.folder(), findings);
        }
        if (demoModel != null) {
            addDemo(demoModel, findings);
        }
        return new Inventory(findings.models(), findings.problems(), catalogue);
    }

    private static void addDemo(Path file, StoreFindings findings) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            findings.model(
                    new InstalledModel(
                            BuiltInCatalogue.DEMO,
                            file,
                            attributes.size(),
                            attributes.lastModifiedTime().toInstant(),
                            InstalledModel.Origin.DEMO,
                            InstalledModel.Kind.TEXT));
        } catch (NoSuchFileException _) {
            findings.problem(file, Problem.Kind.MISSING_WEIGHTS, BuiltInCatalogue.DEMO.toString());
        } catch (IOException e) {
            findings.problem(file, Problem.Kind.UNREADABLE, e.toString());
        }
    }
}
