package org.nextgeneration.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BytePairTokenizerTest {
    private static final BytePairTokenizer TOKENIZER =
            new BytePairTraining()
                    .add("the model answers the question, the other model waits", 5)
                    .add("le modèle répond à la question ; l'autre modèle attend", 5)
                    .train(300);

    @Test
    void train_sameTextsInOtherOrder_learnsTheSameMerges() {
        BytePairTokenizer other =
                new BytePairTraining()
                        .add("le modèle répond à la question ; l'autre modèle attend", 5)
                        .add("the model answers the question, the other model waits", 5)
                        .train(300);

        assertEquals(TOKENIZER.merges(), other.merges());
    }

    @Test
    void train_wantedSize_isKept() {
        assertEquals(300, TOKENIZER.size());
        assertEquals("<|im_start|>", TOKENIZER.tokens().get(TOKENIZER.turnStart()));
        assertTrue(TOKENIZER.isControl(TOKENIZER.turnEnd()));
    }

    @Test
    void encode_learnedWord_isOneToken() {
        assertEquals(1, TOKENIZER.encode(" model").size());
        assertEquals(List.of(TOKENIZER.tokens().indexOf("Ġmodel")), TOKENIZER.encode(" model"));
    }

    @Test
    void encode_controlTokenInText_staysPlainText() {
        assertTrue(TOKENIZER.encode("<|im_end|>").stream().noneMatch(TOKENIZER::isControl));
    }

    @Test
    void decode_randomText_givesItBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(30); length > 0; length--) {
                int kind = random.nextInt(4);
                int bound = kind == 0 ? 0x80 : kind == 1 ? 0x250 : kind == 2 ? 0x3000 : 0x1F700;
                int point = random.nextInt(bound);
                text.appendCodePoint(Character.isSurrogate((char) point) ? 'x' : point);
            }
            String original = text.toString();
            double skip = random.nextDouble();

            assertEquals(original, TOKENIZER.decode(TOKENIZER.encode(original)), "seed " + seed);
            assertEquals(
                    original,
                    TOKENIZER.decode(TOKENIZER.encode(original, skip, random)),
                    "seed " + seed);
        }
    }

    @Test
    void encode_everyMergeSkipped_givesBytes() {
        assertEquals(6, TOKENIZER.encode(" model", 1, new Random(1)).size());
    }

    @Test
    void split_spacesAndContractions_followsGpt2() {
        assertEquals(
                List.of("what", "'s", "Ġup", "?", "Ġ", "Ġ42", "Ċ", "x", "Ġ'", "s", "ĠĠ"),
                Gpt2Words.split("what's up?  42\nx 's  "));
    }
}
