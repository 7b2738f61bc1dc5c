package org.nextgeneration.cli.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.Reading;

/** A card on the screen, in three sizes. Pure. */
final class CardView {
    private static final int BAR_COLUMNS_MIN = 6;
    private static final int CHART_COLUMNS_MIN = 8;
    private static final int CHART_FROM_WIDTH = 62;
    private static final int BUS_FROM_WIDTH = 58;
    private static final double PERCENT = 100;

    /** How much of a card is shown. */
    enum Size {
        /** A frame, four rows with charts, and every fact. */
        FULL,
        /** Two rows with charts, and the facts that fit on a line. */
        MEDIUM,
        /** One row. */
        SMALL
    }

    private final Messages messages;
    private final Glyphs glyphs;
    private final PolicyText policyText;
    private final AlertText alertText;
    private final CardFacts facts;

    CardView(Messages messages, Glyphs glyphs) {
        this.messages = messages;
        this.glyphs = glyphs;
        policyText = new PolicyText(messages);
        alertText = new AlertText(messages);
        facts = new CardFacts(messages, glyphs);
    }

    /** {@return the card's lines, each exactly so wide} */
    List<Line> lines(CardStatus card, MonitorHistory history, Size size, int width) {
        return switch (size) {
            case FULL -> full(card, history, width);
            case MEDIUM -> medium(card, history, width);
            case SMALL -> small(card, width);
        };
    }

    private List<Line> full(CardStatus card, MonitorHistory history, int width) {
        int inner = width - 4;
        List<Line> rows = new ArrayList<>();
        rows.add(memoryRow(card, history, inner));
        rows.add(loadRow(card, history, inner));
        rows.add(temperatureRow(card, history, inner));
        rows.add(powerRow(card, history, inner));
        rows.add(facts.legend(card, inner));
        rows.add(facts.line(card, inner));
        String reason = policyText.reason(card.verdict());
        rows.add(new Line(glyphs).add(Line.abbreviate(reason, inner, glyphs), Style.DIM));
        List<Line> lines = new ArrayList<>();
        lines.add(title(card, width, true));
        for (Line row : rows) {
            lines.add(
                    new Line(glyphs)
                            .add(glyphs.vertical() + " ", Style.BORDER)
                            .add(row.fit(inner))
                            .padTo(width - 1)
                            .add(glyphs.vertical(), Style.BORDER));
        }
        lines.add(
                new Line(glyphs)
                        .add(Glyphs.at(glyphs.corners(), 2), Style.BORDER)
                        .repeat(glyphs.horizontal(), width - 2, Style.BORDER)
                        .add(Glyphs.at(glyphs.corners(), 3), Style.BORDER));
        return lines;
    }

    private List<Line> medium(CardStatus card, MonitorHistory history, int width) {
        int inner = width - 2;
        return List.of(
                title(card, width, false),
                indented(memoryRow(card, history, inner), width),
                indented(loadRow(card, history, inner), width),
                indented(facts.mediumLine(card, inner), width));
    }

    private List<Line> small(CardStatus card, int width) {
        return List.of(
                title(card, width, false), indented(facts.smallLine(card, width - 2), width));
    }

    private Line indented(Line row, int width) {
        return new Line(glyphs).add("  ").add(row.fit(width - 2)).padTo(width);
    }

    /** The card's number, name, place, verdict and level, in a line. */
    private Line title(CardStatus card, int width, boolean framed) {
        GpuCard which = card.sample().card();
        boolean allowed = card.verdict().allowed();
        Line left = new Line(glyphs);
        left.add(framed ? Glyphs.at(glyphs.corners(), 0) : glyphs.horizontal(), Style.BORDER);
        left.add(glyphs.horizontal() + " ", Style.BORDER);
        left.add(which.index() + " ", Style.DIM);
        String level = alertText.level(card.health().level());
        int rest = Line.width(level) + Line.width(policyText.verdict(card.verdict())) + 14;
        left.add(Line.abbreviate(which.label(), Math.max(4, width - rest), glyphs), Style.STRONG);
        if (width >= BUS_FROM_WIDTH) {
            which.address()
                    .value()
                    .ifPresent(
                            at ->
                                    left.add(" " + glyphs.horizontal() + " ", Style.BORDER)
                                            .add(at.toString(), Style.DIM));
        }
        left.add(" " + glyphs.horizontal() + " ", Style.BORDER);
        left.add(
                (allowed ? glyphs.allowed() : glyphs.denied())
                        + " "
                        + policyText.verdict(card.verdict()),
                allowed ? Style.GOOD : Style.BAD);
        left.add(" ");
        int end = width - Line.width(glyphs.shown(level)) - 3 - (framed ? 1 : 0);
        left.repeat(glyphs.horizontal(), end - left.width(), Style.BORDER);
        left.add(" ").add(level, style(card.health().level())).add(" ");
        left.add(glyphs.horizontal(), Style.BORDER);
        return framed ? left.add(Glyphs.at(glyphs.corners(), 1), Style.BORDER) : left;
    }

    /** {@return how a level looks} */
    static Style style(CardHealth.Level level) {
        return switch (level) {
            case OK -> Style.GOOD;
            case WARNING -> Style.WARNING;
            case CRITICAL -> Style.BAD;
        };
    }

    private Line memoryRow(CardStatus card, MonitorHistory history, int columns) {
        Reading<MemoryUse> memory = card.sample().fast().memory();
        Cell value =
                switch (memory) {
                    case Reading.Known<MemoryUse>(MemoryUse use) ->
                            new Cell(facts.memory(use, columns), memoryStyle(card));
                    case Reading.Unknown<MemoryUse> _ -> absent();
                };
        return row(
                "monitor.row.memory",
                value,
                columns,
                bar ->
                        memory.value()
                                .map(
                                        use ->
                                                Gauge.split(
                                                        card.split(),
                                                        use.totalBytes(),
                                                        bar,
                                                        glyphs))
                                .orElseGet(() -> Gauge.unknown(bar, glyphs)),
                chart -> chart(card, history, chart, CardView::memoryFraction));
    }

