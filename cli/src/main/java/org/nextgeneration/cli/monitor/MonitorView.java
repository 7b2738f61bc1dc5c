package org.nextgeneration.cli.monitor;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.gpu.CardHealth;

/** The whole screen. Pure: the same samples, state and size give the same lines. */
public final class MonitorView {
    /** Narrower screens are drawn as if they were so wide, and cut. */
    static final int WIDTH_MIN = 24;

    private static final int TWO_COLUMNS_FROM_WIDTH = 150;
    private static final int FULL_FROM_WIDTH = 50;
    private static final int TABLE_LINES_FULL = 9;
    private static final int TABLE_LINES_MEDIUM = 5;
    private static final int TEXT_LINES_MAX = 40;
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

    private static final int HELP_INDENT = 2;

    /** Columns before what a key does. */
    private static final int HELP_KEYS_WIDTH = 20;

    private final Messages messages;
    private final Glyphs glyphs;
    private final Palette palette;
    private final ZoneId zone;
    private final CardView cardView;
    private final TablesView tables;
    private final AlertText alertText;

    /**
     * Says how to draw.
     *
     * @param messages the language
     * @param glyphs the characters
     * @param palette the colours
     * @param zone of the clock on the screen
     */
    public MonitorView(Messages messages, Glyphs glyphs, Palette palette, ZoneId zone) {
        this.messages = messages;
        this.glyphs = glyphs;
        this.palette = palette;
        this.zone = zone;
        cardView = new CardView(messages, glyphs);
        tables = new TablesView(messages, glyphs);
        alertText = new AlertText(messages);
    }

    /**
     * {@return the screen}
     *
     * @param history the samples; there must be one
     * @param state what the person chose
     * @param width columns of the terminal
     * @param height lines of the terminal
     */
    public Frame frame(MonitorHistory history, ViewState state, int width, int height) {
        int columns = Math.max(WIDTH_MIN, width);
        int bodyHeight = Math.max(1, height - 2);
        List<Line> body = state.help() ? help(columns) : body(history, state, columns, bodyHeight);
        int scrollMax = Math.max(0, body.size() - bodyHeight);
        int first = Math.min(state.scroll(), scrollMax);
        List<Line> lines = new ArrayList<>();
        lines.add(header(history.newest(), state, columns));
        for (int i = first; i < first + bodyHeight; i++) {
            lines.add(i < body.size() ? body.get(i) : new Line(glyphs));
        }
        lines.add(footer(history.newest(), state, first, scrollMax, columns));
        return new Frame(
                rendered(lines.subList(0, Math.min(height, lines.size())), width), scrollMax);
    }

    /** {@return one sample for people who do not watch a screen: as many lines as it takes} */
    public List<String> text(MonitorSample sample, int width) {
        MonitorHistory history = MonitorHistory.EMPTY.plus(sample);
        List<Line> lines = new ArrayList<>();
        lines.add(header(sample, ViewState.START, width));
        lines.addAll(body(history, ViewState.START, width, Integer.MAX_VALUE));
        return rendered(lines, width);
    }

    private List<String> rendered(List<Line> lines, int width) {
        return lines.stream().map(line -> line.fit(width).render(palette)).toList();
    }

    private List<Line> body(MonitorHistory history, ViewState state, int width, int height) {
        MonitorSample sample = history.newest();
        List<Line> rest = new ArrayList<>(alerts(sample, width));
        rest.addAll(tables.models(sample, state, width));
        if (sample.cards().isEmpty()) {
            List<Line> body = noCard(sample, width);
            body.addAll(rest);
            return body;
        }
        rest.addAll(tables.processes(sample, state, width));
        List<Line> body = cards(history, width, height, rest.size());
        body.addAll(rest);
        return body;
    }

