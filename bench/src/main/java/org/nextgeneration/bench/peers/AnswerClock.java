package org.nextgeneration.bench.peers;

import java.util.ArrayList;
import java.util.List;

/** Notes an answer while it comes. It starts when it is made. One thread at a time. */
final class AnswerClock {
    private final long startNanos = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private final List<Long> pieceNanos = new ArrayList<>();

    /** Notes that a piece came now; one without text counts as a token that came, too. */
    void piece(String piece) {
        pieceNanos.add(System.nanoTime() - startNanos);
        text.append(piece);
    }

    /** {@return the answer, ended now} */
    Answer end(Usage usage) {
        return new Answer(text.toString(), pieceNanos, System.nanoTime() - startNanos, usage);
    }

    /** {@return the answer by the peer's own clock, which started when it saw what was asked} */
    Answer end(Usage usage, List<Long> ownNanos) {
        return ownNanos.isEmpty()
                ? end(usage)
                : new Answer(text.toString(), ownNanos, ownNanos.getLast(), usage);
    }
}