    private static Style memoryStyle(CardStatus card) {
        return card.health().alerts().stream()
                .filter(alert -> alert instanceof CardHealth.Memory)
                .map(alert -> style(alert.level()))
                .findFirst()
                .orElse(Style.PLAIN);
    }

    private Line loadRow(CardStatus card, MonitorHistory history, int columns) {
        Reading<Integer> load = card.sample().fast().utilizationPercent();
        return row(
                "monitor.row.load",
                load.value()
                        .map(percent -> new Cell(facts.percent(percent), Style.PLAIN))
                        .orElseGet(this::absent),
                columns,
                bar -> bar(load.map(percent -> percent / PERCENT), bar),
                chart -> chart(card, history, chart, CardView::loadFraction));
    }

    private Line temperatureRow(CardStatus card, MonitorHistory history, int columns) {
        Reading<Integer> celsius = card.sample().fast().temperatureCelsius();
        CardHealth health = card.health();
        Style style =
                health.alerts().stream()
                        .filter(alert -> alert instanceof CardHealth.Temperature)
                        .map(alert -> style(alert.level()))
                        .findFirst()
                        .orElse(Style.PLAIN);
        return row(
                "monitor.row.temperature",
                celsius.value()
                        .map(known -> new Cell(facts.temperature(known), style))
                        .orElseGet(this::absent),
                columns,
                bar ->
                        bar(
                                celsius.map(
                                        known ->
                                                (double) known
                                                        / health.temperatureCriticalCelsius()),
                                bar),
                chart -> chart(card, history, chart, CardView::temperatureFraction));
    }

    private Line powerRow(CardStatus card, MonitorHistory history, int columns) {
        Reading<Integer> milliwatts = card.sample().fast().powerMilliwatts();
        return row(
                "monitor.row.power",
                milliwatts
                        .value()
                        .map(_ -> new Cell(facts.power(card.sample()), Style.PLAIN))
                        .orElseGet(this::absent),
                columns,
                bar ->
                        bar(
                                facts.powerLimitMilliwatts(card.sample())
                                        .map(
                                                limit ->
                                                        milliwatts.map(
                                                                drawn -> (double) drawn / limit))
                                        .orElseGet(() -> Reading.unknown("")),
                                bar),
                chart -> chart(card, history, chart, this::powerFraction));
    }

    /** What stands in a column, and how it looks. */
    private record Cell(String text, Style style) {}

    private Cell absent() {
        return new Cell(messages.text("gpu.unknown"), Style.DIM);
    }

    /** Draws something so wide. */
    private interface Drawing {
        Line draw(int columns);
    }

    /** A name, a bar, a value and a chart, in columns that are the same for every row. */
    private Line row(String key, Cell value, int columns, Drawing bar, Drawing chart) {
        Line line = new Line(glyphs);
        int labelColumns = facts.labelColumns();
        int valueColumns = facts.valueColumns(columns);
        int rest = columns - labelColumns - valueColumns - 2;
        boolean charted = columns >= CHART_FROM_WIDTH && rest / 2 >= CHART_COLUMNS_MIN;
        int barColumns = Math.max(BAR_COLUMNS_MIN, charted ? rest / 2 : rest);
        line.add(messages.text(key), Style.LABEL).padTo(labelColumns + 1);
        line.add(bar.draw(barColumns));
        line.endAt(labelColumns + 1 + barColumns + 1 + valueColumns, value.text(), value.style());
        if (charted) {
            line.add(" ").add(chart.draw(columns - line.width()));
        }
        return line;
    }

    private Line bar(Reading<Double> fraction, int columns) {
        return fraction.value()
                .map(known -> Gauge.bar(known, columns, glyphs))
                .orElseGet(() -> Gauge.unknown(columns, glyphs));
    }

    private Line chart(
            CardStatus card,
            MonitorHistory history,
            int columns,
            ToDoubleFunction<CardStatus> fraction) {
        int index = card.sample().card().index();
        List<OptionalDouble> values =
                history.columns(
                        columns,
                        sample ->
                                sample.cards().stream()
                                        .filter(one -> one.sample().card().index() == index)
                                        .mapToDouble(fraction)
                                        .findFirst()
                                        .orElse(Double.NaN));
        return Gauge.chart(values, columns, glyphs);
    }

    private static double memoryFraction(CardStatus card) {
        return card.sample()
                .fast()
                .memory()
                .value()
                .filter(use -> use.totalBytes() > 0)
                .map(use -> (double) use.usedBytes() / use.totalBytes())
                .orElse(Double.NaN);
    }

    private static double loadFraction(CardStatus card) {
        return card.sample()
                .fast()
                .utilizationPercent()
                .value()
                .map(percent -> percent / PERCENT)
                .orElse(Double.NaN);
    }

    private static double temperatureFraction(CardStatus card) {
        return card.sample()
                .fast()
                .temperatureCelsius()
                .value()
                .map(celsius -> (double) celsius / card.health().temperatureCriticalCelsius())
                .orElse(Double.NaN);
    }

    private double powerFraction(CardStatus card) {
        CardSample sample = card.sample();
        return sample.fast()
                .powerMilliwatts()
                .value()
                .flatMap(
                        drawn ->
                                facts.powerLimitMilliwatts(sample)
                                        .map(limit -> (double) drawn / limit))
                .orElse(Double.NaN);
    }
}
