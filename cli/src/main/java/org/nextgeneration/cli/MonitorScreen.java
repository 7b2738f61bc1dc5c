package org.nextgeneration.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.nextgeneration.cli.monitor.Frame;

/**
 * The second screen of a terminal, which is given back as it was. A frame is written at once, and
 * of it only the lines that changed, so that nothing flickers and little goes over a network. One
 * thread.
 */
final class MonitorScreen implements AutoCloseable {
    // Second screen; cursor hidden; lines are not wrapped (xterm's and DEC's private modes).
    private static final String ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String LEAVE = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";
    private static final String CLEAR = "\u001b[2J";
    private static final String CLEAR_LINE = "\u001b[2K";

    /** What a terminal that tells no size is taken for. */
    private static final Area USUAL = new Area(80, 24);

    private static final int SIDE_MAX = 1_000;

    private final Terminal terminal;
    private final OutputStream out;
    private List<String> shown = List.of();
    private Area area = USUAL;

    private record Area(int columns, int rows) {}

    /** Draws a frame of a size. */
    interface Drawing {
        Frame draw(int width, int height);
    }

    MonitorScreen(Terminal terminal) {
        this.terminal = terminal;
        this.out = terminal.output();
        write(ENTER);
    }

    /** Draws everything anew the next time. */
    void forget() {
        shown = List.of();
    }

    /** Shows a frame. {@return the last line that its body can begin with} */
    int show(Drawing drawing) {
        Area now = area();
        StringBuilder text = new StringBuilder();
        if (!now.equals(area) || shown.isEmpty()) {
            area = now;
            shown = List.of();
            text.append(CLEAR);
        }
        Frame frame = drawing.draw(area.columns(), area.rows());
        for (int row = 0; row < frame.lines().size(); row++) {
            String line = frame.lines().get(row);
            if (row >= shown.size() || !line.equals(shown.get(row))) {
                text.append("\u001b[").append(row + 1).append(";1H");
                text.append(CLEAR_LINE).append(line);
            }
        }
        shown = frame.lines();
        write(text.toString());
        return frame.scrollMax();
    }

    private Area area() {
        Size told = terminal.getSize();
        return told.getColumns() <= 0 || told.getRows() <= 0
                ? USUAL
                : new Area(
                        Math.min(SIDE_MAX, told.getColumns()), Math.min(SIDE_MAX, told.getRows()));
    }

    private void write(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException gone) {
            throw new UncheckedIOException("the terminal cannot be written", gone);
        }
    }

    @Override
    public void close() {
        write(LEAVE);
    }
}
