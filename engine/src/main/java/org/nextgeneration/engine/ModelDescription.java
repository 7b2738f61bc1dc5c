package org.nextgeneration.engine;

import java.util.List;

/**
 * A loaded model, as the engine that loaded it describes it.
 *
 * @param name as users know it
 * @param engine name of the engine
 * @param device where it runs in a word, such as {@code CPU} or {@code CUDA0}
 * @param devices where it runs, each with what it holds there
 * @param architecture such as {@code llama}
 * @param quantization such as {@code Q4_K_M}
 * @param parameterCount number of weights
 * @param weightBytes size of the weights
 * @param bytesPerToken of those, read for each token of an answer
 * @param contextTokens tokens that one sequence may hold
 * @param sequences requests that are answered at the same time
 * @param threads CPU threads used for decoding
 * @param loadMillis time that the load took, worker start included
 */
public record ModelDescription(
        String name,
        String engine,
        String device,
        List<OpenedDevice> devices,
        String architecture,
        String quantization,
        long parameterCount,
        long weightBytes,
        long bytesPerToken,
        int contextTokens,
        int sequences,
        int threads,
        long loadMillis) {
    /** Copies the list. */
    public ModelDescription {
        devices = List.copyOf(devices);
    }

    /** {@return those of its devices that are graphics cards; none where the processor computes} */
    public List<OpenedDevice> cards() {
        return devices.stream().filter(device -> device.kind() == OpenedDevice.Kind.GPU).toList();
    }
}
