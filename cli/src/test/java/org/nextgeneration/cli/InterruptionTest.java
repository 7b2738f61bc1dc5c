package org.nextgeneration.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class InterruptionTest {
    @Test
    void cancelAnswer_duringALoad_interruptsTheCommandOnly() {
        try (Interruption interruption = Interruption.watch()) {
            interruption.busy(true);
            interruption.cancelAnswer();
            assertTrue(Thread.currentThread().isInterrupted());
            assertFalse(interruption.interrupted());
            interruption.busy(false);
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }

    @Test
    void cancelAnswer_atThePrompt_doesNothing() {
        try (Interruption interruption = Interruption.watch()) {
            interruption.cancelAnswer();
            assertFalse(Thread.currentThread().isInterrupted());
        }
    }
}
