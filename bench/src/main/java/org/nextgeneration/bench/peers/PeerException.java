package org.nextgeneration.bench.peers;

import java.io.Serial;

/** A peer that cannot do what a load needs. The message goes into the table. */
public final class PeerException extends RuntimeException {
    @Serial private static final long serialVersionUID = 1;

    /** Creates one: who, what was found, what was expected. */
    public PeerException(String message) {
        super(message);
    }
}
