package org.nextgeneration.bench.peers;

import java.util.List;

/**
 * A peer inside its own process. {@link ChildServer} calls {@link #open} and {@link #close} in
 * turns, and {@link #ask} on several threads while a model is open.
 */
public interface ChildBackend {
    /**
     * One answer that is asked for.
     *
     * @param id what its replies are marked with
     * @param ask the request
     */
    record Request(int id, Ask ask) {}

    /** Where answers go to; any thread. */
    interface Replies {
        /** Sends a piece of text. */
        void piece(int id, String text);

        /**
         * Sends the end of an answer.
         *
         * @param promptTokens tokens of the prompt, or -1
         * @param cachedTokens of those, tokens not computed again, or -1
         * @param tokens tokens generated
         * @param nanos when each token came, from the moment the request was read, by the child's
         *     own clock; none to let the harness take the time
         */
        void end(int id, int promptTokens, int cachedTokens, int tokens, List<Long> nanos);
    }

    /**
     * Loads a model.
     *
     * @throws Exception if that fails; its message goes into the table
     */
    void open(Opening opening) throws Exception;

    /**
     * Makes answers at the same time, or one after the other if it cannot.
     *
     * @throws Exception if that fails; its message goes into the table
     */
    void ask(List<Request> together, Replies replies) throws Exception;

    /** Unloads the model. */
    void close();
}
