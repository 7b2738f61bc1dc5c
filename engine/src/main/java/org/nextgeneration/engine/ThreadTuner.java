package org.nextgeneration.engine;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Finds how many threads compute a kind of decode fastest, while it runs: now and then it tries a
 * few more or a few less and stays with what is faster. Told what each decode took; has no clock.
 *
 * <p>ggml's threads spin at a barrier after every operation. One that has lost its core to another
 * program holds up all the others, so the right number changes with the company on the machine.
 */
final class ThreadTuner {
    /** Decodes from which the time of one is judged. */
    private static final int SAMPLES = 5;

    /** Decodes of a trial. */
    private static final int TRIAL_SAMPLES = 3;

    /** Decodes until the first trial, and after one that was a success. */
    static final int PERIOD_MIN = 24;

    /** Decodes between trials where none has succeeded for long. */
    static final int PERIOD_MAX = 1_536;

    /** What a change must gain to be worth it: less is noise. */
    private static final double GAIN_MIN = 0.06;

    /** A decode so much slower ends a trial. */
    private static final double HOPELESS = 1.5;

    /** Decodes until the next trial for each time that one was as slow: what it cost is repaid. */
    private static final int PERIOD_PER_LOSS = 50;

    /** When so much slower than before, something has changed, and a trial begins at once. */
    private static final double DISTURBED = 1.4;

    private final int[] counts;
    private int current;
    private final double[] recent = new double[SAMPLES];
    private int recentCount;
    private double usual;
    private int period = PERIOD_MIN;
    private int untilTrial = PERIOD_MIN;
    private int direction = -1;

    /** Index of what is tried, or -1. */
    private int tried = -1;

    private final double[] trial = new double[TRIAL_SAMPLES];
    private int trialCount;

    /**
     * Begins with a number.
     *
     * @param start the number that is likely right
     * @param most the most that may be tried
     */
    ThreadTuner(int start, int most) {
        counts =
                IntStream.rangeClosed(1, most)
                        .filter(count -> count == start || count == most || isStep(count))
                        .toArray();
        current = Arrays.binarySearch(counts, Math.min(start, most));
    }

    /** 1, 2, 3, 4, 6, 8, 12, 16 and so on. */
    private static boolean isStep(int count) {
        int power = Integer.highestOneBit(count);
        return count == power || count == power + power / 2;
    }

    /** {@return how many threads the next decode is to use} */
    int threads() {
        return counts[tried >= 0 ? tried : current];
    }

    /** Learns what a decode with that number took. */
    void took(double nanos) {
        if (counts.length == 1) {
            return;
        }
        if (tried >= 0) {
            tried(nanos);
            return;
        }
        recent[recentCount++ % SAMPLES] = nanos;
        if (recentCount < SAMPLES) {
            return;
        }
        double now = median(recent, SAMPLES);
        boolean disturbed = usual > 0 && now > DISTURBED * usual;
        usual = usual == 0 || now < usual ? now : usual + 0.02 * (now - usual);
        if (disturbed) {
            usual = now;
            period = PERIOD_MIN;
            direction = -1;
        }
        if (--untilTrial <= 0 || disturbed) {
            begin();
        }
    }

    private void begin() {
        int next = current + direction;
        if (next < 0 || next >= counts.length) {
            direction = -direction;
            next = current + direction;
        }
        tried = next;
        trialCount = 0;
    }

    private void tried(double nanos) {
        double now = median(recent, SAMPLES);
        trial[trialCount++] = nanos;
        boolean hopeless = nanos > HOPELESS * now;
        if (!hopeless && trialCount < TRIAL_SAMPLES) {
            return;
        }
        if (!hopeless && median(trial, TRIAL_SAMPLES) < (1 - GAIN_MIN) * now) {
            current = tried;
            recentCount = 0;
            usual = 0;
            period = PERIOD_MIN;
        } else {
            direction = -direction;
            period = Math.min(2 * period, PERIOD_MAX);
        }
        tried = -1;
        untilTrial = hopeless ? Math.max(period, (int) (PERIOD_PER_LOSS * nanos / now)) : period;
    }

    private static double median(double[] values, int count) {
        double[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[count / 2];
    }
}
