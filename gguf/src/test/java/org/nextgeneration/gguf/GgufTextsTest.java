package org.nextgeneration.gguf;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GgufTextsTest {
    private static final GgufTexts TEXTS = GgufTexts.of(List.of("a", "", "été", "a"));

    @Test
    void get_eachIndex_decodesThatString() {
        assertEquals(4, TEXTS.size());
        assertEquals("été", TEXTS.get(2));
        assertArrayEquals("été".getBytes(UTF_8), TEXTS.bytes(2));
        assertEquals(List.of("a", "", "été", "a"), TEXTS.toList());
        assertEquals(List.of("a", "[EMPTY_1]", "été", "a"), TEXTS.withNamesForEmpty().toList());
    }

    @Test
    void get_noSuchIndex_fails() {
        assertThrows(IndexOutOfBoundsException.class, () -> TEXTS.get(4));
        assertThrows(IndexOutOfBoundsException.class, () -> TEXTS.bytes(-1));
    }

    @Test
    void firstDuplicate_findsTheSecondPlace() {
        assertEquals(3, TEXTS.firstDuplicate());
        assertEquals(3, TEXTS.firstDuplicateOfColliding());
        assertEquals(-1, GgufTexts.of(List.of("a", "b", "")).firstDuplicate());
        assertEquals(-1, GgufTexts.of(List.of()).firstDuplicate());
    }

    @Test
    void firstDuplicate_sameUpToAZeroByte_found() {
        GgufTexts texts = GgufTexts.of(List.of("a", "\0", "b\0c", "b\0d", "\0\0"));
        assertEquals(3, texts.firstDuplicate());
        assertEquals(3, texts.firstDuplicateOfColliding());
        assertEquals(-1, GgufTexts.of(List.of("\0", "\0\0", "a\0b")).firstDuplicate());
        assertEquals(2, GgufTexts.of(List.of("x", "\0", "[EMPTY_1]")).firstDuplicate());
    }

    @Test
    void firstDuplicate_stringsChosenToCollide_stillAnswers() {
        List<String> colliding = new ArrayList<>();
        for (int i = 0; colliding.size() < 64; i++) {
            String text = "token" + i;
            if (slotOf(text) == 5) {
                colliding.add(text);
            }
        }
        assertEquals(-1, GgufTexts.of(colliding).firstDuplicate());
        colliding.set(63, colliding.get(62));
        assertEquals(63, GgufTexts.of(colliding).firstDuplicate());
    }

    /** Where a table for 64 strings puts one: FNV-1a, mixed. */
    private static int slotOf(String text) {
        int hash = 0x811c9dc5;
        for (byte value : text.getBytes(UTF_8)) {
            hash = (hash ^ value) * 0x01000193;
        }
        return (hash ^ (hash >>> 15)) & 255;
    }
}
