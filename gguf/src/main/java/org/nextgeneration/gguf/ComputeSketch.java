package org.nextgeneration.gguf;

import org.jspecify.annotations.Nullable;

/**
 * The state of a graph while its layers are written on a tape. Used by one thread, once.
 *
 * <p>libllama writes a layer's last steps only when something needs them; a state of the next layer
 * is read before. So they are kept as the tail until they are wanted.
 */
final class ComputeSketch {
    private static final int NUMBER_BYTES = 4;

    final ComputeTape tape;
    final long sequences;
    final long outputs;
    final long embedding;

    /** Tokens that the next result is for: all, or the outputs at the end of the last layer. */
    long tokens;

    /** What flows from layer to layer. */
    int stream;

    private @Nullable Runnable tail;

    ComputeSketch(ComputeTape tape, long tokens, long sequences, long outputs, long embedding) {
        this.tape = tape;
        this.tokens = tokens;
        this.sequences = sequences;
        this.outputs = outputs;
        this.embedding = embedding;
    }

    /** {@return bytes of so many numbers for each token} */
    long perToken(long numbers) {
        return bytes(Math.multiplyExact(numbers, tokens));
    }

    static long bytes(long numbers) {
        return Math.multiplyExact(numbers, (long) NUMBER_BYTES);
    }

    /** {@return a result of so many numbers for each token} */
    int make(long numbersPerToken, int... read) {
        return tape.result(perToken(numbersPerToken), read);
    }

    /** {@return the same, over a source of that size} */
    int over(long numbersPerToken, int... read) {
        return tape.over(perToken(numbersPerToken), read);
    }

    /** Notes that something is stored outside the graph's memory. */
    void store(int... read) {
        var _ = tape.result(0, read);
    }

    /** Adds to what flows from layer to layer, over it or over what is added. */
    void add(int result, boolean oldFirst) {
        stream = oldFirst ? over(embedding, stream, result) : over(embedding, result, stream);
    }

    /** Writes the last steps of the layer before. */
    void finishLayer() {
        Runnable last = tail;
        tail = null;
        if (last != null) {
            last.run();
        }
    }

    /** Keeps the last steps of this layer. */
    void tail(Runnable steps) {
        tail = steps;
    }

    /** Goes on with the tokens that are asked for. {@return {@code result} for them} */
    int pickOutputs(int result, int outputIds) {
        tokens = outputs;
        int picked = make(embedding, result, outputIds);
        stream = make(embedding, stream, outputIds);
        return picked;
    }
}
