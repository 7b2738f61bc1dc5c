package org.nextgeneration.cli.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.nextgeneration.cli.monitor.ViewState.Sort;

class ViewStateTest {
    private static final int SCROLL_MAX = 25;

    private static ViewState after(Object... keys) {
        ViewState state = ViewState.START;
        for (Object key : keys) {
            switch (key) {
                case Key.Named named -> state = state.after(named, SCROLL_MAX);
                case String text -> {
                    for (int point : text.codePoints().toArray()) {
                        state = state.after(new Key.Typed(point), SCROLL_MAX);
                    }
                }
                default -> throw new IllegalArgumentException(key.toString());
            }
        }
        return state;
    }

    @Test
    void quit_byEachOfItsKeys_ends() {
        assertTrue(after("q").quit());
        assertTrue(after("Q").quit());
        assertTrue(after(Key.Named.ESCAPE).quit());
        assertTrue(after(Key.Named.INTERRUPT).quit());
        assertTrue(after("f", Key.Named.INTERRUPT).quit(), "even while typing");
    }

    @Test
    void sort_pressedAgainAndAgain_goesRound() {
        assertEquals(Sort.MEMORY, after().sort());
        assertEquals(Sort.ACTIVITY, after("s").sort());
        assertEquals(Sort.NAME, after("ss").sort());
        assertEquals(Sort.PID, after("sss").sort());
        assertEquals(Sort.MEMORY, after("ssss").sort());
    }

    @Test
    void filter_whileTyped_takesEveryCharacter() {
        ViewState state = after("fqs?hp");
        assertEquals("qs?hp", state.filter());
        assertTrue(state.typing());
        assertFalse(state.quit());
        assertEquals("é😀", after("/é😀x", Key.Named.BACKSPACE).filter());
        assertEquals("é", after("/é😀", Key.Named.BACKSPACE).filter());
    }

    @Test
    void filter_ended_isKeptByEnterAndDroppedByEscape() {
        ViewState kept = after("fab", Key.Named.ENTER);
        assertEquals("ab", kept.filter());
        assertFalse(kept.typing());
        ViewState dropped = after("fab", Key.Named.ESCAPE);
        assertEquals("", dropped.filter());
        assertFalse(dropped.typing());
        assertFalse(dropped.quit());
    }

    @Test
    void filter_longerThanAllowed_isCut() {
        String filter = after("f" + "x".repeat(500)).filter();
        assertEquals(ViewState.FILTER_LENGTH_MAX, filter.length());
        assertEquals("", after("f\u0007").filter());
    }

    @Test
    void help_open_isClosedFirst() {
        assertTrue(after("?").help());
        assertTrue(after("h").help());
        assertFalse(after("hh").help());
        assertFalse(after("h", Key.Named.ESCAPE).help());
        assertFalse(after("h", Key.Named.ESCAPE).quit());
        assertFalse(after("hq").quit());
    }

    @Test
    void pause_pressedTwice_goesOn() {
        assertTrue(after("p").paused());
        assertFalse(after("pp").paused());
        assertTrue(after(" ").paused());
    }

    @Test
    void scroll_inEveryWay_staysWithinItsBounds() {
        assertEquals(0, after(Key.Named.UP).scroll());
        assertEquals(2, after(Key.Named.DOWN, Key.Named.DOWN).scroll());
        assertEquals(1, after(Key.Named.DOWN, Key.Named.DOWN, Key.Named.UP).scroll());
        assertEquals(SCROLL_MAX, after(Key.Named.END).scroll());
        assertEquals(SCROLL_MAX, after(Key.Named.END, Key.Named.DOWN).scroll());
        assertEquals(SCROLL_MAX - 10, after(Key.Named.END, Key.Named.PAGE_UP).scroll());
        assertEquals(10, after(Key.Named.PAGE_DOWN).scroll());
        assertEquals(0, after(Key.Named.END, Key.Named.HOME).scroll());
    }

    @Test
    void key_withoutMeaning_changesNothing() {
        assertSame(ViewState.START, after("xyz", Key.Named.BACKSPACE));
    }
}
