package org.nextgeneration.engine;

import java.util.List;

/**
 * A model that is loaded and can answer.
 *
 * <p>Any thread may call any method; several generations may run at once. When the model is lost
 * (its worker died, it was closed), every method fails with an {@link EngineException} that says
 * so.
 */
public interface ResidentModel extends AutoCloseable {
    /** {@return what is known of the loaded model; constant while it is loaded} */
    ModelDescription description();

    /** {@return what the model is doing now} */
    ModelStatus status();

    /**
     * Counts and returns the tokens of a text, as the model sees it, without markers of beginning.
     *
     * @param text plain text; control tokens spelt in it are not parsed
     * @throws EngineException if the text is too long to tokenize or the model is lost
     */
    List<Integer> tokenize(String text);

    /**
     * Starts an answer. Returns at once; the answer arrives through {@link Generation}.
     *
     * @throws EngineException if the prompt does not fit the context, the settings are impossible
     *     for this model, too many requests wait, or the model is lost
     */
    Generation generate(GenerationRequest request);

    /**
     * Turns texts into vectors, one each, in order.
     *
     * @throws EngineException if the model was not loaded for embeddings, a text does not fit, or
     *     the model is lost
     */
    List<float[]> embed(List<String> texts);

    /** Unloads the model; running generations end with an error. Does nothing when called again. */
    @Override
    void close();
}
