package org.nextgeneration.demo.trainer;

import java.util.List;

/** What happened since the last line of the log. */
final class Progress {
    private static final long LINE_MILLIS = 10_000;

    private final long firstStep;
    private final long startMillis;
    private long steps;
    private long questions;
    private long tokens;
    private double loss;
    private double length;

    /**
     * Begins to count.
     *
     * @param firstStep steps taken before
     * @param startMillis time spent before
     */
    Progress(long firstStep, long startMillis) {
        this.firstStep = firstStep;
        this.startMillis = startMillis;
    }

    void add(List<Batch> batches, Training.Step step) {
        steps++;
        int turns = batches.stream().mapToInt(Batch::turns).sum();
        questions += turns;
        tokens += batches.stream().mapToInt(batch -> batch.tokens().length).sum();
        loss += step.loss() * turns;
        length += step.gradientLength();
    }

    /** {@return whether it is time for a line} */
    boolean isDue(long elapsedMillis) {
        return elapsedMillis - startMillis >= LINE_MILLIS;
    }

    /**
     * {@return the line}
     *
     * @param done share of the training, 0 to 1
     */
    String report(double done, long elapsedMillis, float rate) {
        double seconds = (elapsedMillis - startMillis) / 1000.0;
        return "%5.1f %% loss %.4f gradient %.2f rate %.1e, step %d"
                        .formatted(
                                100 * done,
                                loss / questions,
                                length / steps,
                                rate,
                                firstStep + steps)
                + ", %.0f questions/s, %.0f tokens/s, %.1f min left"
                        .formatted(
                                questions / seconds,
                                tokens / seconds,
                                elapsedMillis * (1 / done - 1) / 60_000);
    }
}
