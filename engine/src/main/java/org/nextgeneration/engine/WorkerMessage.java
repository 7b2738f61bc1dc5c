package org.nextgeneration.engine;

import java.util.List;
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
     * @param contextTokens for each sequence; 0 for the engine's choice
     * @param sequences answered at the same time
     * @param threads 0 for the engine's choice
     * @param embeddings whether vectors are wanted instead of text
     * @param cards where the cards sit that may be used, and no other
     * @param processorAllowed whether the processor may do the work where no card can
     * @param verbose whether the library's log is wanted on standard error
     */
    record Load(
            String nativeDirectory,
            String file,
            int contextTokens,
            int sequences,
            int threads,
            boolean embeddings,
            List<PciAddress> cards,
            boolean processorAllowed,
            boolean verbose)
            implements Command {
        /** Copies the list. */
        public Load {
            cards = List.copyOf(cards);
        }
    }

    /** Starts an answer. */
    record Generate(long id, GenerationRequest request) implements Command {}

    /** Ends an answer early; unknown numbers are ignored, the answer may have ended by itself. */
    record Cancel(long id) implements Command {}

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