    /** The largest size with which something of the tables is still seen. */
    private List<Line> cards(MonitorHistory history, int width, int height, int restLines) {
        List<Line> lines = List.of();
        for (CardView.Size size : CardView.Size.values()) {
            if (size == CardView.Size.FULL && width < FULL_FROM_WIDTH) {
                continue;
            }
            lines = cards(history, size, width);
            int tableLines = size == CardView.Size.FULL ? TABLE_LINES_FULL : TABLE_LINES_MEDIUM;
            if (lines.size() + Math.min(restLines, tableLines) <= height) {
                return lines;
            }
        }
        return lines;
    }

    private List<Line> cards(MonitorHistory history, CardView.Size size, int width) {
        List<CardStatus> cards = history.newest().cards();
        boolean beside = width >= TWO_COLUMNS_FROM_WIDTH && cards.size() > 1;
        int each = beside ? (width - 1) / 2 : width;
        List<Line> lines = new ArrayList<>();
        for (int i = 0; i < cards.size(); i += beside ? 2 : 1) {
            List<Line> left = cardView.lines(cards.get(i), history, size, each);
            List<Line> right =
                    beside && i + 1 < cards.size()
                            ? cardView.lines(cards.get(i + 1), history, size, each)
                            : List.of();
            for (int row = 0; row < Math.max(left.size(), right.size()); row++) {
                Line line = new Line(glyphs);
                if (row < left.size()) {
                    line.add(left.get(row));
                }
                if (row < right.size()) {
                    line.padTo(each + 1).add(right.get(row));
                }
                lines.add(line);
            }
        }
        return lines;
    }

    private List<Line> alerts(MonitorSample sample, int width) {
        List<Line> lines = new ArrayList<>();
        for (CardStatus card : sample.cards()) {
            String label = card.sample().card().index() + " " + card.sample().card().label();
            for (CardProcess process : card.processes()) {
                if (process.ours().isPresent() && !card.verdict().allowed()) {
                    lines.add(
                            alert(
                                    messages.text(
                                            "monitor.alert.denied",
                                            label,
                                            process.ours().get(),
                                            process.pid()),
                                    Style.BAD,
                                    width));
                }
            }
            for (CardHealth.Alert alert : card.health().alerts()) {
                Style style =
                        alert.level() == CardHealth.Level.OK
                                ? Style.DIM
                                : CardView.style(alert.level());
                lines.add(
                        alert(
                                messages.text("monitor.alert", label, alertText.text(alert)),
                                style,
                                width));
            }
        }
        return lines;
    }

    private Line alert(String text, Style style, int width) {
        return new Line(glyphs)
                .add(" " + glyphs.alert() + " ", style)
                .add(Line.abbreviate(text, width - 3, glyphs), style);
    }

    private List<Line> noCard(MonitorSample sample, int width) {
        List<Line> lines = new ArrayList<>();
        lines.addAll(wrapped(messages.text("gpu.none"), Style.STRONG, width));
        SourceText sourceText = new SourceText(messages);
        sample.system()
                .failures()
                .forEach(
                        failure ->
                                lines.addAll(wrapped(sourceText.text(failure), Style.DIM, width)));
        boolean cpu = sample.decision().policy().cpuAllowed();
        lines.addAll(
                wrapped(
                        messages.text(cpu ? "gpu.none-cpu" : "gpu.none-nothing"),
                        cpu ? Style.PLAIN : Style.BAD,
                        width));
        return lines;
    }

    /** Lines of words; a word that is wider than the screen is cut with it. */
    private List<Line> wrapped(String text, Style style, int width) {
        List<Line> lines = new ArrayList<>();
        Line line = new Line(glyphs);
        for (String word : text.split("[ \\n]+", TEXT_LINES_MAX * WIDTH_MIN)) {
            if (line.width() > 0 && line.width() + 1 + Line.width(word) > width) {
                lines.add(line);
                line = new Line(glyphs);
            }
            line.add(" ", style).add(word, style);
        }
        lines.add(line);
        return lines.subList(0, Math.min(TEXT_LINES_MAX, lines.size()));
    }

