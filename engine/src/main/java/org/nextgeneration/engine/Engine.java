package org.nextgeneration.engine;

import java.util.List;

/**
 * Something that turns tokens into tokens: the embedded engine today, a remote one tomorrow.
 *
 * <p>Any thread may call any method. Closing an engine unloads everything that it loaded.
 */
public interface Engine extends AutoCloseable {
    /** {@return the name shown to users, such as {@code embedded}} */
    String name();

    /**
     * Loads a model and returns when it can answer.
     *
     * <p>Blocks for as long as the load takes; interrupting the calling thread cancels it.
     *
     * @param request which file, and with what context
     * @param progress told about the load, on a thread of the engine's; must return quickly
     * @return the resident model; closing it unloads it
     * @throws EngineException if the model cannot be loaded; nothing stays behind
     */
    ResidentModel load(LoadRequest request, LoadProgress progress);

    /** {@return the models that are loaded now, oldest first} */
    List<ModelStatus> status();

    /** Unloads every model. Does nothing when called again. */
    @Override
    void close();
}
