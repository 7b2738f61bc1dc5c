package org.nextgeneration.cli.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PcieLink;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SlowReadings;

/** What a card says, in short words. Pure. */
final class CardFacts {
    private static final int WIDE_COLUMNS = 56;
    private static final int VALUE_COLUMNS_WIDE = 22;
    private static final int VALUE_COLUMNS_NARROW = 11;
    private static final int SMALL_BAR_COLUMNS_MAX = 16;
    private static final double PERCENT = 100;
    private static final double MILLIWATTS_PER_WATT = 1e3;
    private static final double MILLIJOULES_PER_KILOWATT_HOUR = 3.6e9;

    private final Messages messages;
    private final Glyphs glyphs;

    CardFacts(Messages messages, Glyphs glyphs) {
        this.messages = messages;
        this.glyphs = glyphs;
    }

    /** {@return columns of the names of rows} */
    int labelColumns() {
        return Stream.of("memory", "load", "temperature", "power")
                .mapToInt(row -> Line.width(messages.text("monitor.row." + row)))
                .max()
                .orElseThrow();
    }

    /** {@return columns of the values in rows that are so wide} */
    int valueColumns(int columns) {
        return columns >= WIDE_COLUMNS ? VALUE_COLUMNS_WIDE : VALUE_COLUMNS_NARROW;
    }

    String memory(MemoryUse use, int columns) {
        String used = Sizes.number(use.usedBytes(), messages);
        String total = Sizes.number(use.totalBytes(), messages);
        if (columns < WIDE_COLUMNS) {
            return used + "/" + total;
        }
        return messages.text("monitor.memory", used, total) + rightAligned(percent(percentOf(use)));
    }

    private static int percentOf(MemoryUse use) {
        return (int) (PERCENT * use.usedBytes() / Math.max(1, use.totalBytes()));
    }

    /** So that the percent signs of all rows stand below each other. */
    private static String rightAligned(String percent) {
        return " ".repeat(Math.max(1, 6 - Line.width(percent))) + percent;
    }

    String percent(int percent) {
        return messages.text("monitor.percent", percent);
    }

    String temperature(int celsius) {
        return celsius + " " + glyphs.degrees();
    }

    String power(CardSample sample) {
        String drawn = sample.fast().powerMilliwatts().value().map(CardFacts::watts).orElseThrow();
        return powerLimitMilliwatts(sample)
                .map(limit -> messages.text("monitor.power-of", drawn, watts(limit)))
                .orElseGet(() -> messages.text("monitor.power", drawn));
    }

    private static String watts(int milliwatts) {
        return Long.toString(Math.round(milliwatts / MILLIWATTS_PER_WATT));
    }

    /** {@return the limit in force, else the one that the card came with} */
    Optional<Integer> powerLimitMilliwatts(CardSample sample) {
        return sample.slow()
                .powerLimitMilliwatts()
                .value()
                .or(() -> sample.limits().powerLimitMilliwattsDefault().value())
                .filter(limit -> limit > 0);
    }

    /** {@return who holds the memory, with the characters of the bar} */
    Line legend(CardStatus card, int columns) {
        Line legend = new Line(glyphs);
        if (card.sample().fast().memory() instanceof Reading.Unknown<?>(String reason)) {
            return legend.add(messages.text("monitor.memory-unknown", reason), Style.DIM);
        }
        MemorySplit split = card.split();
        part(legend, columns, glyphs.weights(), Style.WEIGHTS, "weights", split.weightBytes());
        part(legend, columns, glyphs.kv(), Style.KV, "kv", split.kvBytes());
        part(legend, columns, glyphs.buffers(), Style.BUFFERS, "buffers", split.bufferBytes());
        part(legend, columns, glyphs.other(), Style.OTHER, "other", split.otherBytes());
        part(legend, columns, glyphs.empty(), Style.BORDER, "free", split.freeBytes());
        return legend;
    }

