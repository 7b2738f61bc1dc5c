package org.nextgeneration.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * A folder that holds models.
 *
 * @param folder need not exist
 */
public record StoreRoot(Path folder) {
    /** Rejects an absent folder. */
    public StoreRoot {
        requireNonNull(folder, "folder");
    }
}
