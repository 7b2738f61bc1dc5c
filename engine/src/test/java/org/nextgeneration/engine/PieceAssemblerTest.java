package org.nextgeneration.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceAssemblerTest {
    private static final String ALL_LENGTHS = "aé€😀 – Ça va ? 日本語 👩‍👩‍👧";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void add_byteByByte_neverSplitsACharacter() {
        PieceAssembler assembler = new PieceAssembler(List.of());
        StringBuilder text = new StringBuilder();
        for (byte b : utf8(ALL_LENGTHS)) {
            String piece = assembler.add(new byte[] {b});
            assertFalse(piece.contains("\uFFFD"), piece);
            assertEquals(piece, new String(utf8(piece), StandardCharsets.UTF_8));
            text.append(piece);
        }
        text.append(assembler.finish());
        assertEquals(ALL_LENGTHS, text.toString());
    }

    @Test
    void add_bytesThatAreNoCharacter_becomeReplacementCharacters() {
        PieceAssembler assembler = new PieceAssembler(List.of());
        assertEquals("a\uFFFDb", assembler.add(new byte[] {'a', (byte) 0xff, 'b'}));
    }

    @Test
    void finish_halfACharacterIsLeft_saysSo() {
        PieceAssembler assembler = new PieceAssembler(List.of());
        assertEquals("", assembler.add(new byte[] {(byte) 0xe2, (byte) 0x82}));
        assertEquals("\uFFFD", assembler.finish());
    }

    @Test
    void add_stopInOneToken_cutsThere() {
        PieceAssembler assembler = new PieceAssembler(List.of("STOP"));
        assertEquals("before ", assembler.add(utf8("before STOP after")));
        assertTrue(assembler.stopped());
        assertEquals("", assembler.add(utf8("more")));
        assertEquals("", assembler.finish());
    }

    @Test
    void add_beginningOfAStopThatIsNone_isHeldThenGiven() {
        PieceAssembler assembler = new PieceAssembler(List.of("STOP"));
        assertEquals("a ", assembler.add(utf8("a ST")));
        assertEquals("STAR", assembler.add(utf8("AR")));
        assertFalse(assembler.stopped());
    }

    @Test
    void finish_beginningOfAStopIsHeld_isGiven() {
        PieceAssembler assembler = new PieceAssembler(List.of("STOP"));
        assertEquals("", assembler.add(utf8("STO")));
        assertEquals("STO", assembler.finish());
    }

    @Test
    void add_twoStops_theFirstInTheTextWins() {
        PieceAssembler assembler = new PieceAssembler(List.of("zz", "b"));
        assertEquals("a", assembler.add(utf8("abzz")));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void add_anySplit_givesTheTextBeforeTheStop(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            String text = ALL_LENGTHS + "#".repeat(random.nextInt(3)) + ALL_LENGTHS;
            PieceAssembler assembler = new PieceAssembler(List.of("##", "日x"));
            StringBuilder out = new StringBuilder();
            byte[] bytes = utf8(text);
            int at = 0;
            while (at < bytes.length) {
                int end = Math.min(bytes.length, at + 1 + random.nextInt(4));
                out.append(assembler.add(java.util.Arrays.copyOfRange(bytes, at, end)));
                at = end;
            }
            out.append(assembler.finish());
            int stop = text.indexOf("##");
            assertEquals(stop < 0 ? text : text.substring(0, stop), out.toString());
        }
    }
}
