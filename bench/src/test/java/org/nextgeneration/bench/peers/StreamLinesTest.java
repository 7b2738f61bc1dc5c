package org.nextgeneration.bench.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamLinesTest {
    @Test
    void take_charactersCutAtEveryByte_givesWholeLines() {
        byte[] bytes = "data: é€😀\r\n\ndata: fin\n".getBytes(UTF_8);
        for (int step = 1; step <= bytes.length; step++) {
            assertEquals(List.of("data: é€😀", "", "data: fin"), inSteps(bytes, step));
        }
    }

    @Test
    void flush_lineWithoutEnd_givesIt() {
        StreamLines lines = new StreamLines();
        assertEquals(List.of(), lines.take(new byte[] {'a', 'b'}, 1));
        assertEquals("a", lines.flush());
        assertEquals("", lines.flush());
    }

    @Test
    void take_lineTooLong_isRefused() {
        StreamLines lines = new StreamLines();
        byte[] bytes = new byte[StreamLines.LINE_BYTES_MAX + 1];
        assertThrows(PeerException.class, () -> lines.take(bytes, bytes.length));
    }

    private static List<String> inSteps(byte[] bytes, int step) {
        StreamLines lines = new StreamLines();
        List<String> found = new ArrayList<>();
        for (int from = 0; from < bytes.length; from += step) {
            int length = Math.min(step, bytes.length - from);
            byte[] part = new byte[step];
            System.arraycopy(bytes, from, part, 0, length);
            found.addAll(lines.take(part, length));
        }
        return found;
    }
}
