package org.nextgeneration.llama;

/** Is told how far a load has come, and may stop it. Called on the thread that loads. */
@FunctionalInterface
public interface LoadProgress {
    /** Lets every load run to its end. */
    LoadProgress NONE = _ -> true;

    /**
     * Called now and then while weights are read.
     *
     * @param fraction from 0 to 1
     * @return whether to go on; {@code false} cancels the load
     */
    boolean goOn(float fraction);
}
