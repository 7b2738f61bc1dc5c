package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class AnswerTest {
    private static final Usage THREE_TOKENS = new Usage(OptionalInt.of(4), OptionalInt.empty(), 3);

    @Test
    void decodeTokensPerSecond_firstTokenApart_countsTheOthers() {
        Answer answer = new Answer("abc", List.of(100L, 300L, 500L), 600, THREE_TOKENS);
        assertEquals(100, answer.firstNanos());
        assertEquals(2e9 / 500, answer.decodeTokensPerSecond());
        assertEquals(List.of(200L, 200L), answer.gapNanos());
    }

    @Test
    void firstNanos_noText_isTheEnd() {
        Answer answer = new Answer("", List.of(), 600, THREE_TOKENS);
        assertEquals(600, answer.firstNanos());
        assertEquals(0, answer.decodeTokensPerSecond());
        assertEquals(List.of(), answer.gapNanos());
    }

    @Test
    void requireWork_otherWorkThanAsked_isRefused() {
        Answer answer = new Answer("abc", List.of(100L), 600, THREE_TOKENS);
        assertDoesNotThrow(() -> answer.requireWork("server", 4, 3));
        assertThrows(PeerException.class, () -> answer.requireWork("server", 4, 128));
        assertThrows(PeerException.class, () -> answer.requireWork("server", 4_000, 3));
    }

    @Test
    void size_promptsThatShareTheirBeginning_countsItOnce() {
        PrefixTree tree = new PrefixTree();
        tree.add(new int[] {1, 2, 3});
        tree.add(new int[] {1, 2, 4, 5});
        tree.add(new int[] {1, 2});
        tree.add(new int[] {2, 3});
        assertEquals(7, tree.size());
    }
}
