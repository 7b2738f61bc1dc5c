package org.nextgeneration.bench.peers;

import java.util.Map;

/** Work that every peer is given. It keeps nothing between runs. */
sealed interface Load permits StreamsLoad, AgentsLoad, SwapLoad {
    /** {@return the name on the command line and in the table} */
    String name();

    /** {@return what it is, in words} */
    String description();

    /**
     * Runs once with a peer.
     *
     * @param peer who does the work; opened and closed by this load
     * @param bench models, texts and the round, which makes the texts new
     * @return what was measured
     * @throws PeerException if the peer cannot do it
     * @throws InterruptedException if interrupted
     */
    Map<Metric, Double> run(Peer peer, Bench bench) throws InterruptedException;
}
