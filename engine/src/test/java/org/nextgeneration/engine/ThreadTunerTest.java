package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class ThreadTunerTest {
    private final SplittableRandom random = new SplittableRandom(3);

    /** Runs decodes whose time depends on the number of threads. {@return their sum} */
    private double run(ThreadTuner tuner, int decodes, IntToDoubleFunction nanos) {
        double sum = 0;
        for (int i = 0; i < decodes; i++) {
            double took = nanos.applyAsDouble(tuner.threads()) * (0.98 + random.nextDouble(0.04));
            tuner.took(took);
            sum += took;
        }
        return sum;
    }

    @Test
    void threads_moreAreFaster_growsToThem() {
        ThreadTuner tuner = new ThreadTuner(2, 16);
        run(tuner, 4_000, threads -> 1_000.0 / Math.min(threads, 8) + 2 * threads);
        assertEquals(8, tuner.threads());
    }

    @Test
    void threads_busyNeighbour_fallsToOneAndComesBack() {
        ThreadTuner tuner = new ThreadTuner(2, 2);
        IntToDoubleFunction quiet = threads -> threads == 2 ? 7.7 : 13.9;
        IntToDoubleFunction busy = threads -> threads == 2 ? 50 : 13.9;
        run(tuner, 500, quiet);
        assertEquals(2, tuner.threads());
        double spent = run(tuner, 500, busy);
        assertEquals(1, tuner.threads());
        assertTrue(spent < 1.2 * 500 * 13.9, "spent " + spent);
        run(tuner, 4_000, quiet);
        assertEquals(2, tuner.threads());
    }

    @Test
    void threads_steadyMachine_trialsCostLittle() {
        ThreadTuner tuner = new ThreadTuner(2, 2);
        IntToDoubleFunction quiet = threads -> threads == 2 ? 7.7 : 13.9;
        double spent = run(tuner, 10_000, quiet);
        assertTrue(spent < 1.02 * 10_000 * 7.7, "spent " + spent);
    }

    @Test
    void threads_moreAreHopeless_trialsCostLittleToo() {
        ThreadTuner tuner = new ThreadTuner(1, 2);
        double spent = run(tuner, 10_000, threads -> threads == 2 ? 150 : 1);
        assertTrue(spent < 1.07 * 10_000, "spent " + spent);
        assertEquals(1, tuner.threads());
    }

    @Test
    void threads_aWish_isNotOverruled() {
        ThreadTuner tuner = new ThreadTuner(1, 1);
        run(tuner, 1_000, threads -> 100.0 / threads);
        assertEquals(1, tuner.threads());
    }
}
