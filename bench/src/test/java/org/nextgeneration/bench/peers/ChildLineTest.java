package org.nextgeneration.bench.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChildLineTest {
    @Test
    void parse_whatWasEncoded_isTheSame() {
        ChildLine line = ChildLine.of("ask", 1, 128, "tab\t, line\n, é😀, ", "");
        assertEquals(Optional.of(line), ChildLine.parse(line.encoded()));
        assertEquals(1, line.encoded().lines().count());
    }

    @Test
    void parse_whatALibraryPrints_isNothing() {
        assertEquals(Optional.empty(), ChildLine.parse(""));
        assertEquals(Optional.empty(), ChildLine.parse("llama_model_loader: peer\tof"));
    }

    @Test
    void numbers_absentOrEmpty_areNone() {
        ChildLine line = ChildLine.of("end", "1,2,30", "");
        assertEquals(List.of(1L, 2L, 30L), line.numbers(0));
        assertEquals(List.of(), line.numbers(1));
        assertEquals(List.of(), line.numbers(2));
        assertThrows(IllegalArgumentException.class, () -> line.text(2));
    }
}
