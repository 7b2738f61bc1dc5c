package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MachineStateTest {
    private static final String LOADAVG = "2.50 1.00 0.50 3/1200 12345\n";

    @Test
    void parse_textsOfLinux_givesAveragesAndTicks() {
        // user nice system idle iowait irq softirq steal guest guest_nice
        String stat = "cpu  100 10 50 800 20 1 2 7 5 5\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
        assertEquals(new MachineState(2.5, 3, 170, 820, 42), MachineState.parse(LOADAVG, stat, 42));
    }

    @Test
    void parse_otherTexts_areRefused() {
        assertThrows(
                IllegalArgumentException.class, () -> MachineState.parse(LOADAVG, "cpu 1 2", 0));
        assertThrows(IllegalArgumentException.class, () -> MachineState.parse("", "", 0));
    }

    @Test
    void othersSince_oursTakenOff_givesTheShareOfOthers() {
        MachineState before = new MachineState(0, 1, 1_000, 1_000, 100);
        assertEquals(0.25, new MachineState(0, 1, 1_150, 1_050, 200).othersSince(before));
        assertEquals(0, new MachineState(0, 1, 1_100, 1_100, 200).othersSince(before));
    }

    @Test
    void othersSince_clocksThatDisagree_staysWithinZeroAndOne() {
        MachineState before = new MachineState(0, 1, 0, 0, 0);
        assertEquals(0, new MachineState(0, 1, 10, 10, 15).othersSince(before));
        assertEquals(0, before.othersSince(before));
    }

    @Test
    void parse_processWhoseNameHasParentheses_givesItsTicks() {
        assertEquals(
                new ProcessTicks(7, 3, 1 + 2 + 30 + 40),
                ProcessTicks.parse(
                        "7 (a) b (c) S 3 7 7 0 -1 4194304 9 9 9 9 1 2 30 40 20 0 1 0 99"));
        assertThrows(IllegalArgumentException.class, () -> ProcessTicks.parse("7 (a) S 3"));
    }

    @Test
    void ofTrees_descendantsInAnyOrder_countOnce() {
        List<ProcessTicks> all =
                List.of(
                        new ProcessTicks(4, 3, 1_000),
                        new ProcessTicks(3, 2, 100),
                        new ProcessTicks(2, 1, 10),
                        new ProcessTicks(9, 1, 7));
        assertEquals(1_110, ProcessTicks.ofTrees(all, Set.of(2L)));
        assertEquals(1_117, ProcessTicks.ofTrees(all, Set.of(2L, 4L, 9L)));
        assertEquals(0, ProcessTicks.ofTrees(all, Set.of(77L)));
    }
}
