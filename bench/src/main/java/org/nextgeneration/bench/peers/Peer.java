package org.nextgeneration.bench.peers;

import java.util.Optional;

/**
 * An engine under measurement. One thread opens and closes; several may ask.
 *
 * <p>What it starts, other than a server that somebody else started, ends when it is closed.
 */
interface Peer extends AutoCloseable {
    /** {@return the name in the table} */
    String name();

    /** {@return why it cannot run a load at all, in words for the table; nothing if it can} */
    default Optional<String> refusal(Load load) {
        return Optional.empty();
    }

    /**
     * Loads a model and returns when it can answer.
     *
     * @throws PeerException if it cannot; the message goes into the table
     */
    PeerSession open(Opening opening);

    @Override
    void close();
}
