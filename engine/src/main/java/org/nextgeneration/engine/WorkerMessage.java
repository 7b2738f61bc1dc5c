package org.nextgeneration.engine;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.gpu.PciAddress;

/**
 * What a worker and the process that started it tell each other. One message is one frame of {@link
 * WorkerChannel}; numbers identify requests and are chosen by the parent.
 */
sealed interface WorkerMessage {
    /** From the parent. */
    sealed interface Command extends WorkerMessage {}

    /** From the worker. */
    sealed interface Report extends WorkerMessage {}

    /**
     * The first command: what to load.
     *
     * @param nativeDirectory where libllama is
     * @param file the GGUF file
     * @param plan the context to make
     * @param weightBytes of the model, as its header tells
     * @param mappedBytes of those, what the processor reads where it lies in the file
     * @param gpuLayers layers that go to a card; {@link LoadRequest#ALL_LAYERS} for all
     * @param threads 0 for the engine's choice
     * @param kept where sequences are kept after an unload, if they are
     * @param dry whether memory is only counted, not taken; the worker ends after its report
     * @param cards where the cards sit that may be used, and no other
     * @param processorAllowed whether the processor may do the work where no card can
     * @param verbose whether the library's log is wanted on standard error
     */
    record Load(
            String nativeDirectory,
            String file,
            ContextPlan plan,
            long weightBytes,
            long mappedBytes,
            int gpuLayers,
            int threads,
            Optional<Kept> kept,
            boolean dry,
            List<PciAddress> cards,
            boolean processorAllowed,
            boolean verbose)
            implements Command {
        /** Copies the list. */
        public Load {
            cards = List.copyOf(cards);
        }
    }

    /**
     * Where sequences are kept after an unload.
     *
     * @param model fingerprint of the model, see {@link ModelFingerprint}
     */
    record Kept(KeptState state, String model) {}

    /** Starts an answer. */
    record Generate(long id, GenerationRequest request) implements Command {}

    /** Ends an answer early; unknown numbers are ignored, the answer may have ended by itself. */
    record Cancel(long id) implements Command {}

    /** Tells how many tokens of an answer its reader has taken. */
    record Read(long id, int tokens) implements Command {}

    /**
     * Asks for the end: answers that run are given up, what is worth it is saved, and the worker
     * says that it is done.
     *
     * @param saveMillisMax no save begins after that
     */
    record Unload(long saveMillisMax) implements Command {}

    /** Asks whether the worker is there still; answered at once whatever else goes on. */
    record Ping() implements Command {}

    /** Asks for the tokens of a text. */
    record Tokenize(long id, String text) implements Command {}

    /** Asks for one vector for each text. */
    record Embed(long id, List<String> texts) implements Command {}

    /** How far the load is, from 0 to 1. */
    record Loading(double fraction) implements Report {}

    /** The load has ended well, on these devices. */
    record Loaded(
            List<OpenedDevice> devices,
            long parameterCount,
            long weightBytes,
            int contextTokens,
            int sequences,
            int threads)
            implements Report {
        /** Copies the list. */
        public Loaded {
            devices = List.copyOf(devices);
        }
    }

    /** The load has failed; the worker ends after it. */
    record LoadFailed(EngineException.Kind kind, String message) implements Report {}

    /** The answer to an {@link Unload}; the worker does nothing more. */
    record Unloaded() implements Report {}

    /** The answer to a {@link Ping}. */
    record Pong() implements Report {}

    /** A piece of an answer: whole characters only; and the answer's tokens up to it. */
    record Piece(long id, String text, int tokens) implements Report {}

    /** An answer has ended. */
    record Done(long id, GenerationResult result) implements Report {}

    /** The tokens asked for. */
    record Tokens(long id, PromptTokens tokens) implements Report {}

    /** The vectors asked for. */
    record Vectors(long id, List<float[]> vectors) implements Report {}

    /** A request has failed; the worker goes on. */
    record Failed(long id, EngineException.Kind kind, String message) implements Report {}
}
