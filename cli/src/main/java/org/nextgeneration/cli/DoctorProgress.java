package org.nextgeneration.cli;

import java.util.function.Consumer;
import org.nextgeneration.health.doctor.Text;

/** Says on a terminal what is looked at, once the whole has taken longer than a moment. */
final class DoctorProgress implements Consumer<Text>, AutoCloseable {
    private static final long APPEARS_AFTER_MILLIS = 1_000;

    private final Session session;
    private final Thread clock;
    private Text current = Text.verbatim("");
    private boolean shown;
    private boolean ended;

    DoctorProgress(Session session) {
        this.session = session;
        this.clock = Thread.ofVirtual().name("doctor-progress").start(this::appear);
    }

    @Override
    public synchronized void accept(Text next) {
        current = next;
        if (shown) {
            show();
        }
    }

    /** Waits until it is time, or all is over. */
    private synchronized void appear() {
        long endNanos = System.nanoTime() + APPEARS_AFTER_MILLIS * 1_000_000;
        try {
            while (!ended) {
                long leftMillis = (endNanos - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    shown = true;
                    show();
                    return;
                }
                wait(leftMillis);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void show() {
        session.screen().status(new DoctorText(session).of(current) + "…");
    }

    @Override
    public synchronized void close() {
        ended = true;
        clock.interrupt();
        if (shown) {
            session.screen().status("");
        }
    }
}
