package org.nextgeneration.llama;

/**
 * Is told what libllama logs.
 *
 * <p>Called on whichever thread the library logs from, in the middle of its work: return quickly
 * and do not call back into this package. What a listener throws is dropped, because it must not
 * travel through C.
 */
@FunctionalInterface
public interface LogListener {
    /** Ignores everything. */
    LogListener QUIET = (_, _) -> {};

    /**
     * Called for each whole line.
     *
     * @param level how grave it is
     * @param line the line, without its end
     */
    void logged(LogLevel level, String line);
}
