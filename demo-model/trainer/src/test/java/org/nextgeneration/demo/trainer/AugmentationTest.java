package org.nextgeneration.demo.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nextgeneration.demo.Language;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;

class AugmentationTest {
    private static final String QUESTION = "Où est-ce que je télécharge un modèle ?";

    @Test
    void vary_sameSeed_givesTheSameText() {
        Augmentation one = new Augmentation(new Random(7));
        Augmentation other = new Augmentation(new Random(7));
        for (int round = 0; round < 50; round++) {
            assertEquals(
                    one.vary(QUESTION, Language.FRENCH), other.vary(QUESTION, Language.FRENCH));
        }
    }

    @Test
    void vary_manyTimes_givesManyVariantsAndTheQuestionItself() {
        Augmentation augmentation = new Augmentation(new Random(7));
        Set<String> seen = new HashSet<>();
        for (int round = 0; round < 300; round++) {
            seen.add(augmentation.vary(QUESTION, Language.FRENCH));
        }
        assertTrue(seen.size() > 150, () -> "found " + seen.size());
        assertTrue(seen.contains(QUESTION));
    }

    @Test
    void vary_oneLetter_neverFailsAndNeverVanishes() {
        Augmentation augmentation = new Augmentation(new Random(7));
        for (int round = 0; round < 2_000; round++) {
            assertFalse(augmentation.vary("a", Language.ENGLISH).isEmpty());
        }
    }
}
