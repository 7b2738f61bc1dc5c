package org.nextgeneration.cli.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private Screen screen(boolean terminal) {
        return new Screen(out, err, terminal, terminal, true);
    }

    @Test
    void piece_withControlSequence_cannotDriveATerminal() {
        screen(true).piece("a\u001b]0;owned\u0007b\tc\n");
        assertEquals("a\ufffd]0;owned\ufffdb\tc\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void lineAndHeading_withControlSequence_cannotDriveATerminal() {
        screen(true).line("a\u001b[2Jb");
        screen(true).heading("c\u001b[2Jd");
        assertEquals(
                "a\ufffd[2Jb\n\u001b[1mc\ufffd[2Jd\u001b[0m\n",
                out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void writeFailure_readerGone_isNone() {
        Screen screen = broken("Broken pipe");
        screen.line("x");
        assertTrue(screen.readerGone());
        assertEquals(Optional.empty(), screen.writeFailure());
    }

    @Test
    void writeFailure_diskFull_isTold() {
        Screen screen = broken("No space left on device");
        screen.piece("x");
        assertEquals("No space left on device", screen.writeFailure().orElseThrow().getMessage());
    }

    private Screen broken(String message) {
        return new Screen(
                new OutputStream() {
                    @Override
                    public void write(int value) throws IOException {
                        throw new IOException(message);
                    }
                },
                err,
                false,
                false,
                false);
    }

    @Test
    void piece_toAPipe_isLeftAsItIs() {
        screen(false).piece("a\u001b[1mé");
        assertEquals("a\u001b[1mé", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void endLine_afterAnOpenPiece_endsItOnce() {
        Screen screen = screen(false);
        screen.piece("answer");
        screen.endLine();
        screen.endLine();
        assertEquals("answer\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void note_toAPipe_hasNoColour() {
        screen(false).note("loading");
        assertEquals("loading\n", err.toString(StandardCharsets.UTF_8));
        assertEquals("", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void table_withAccents_linesUp() {
        Table table = new Table("NOM", "RÔLE");
        table.row("é", "x");
        table.row("long", "y");
        assertEquals(List.of("NOM   RÔLE", "é     x", "long  y"), table.lines());
    }

    @Test
    void json_ofNestedValues_isOneLine() {
        assertEquals(
                "{\"a\":[1,true,\"é\\n\",{\"b\":0.5}]}",
                JsonText.of(Map.of("a", List.of(1, true, "é\n", Map.of("b", 0.5)))));
    }
}
