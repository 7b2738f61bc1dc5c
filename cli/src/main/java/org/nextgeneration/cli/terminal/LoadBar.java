package org.nextgeneration.cli.terminal;

import org.nextgeneration.engine.LoadProgress;

/**
 * A bar that shows how far a load has come. It appears only where a person watches and the load
 * takes longer than a moment. Told by a thread of the engine's, ended by the command's.
 */
public final class LoadBar implements LoadProgress, AutoCloseable {
    private static final long APPEARS_AFTER_NANOS = 1_000_000_000L;
    private static final int WIDTH = 30;

    private final Screen screen;
    private final String label;
    private final long startNanos;
    private int shownPercent = -1;
    private boolean ended;

    /**
     * Starts the clock.
     *
     * @param screen where to draw
     * @param label what is being loaded
     */
    public LoadBar(Screen screen, String label) {
        this.screen = screen;
        this.label = label;
        this.startNanos = System.nanoTime();
    }

    @Override
    public synchronized void loaded(double fraction) {
        int percent = (int) (Math.clamp(fraction, 0, 1) * 100);
        if (ended
                || percent == shownPercent
                || System.nanoTime() - startNanos < APPEARS_AFTER_NANOS) {
            return;
        }
        shownPercent = percent;
        int full = percent * WIDTH / 100;
        screen.status(
                "%s [%s%s] %3d %%"
                        .formatted(label, "#".repeat(full), "-".repeat(WIDTH - full), percent));
    }

    /** Takes the bar away. */
    @Override
    public synchronized void close() {
        ended = true;
        if (shownPercent >= 0) {
            screen.status("");
        }
    }
}
