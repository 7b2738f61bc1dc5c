package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchPlanTest {
    @Test
    void of_onlyNextTokens_givesEachOne() {
        assertArrayEquals(
                new int[] {1, 0, 1, 1}, BatchPlan.of(new int[] {1, 0, 1, 1}, 2, 100, 512, 512));
    }

    @Test
    void of_onePromptAlone_getsTheWholeBatch() {
        assertArrayEquals(new int[] {512}, BatchPlan.of(new int[] {4_000}, 0, 64, 512, 512));
    }

    @Test
    void of_promptBesideAnswers_getsAChunk() {
        assertArrayEquals(
                new int[] {1, 64, 1}, BatchPlan.of(new int[] {1, 4_000, 1}, 0, 64, 512, 512));
    }

    @Test
    void of_shortAndLongPrompt_shortOneIsDoneFirst() {
        assertArrayEquals(
                new int[] {472, 40}, BatchPlan.of(new int[] {30_000, 40}, 0, 64, 512, 512));
    }

    @Test
    void of_manyPrompts_haveEqualParts() {
        assertArrayEquals(
                new int[] {128, 128, 128, 128},
                BatchPlan.of(new int[] {900, 900, 900, 900}, 0, 64, 512, 512));
    }

    @Test
    void of_morePromptsThanParts_takeTurns() {
        int[] remaining = new int[20];
        Arrays.fill(remaining, 1_000);
        int[] computed = new int[20];
        for (int turn = 0; turn < 20; turn++) {
            int[] planned = BatchPlan.of(remaining, turn, 64, 64, 64);
            for (int i = 0; i < 20; i++) {
                computed[i] += planned[i];
            }
        }
        assertEquals(64, Arrays.stream(computed).min().orElseThrow());
        assertEquals(64, Arrays.stream(computed).max().orElseThrow());
    }

    @Test
    void of_anything_fillsTheBatchAndNeverMore() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 2_000; round++) {
            int[] remaining =
                    random.ints(1 + random.nextInt(64), 0, random.nextBoolean() ? 2 : 900)
                            .toArray();
            int batch = 1 + random.nextInt(600);
            int chunk = 1 + random.nextInt(600);
            int alone = 1 + random.nextInt(600);
            int[] planned = BatchPlan.of(remaining, random.nextInt(64), chunk, alone, batch);
            int ones = 0;
            int prompts = 0;
            int wanted = 0;
            for (int i = 0; i < remaining.length; i++) {
                assertTrue(planned[i] <= remaining[i], Arrays.toString(planned));
                if (remaining[i] == 1) {
                    ones += planned[i];
                } else {
                    prompts += planned[i];
                    wanted += remaining[i];
                }
            }
            assertTrue(ones + prompts <= batch, Arrays.toString(planned));
            int room = Math.min(ones == 0 ? alone : chunk, batch - ones);
            assertEquals(Math.min(room, wanted), prompts, Arrays.toString(planned));
        }
    }
}