    private Line header(MonitorSample sample, ViewState state, int width) {
        String clock = TIME.format(sample.takenAt().atZone(zone));
        Line line = new Line(glyphs).add(" NextGeneration", Style.STRONG);
        int room = width - Line.width(clock) - 2;
        if (state.paused()) {
            line.add("  ").add(messages.text("monitor.paused"), Style.WARNING);
        }
        boolean first = true;
        for (String part : headerParts(sample)) {
            if (line.width() + Line.width(part) + glyphs.separator().length() > room) {
                break;
            }
            line.add(first ? "  " : glyphs.separator(), Style.BORDER).add(part, Style.DIM);
            first = false;
        }
        return line.endAt(width - 1, clock, Style.STRONG);
    }

    private List<String> headerParts(MonitorSample sample) {
        List<String> parts = new ArrayList<>();
        sample.host()
                .load()
                .value()
                .ifPresent(
                        load ->
                                parts.add(
                                        messages.text(
                                                "monitor.host.load",
                                                messages.number(load, 1),
                                                sample.host().processors())));
        if (sample.host().memoryTotalBytes().value().isPresent()
                && sample.host().memoryAvailableBytes().value().isPresent()) {
            long total = sample.host().memoryTotalBytes().value().orElseThrow();
            long available = sample.host().memoryAvailableBytes().value().orElseThrow();
            parts.add(
                    messages.text(
                            "monitor.host.memory",
                            Sizes.number(Math.max(0, total - available), messages),
                            Sizes.number(total, messages)));
        }
        sample.system()
                .driverVersion()
                .value()
                .ifPresent(version -> parts.add(messages.text("monitor.driver", version)));
        sample.system().cudaVersion().value().ifPresent(version -> parts.add("CUDA " + version));
        return parts;
    }

    private Line footer(
            MonitorSample sample, ViewState state, int first, int scrollMax, int width) {
        Line line = new Line(glyphs);
        String cost =
                messages.text(
                        "monitor.cost",
                        messages.number(sample.costNanos() / NANOS_PER_MILLISECOND, 1));
        if (state.typing()) {
            return line.add(" " + messages.text("monitor.filter") + " ", Style.LABEL)
                    .add(state.filter() + "_", Style.STRONG);
        }
        if (!state.filter().isEmpty()) {
            line.add(" " + messages.text("monitor.filter") + " ", Style.LABEL)
                    .add(state.filter(), Style.STRONG);
        }
        int room = width - Line.width(cost) - 2;
        for (String key : messages.text("monitor.keys").split("\\|", 10)) {
            int space = key.indexOf(' ');
            if (line.width() + Line.width(key) + 2 <= room) {
                line.add(line.width() == 0 ? " " : "  ");
                line.add(key.substring(0, space), Style.STRONG);
                line.add(key.substring(space), Style.DIM);
            }
        }
        if (scrollMax > 0) {
            String place = "  " + (first + 1) + "/" + (scrollMax + 1);
            if (line.width() + place.length() <= room) {
                line.add(place, Style.DIM);
            }
        }
        return line.endAt(width - 1, cost, Style.DIM);
    }

    private List<Line> help(int width) {
        List<Line> lines = new ArrayList<>();
        for (String text : messages.text("monitor.help").split("\n", TEXT_LINES_MAX)) {
            int end = text.indexOf('|');
            String keys = end < 0 ? "" : text.substring(0, end);
            int indent = end < 0 ? HELP_INDENT : HELP_KEYS_WIDTH;
            Line first = new Line(glyphs).padTo(HELP_INDENT).add(keys, Style.STRONG);
            // A line of words begins with a space.
            for (Line words : wrapped(text.substring(end + 1), Style.PLAIN, width - indent)) {
                lines.add(first.padTo(indent - 1).add(words));
                first = new Line(glyphs);
            }
        }
        return lines;
    }
}