    private void part(Line legend, int columns, String mark, Style style, String name, long bytes) {
        Line part = new Line(glyphs);
        part.add(legend.width() == 0 ? "" : "  ").add(mark + " ", style);
        part.add(messages.text("monitor.part." + name) + " ", Style.DIM);
        part.add(
                name.equals("free") ? Sizes.brief(bytes, messages) : Sizes.number(bytes, messages));
        if (legend.width() + part.width() <= columns) {
            legend.add(part);
        }
    }

    /** {@return everything that has no row of its own, as far as there is room} */
    Line line(CardStatus card, int columns) {
        return joined(rest(card), columns);
    }

    /** {@return the facts of a card of medium size} */
    Line mediumLine(CardStatus card, int columns) {
        List<String> facts = new ArrayList<>();
        facts.add(
                card.sample()
                        .fast()
                        .temperatureCelsius()
                        .value()
                        .map(this::temperature)
                        .orElseGet(() -> absent("monitor.row.temperature")));
        facts.add(
                card.sample()
                        .fast()
                        .powerMilliwatts()
                        .value()
                        .map(_ -> power(card.sample()))
                        .orElseGet(() -> absent("monitor.row.power")));
        facts.addAll(rest(card));
        return joined(facts, columns);
    }

    /** {@return a card in one row: memory, load, temperature, power} */
    Line smallLine(CardStatus card, int columns) {
        Line line = new Line(glyphs);
        int bar = Math.min(SMALL_BAR_COLUMNS_MAX, Math.max(4, (columns - 24) / 2));
        Optional<MemoryUse> memory = card.sample().fast().memory().value();
        line.add(
                memory.map(use -> Gauge.split(card.split(), use.totalBytes(), bar, glyphs))
                        .orElseGet(() -> Gauge.unknown(bar, glyphs)));
        line.add(
                memory.map(use -> rightAligned(percent(percentOf(use))))
                        .orElseGet(() -> " " + messages.text("gpu.unknown")));
        Optional<Integer> load = card.sample().fast().utilizationPercent().value();
        line.add("  ");
        line.add(
                load.map(percent -> Gauge.bar(percent / PERCENT, bar, glyphs))
                        .orElseGet(() -> Gauge.unknown(bar, glyphs)));
        line.add(
                load.map(percent -> rightAligned(percent(percent)))
                        .orElseGet(() -> " " + messages.text("gpu.unknown")));
        line.add(
                card.sample()
                        .fast()
                        .temperatureCelsius()
                        .value()
                        .map(celsius -> "  " + temperature(celsius))
                        .orElse(""));
        return line;
    }

    private List<String> rest(CardStatus card) {
        SlowReadings slow = card.sample().slow();
        List<String> facts = new ArrayList<>();
        facts.add(fact("monitor.fan", slow.fanPercent()));
        facts.add(fact("monitor.clock", slow.graphicsClockMegahertz()));
        facts.add(fact("monitor.memory-clock", slow.memoryClockMegahertz()));
        facts.add(fact("monitor.pcie", slow.pcie().map(CardFacts::link)));
        facts.add(fact("monitor.state", slow.performanceState()));
        slow.energyMillijoules()
                .value()
                .ifPresent(
                        energy ->
                                facts.add(
                                        messages.text(
                                                "monitor.energy",
                                                messages.number(
                                                        energy / MILLIJOULES_PER_KILOWATT_HOUR,
                                                        1))));
        return facts;
    }

    private static String link(PcieLink link) {
        return link.generation() + " x" + link.lanes();
    }

    private String fact(String key, Reading<?> reading) {
        return reading.value()
                .map(value -> messages.text(key, value))
                .orElseGet(() -> absent(key + ".name"));
    }

    private String absent(String nameKey) {
        return messages.text(nameKey) + " " + messages.text("gpu.unknown");
    }

    /** As many as fit, whole. */
    private Line joined(List<String> facts, int columns) {
        Line line = new Line(glyphs);
        for (String fact : facts) {
            Line next = new Line(glyphs);
            next.add(line.width() == 0 ? "" : glyphs.separator(), Style.BORDER).add(fact);
            if (line.width() + next.width() <= columns) {
                line.add(next);
            }
        }
        return line;
    }
}
