package org.nextgeneration.engine;

/**
 * A loaded model, as the engine that loaded it describes it.
 *
 * @param name as users know it
 * @param engine name of the engine
 * @param device where it runs, such as {@code CPU}
 * @param architecture such as {@code llama}
 * @param quantization such as {@code Q4_K_M}
 * @param parameterCount number of weights
 * @param weightBytes size of the weights
 * @param contextTokens tokens that one sequence may hold
 * @param sequences requests that are answered at the same time
 * @param threads CPU threads used for decoding
 * @param loadMillis time that the load took, worker start included
 */
public record ModelDescription(
        String name,
        String engine,
        String device,
        String architecture,
        String quantization,
        long parameterCount,
        long weightBytes,
        int contextTokens,
        int sequences,
        int threads,
        long loadMillis) {}
