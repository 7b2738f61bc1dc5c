package org.nextgeneration.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComputeTapeTest {
    private final ComputeTape tape = new ComputeTape(64);

    @Test
    void peakBytes_chain_needsTwoAtATime() {
        int result = tape.result(640);
        for (int i = 0; i < 10; i++) {
            result = tape.result(640, result);
        }
        assertEquals(2 * 640, tape.peakBytes());
    }

    @Test
    void peakBytes_overwritingChain_needsOne() {
        int result = tape.result(640);
        for (int i = 0; i < 10; i++) {
            result = tape.over(640, result);
        }
        assertEquals(640, tape.peakBytes());
    }

    @Test
    void over_sourceThatIsReadAgain_isNotOverwritten() {
        int first = tape.result(640);
        int second = tape.over(640, first);
        tape.result(64, first, second);
        assertEquals(2 * 640 + 64, tape.peakBytes());
    }

    @Test
    void peakBytes_inputs_areThereFromTheStart() {
        int first = tape.result(1000);
        int input = tape.input(100);
        tape.result(0, first, input);
        assertEquals(1024 + 128, tape.peakBytes());
    }

    @Test
    void peakBytes_gaps_smallestThatFitsIsTaken() {
        int large = tape.result(640);
        int wall = tape.result(64);
        int small = tape.result(128);
        int end = tape.result(64);
        tape.result(0, large);
        tape.result(0, small);
        int fills = tape.result(128, wall);
        int fillsToo = tape.result(640, end);
        tape.result(0, fills, fillsToo, wall, end);
        assertEquals(640 + 64 + 128 + 64, tape.peakBytes());
    }

    @Test
    void result_moreThanAnyModelHas_isRefused() {
        for (int i = 0; i < ComputeTape.RESULTS_MAX; i++) {
            tape.result(64);
        }
        assertThrows(ArithmeticException.class, () -> tape.result(64));
        assertThrows(ArithmeticException.class, () -> new ComputeTape(64).result(Long.MAX_VALUE));
    }

    @Test
    void peakBytes_randomTapes_neverLessThanWhatIsAlive() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            ComputeTape mixed = new ComputeTape(64);
            long largest = 0;
            long all = 0;
            for (int i = 0; i < 100; i++) {
                long size = 64L * random.nextInt(0, 50);
                int[] read = i == 0 ? new int[0] : new int[] {random.nextInt(i), random.nextInt(i)};
                if (random.nextBoolean()) {
                    mixed.over(size, read);
                } else {
                    mixed.result(size, read);
                }
                largest = Math.max(largest, size);
                all += size;
            }
            long peak = mixed.peakBytes();
            assertEquals(Math.clamp(peak, largest, all), peak);
        }
    }
}
