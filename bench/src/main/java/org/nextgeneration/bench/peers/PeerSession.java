package org.nextgeneration.bench.peers;

import java.util.List;

/** A model that a peer has loaded. Any thread may ask. */
interface PeerSession extends AutoCloseable {
    /**
     * Asks for answers at the same time and waits for all of them.
     *
     * @return the answers, in the order of what was asked
     * @throws PeerException if one of them fails
     * @throws InterruptedException if interrupted
     */
    List<Answer> ask(List<Ask> together) throws InterruptedException;

    /** Unloads the model. */
    @Override
    void close();
}
