package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ChunkChoiceTest {
    @Test
    void tokens_device_isWhatItComputesInAPause() {
        ChunkChoice choice = new ChunkChoice(512);
        choice.took(100, 100 * 500_000L);
        assertEquals(256, choice.tokens(0));
        assertEquals(250, choice.tokens(6));
        assertEquals(512, choice.tokensAlone());
    }

    @Test
    void tokens_slowDevice_isAnEvenDecodeAllTheSame() {
        ChunkChoice choice = new ChunkChoice(512);
        choice.took(100, 100 * 3_000_000L);
        assertEquals(120, choice.tokens(8));
        assertEquals(128, choice.tokensAlone());
    }

    @Test
    void tokens_verySlowDevice_isATile() {
        ChunkChoice choice = new ChunkChoice(512);
        choice.took(100, 100 * 100_000_000L);
        assertEquals(56, choice.tokens(8));
        assertEquals(32, choice.tokens(60));
        assertEquals(128, choice.tokensAlone());
    }

    @Test
    void tokens_fastDevice_isTheWholeBatch() {
        ChunkChoice choice = new ChunkChoice(512);
        choice.took(512, 10_000_000);
        assertEquals(512, choice.tokens(0));
    }

    @Test
    void tokens_fewAtATime_teachNothing() {
        ChunkChoice choice = new ChunkChoice(512);
        int before = choice.tokens(1);
        choice.took(1, 1_000_000_000);
        assertEquals(before, choice.tokens(1));
        assertEquals(0, choice.nanosPerToken());
    }

    @Test
    void tokens_tinyCache_isNotMoreThanABatch() {
        assertEquals(16, new ChunkChoice(16).tokens(0));
        assertEquals(16, new ChunkChoice(16).tokensAlone());
    }
}
