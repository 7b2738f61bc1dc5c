package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.nextgeneration.llama.LoadMode;

class LoadModeChoiceTest {
    private static final long GIB = 1L << 30;

    @Test
    void of_onProcessor_isTheLibrarysChoice() {
        assertEquals(LoadMode.AUTO, LoadModeChoice.of(false, 60 * GIB, 20 * GIB));
    }

    @Test
    void of_onCardWithMuchMemory_leavesTheFileInTheCache() {
        assertEquals(LoadMode.AUTO, LoadModeChoice.of(true, 20 * GIB, 60 * GIB));
    }

    @Test
    void of_onCardWithLittleMemory_readsPastTheCache() {
        assertEquals(LoadMode.DIRECT, LoadModeChoice.of(true, 20 * GIB, 30 * GIB));
    }

    @Test
    void of_memoryUnknown_isTheLibrarysChoice() {
        assertEquals(LoadMode.AUTO, LoadModeChoice.of(true, 20 * GIB, 0));
    }
}
