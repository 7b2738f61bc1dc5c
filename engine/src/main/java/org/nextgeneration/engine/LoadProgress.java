package org.nextgeneration.engine;

/** Is told how far a load has come. */
@FunctionalInterface
public interface LoadProgress {
    /** Ignores everything. */
    LoadProgress NONE = _ -> {};

    /**
     * Called now and then while a model loads.
     *
     * @param fraction from 0 to 1, never falling
     */
    void loaded(double fraction);
}
