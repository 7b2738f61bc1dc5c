package org.nextgeneration.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one look at the disk has found so far. Owned by the thread that scans. */
final class StoreFindings {
    /** No store that people keep comes near; it bounds what a hostile folder can make us hold. */
    static final int FOUND_MAX = 10_000;

    private final SortedMap<ModelName, InstalledModel> models = new TreeMap<>();
    private final List<Problem> problems = new ArrayList<>();

    List<InstalledModel> models() {
        return List.copyOf(models.values());
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    boolean full() {
        return models.size() + problems.size() >= FOUND_MAX;
    }

    void problem(Path path, Problem.Kind kind, String detail) {
        if (!full()) {
            problems.add(new Problem(path, kind, detail));
        }
    }

    /** The first model of a name is the one that is used: roots are scanned in order. */
    void model(InstalledModel model) {
        if (!full()) {
            models.putIfAbsent(model.name(), model);
        }
    }
}
