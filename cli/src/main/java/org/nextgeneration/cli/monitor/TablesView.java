package org.nextgeneration.cli.monitor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.nextgeneration.cli.monitor.TableView.Column;
import org.nextgeneration.cli.monitor.TableView.Row;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.gpu.Reading;

/** The tables of models and of processes. Pure. */
final class TablesView {
    private final Messages messages;
    private final Glyphs glyphs;

    TablesView(Messages messages, Glyphs glyphs) {
        this.messages = messages;
        this.glyphs = glyphs;
    }

    /** {@return the table of models that are loaded, with its title} */
    List<Line> models(MonitorSample sample, ViewState state, int width) {
        List<LoadedModel> models =
                sample.models().stream()
                        .filter(
                                model ->
                                        contains(
                                                state.filter(),
                                                model.name(),
                                                model.device(),
                                                Long.toString(model.pid())))
                        .sorted(modelOrder(state.sort()))
                        .toList();
        List<Line> lines = new ArrayList<>();
        lines.add(title("monitor.models", models.size(), sample.models().size(), width));
        if (models.isEmpty()) {
            lines.add(
                    nothing(sample.models().isEmpty() ? "monitor.no-models" : "monitor.no-match"));
            return lines;
        }
        TableView table =
                new TableView(
                        glyphs,
                        List.of(
                                column("pid", 7, true, 3, state.sort() == ViewState.Sort.PID),
                                column("device", 10, false, 2, false),
                                column(
                                        "speed",
                                        8,
                                        true,
                                        9,
                                        state.sort() == ViewState.Sort.ACTIVITY),
                                column("running", 7, true, 7, false),
                                column("waiting", 7, true, 8, false),
                                column("memory", 9, true, 6, state.sort() == ViewState.Sort.MEMORY),
                                column("since", 9, true, 1, false),
                                column(
                                        "model",
                                        12,
                                        false,
                                        10,
                                        state.sort() == ViewState.Sort.NAME)));
        lines.addAll(table.lines(models.stream().map(model -> row(model, sample)).toList(), width));
        return lines;
    }

    private Row row(LoadedModel model, MonitorSample sample) {
        Optional<LoadedModel.Activity> activity = model.activity();
        String absent = messages.text("gpu.unknown");
        long memoryBytes = memoryBytes(model);
        return new Row(
                List.of(
                        Long.toString(model.pid()),
                        model.device(),
                        activity.map(does -> messages.number(does.tokensPerSecond(), 1))
                                .orElse(absent),
                        activity.map(does -> Integer.toString(does.running())).orElse(absent),
                        activity.map(does -> Integer.toString(does.waiting())).orElse(absent),
                        memoryBytes == 0 ? absent : Sizes.brief(memoryBytes, messages),
                        age(Duration.between(model.loadedAt(), sample.takenAt())),
                        model.name()),
                activity.filter(does -> does.running() > 0).isPresent()
                        ? Style.STRONG
                        : Style.PLAIN);
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        return "%d:%02d:%02d".formatted(seconds / 3600, seconds / 60 % 60, seconds % 60);
    }

    /** Of every device; where the engine does not tell, of the process. */
    private static long memoryBytes(LoadedModel model) {
        long counted =
                model.shares().stream()
                        .mapToLong(
                                share ->
                                        share.weightBytes()
                                                + share.kvBytes()
                                                + share.computeBytes())
                        .sum();
        return counted > 0 ? counted : model.residentBytes();
    }

    private static Comparator<LoadedModel> modelOrder(ViewState.Sort sort) {
        Comparator<LoadedModel> byPid = Comparator.comparingLong(LoadedModel::pid);
        return switch (sort) {
            case MEMORY ->
                    Comparator.comparingLong(TablesView::memoryBytes)
                            .reversed()
                            .thenComparing(byPid);
            case ACTIVITY ->
                    Comparator.comparingDouble(LoadedModel::tokensPerSecond)
                            .reversed()
                            .thenComparing(byPid);
            case NAME -> Comparator.comparing(LoadedModel::name).thenComparing(byPid);
            case PID -> byPid;
        };
    }

    /** A process with the card that it is on. */
    private record OnCard(CardStatus card, CardProcess process) {
        String name() {
            return process.ours().or(process::name).orElse("");
        }

        long bytes() {
            return process.memoryBytes().value().orElse(-1L);
        }
    }

    /** {@return the table of processes on the cards, with its title} */
    List<Line> processes(MonitorSample sample, ViewState state, int width) {
        List<OnCard> all =
                sample.cards().stream()
                        .flatMap(
                                card -> card.processes().stream().map(one -> new OnCard(card, one)))
                        .toList();
        List<OnCard> processes =
                all.stream()
                        .filter(
                                one ->
                                        contains(
                                                state.filter(),
                                                one.name(),
                                                one.process().name().orElse(""),
                                                one.card().sample().card().label(),
                                                Long.toString(one.process().pid())))
                        .sorted(processOrder(state.sort()))
                        .toList();
        List<Line> lines = new ArrayList<>();
        lines.add(title("monitor.processes", processes.size(), all.size(), width));
        if (processes.isEmpty()) {
            lines.add(nothing(all.isEmpty() ? noProcesses(sample) : "monitor.no-match"));
            return lines;
        }
        TableView table =
                new TableView(
                        glyphs,
                        List.of(
                                column("pid", 7, true, 8, state.sort() == ViewState.Sort.PID),
                                column(
                                        "card",
                                        16,
                                        false,
                                        7,
                                        state.sort() == ViewState.Sort.ACTIVITY),
                                column("type", 4, false, 2, false),
                                column("memory", 9, true, 6, state.sort() == ViewState.Sort.MEMORY),
                                column(
                                        "process",
                                        12,
                                        false,
                                        9,
                                        state.sort() == ViewState.Sort.NAME)));
        lines.addAll(table.lines(processes.stream().map(this::row).toList(), width));
        return lines;
    }

    /** What the driver does not list is not nothing. */
    private static String noProcesses(MonitorSample sample) {
        boolean unread =
                sample.cards().stream()
                        .anyMatch(
                                card ->
                                        card.sample().processes().compute()
                                                instanceof Reading.Unknown);
        return unread ? "monitor.unread-processes" : "monitor.no-processes";
    }

    private Row row(OnCard one) {
        CardProcess process = one.process();
        boolean allowed = one.card().verdict().allowed();
        String absent = messages.text("gpu.unknown");
        String name = process.name().orElse(absent);
        String type =
                Stream.of(process.computes() ? "C" : "", process.draws() ? "G" : "")
                        .filter(letter -> !letter.isEmpty())
                        .reduce((left, right) -> left + "+" + right)
                        .orElse("");
        return new Row(
                List.of(
                        Long.toString(process.pid()),
                        (allowed ? glyphs.allowed() : glyphs.denied())
                                + " "
                                + one.card().sample().card().index()
                                + " "
                                + one.card().sample().card().label(),
                        type,
                        process.memoryBytes()
                                .value()
                                .map(bytes -> Sizes.brief(bytes, messages))
                                .orElse(absent),
                        process.ours()
                                .map(model -> messages.text("monitor.our-model", name, model))
                                .orElse(name)),
                // A program that draws is the desktop's; who computes there is what is forbidden.
                style(allowed, process));
    }

    private static Style style(boolean allowed, CardProcess process) {
        if (allowed) {
            return process.ours().isPresent() ? Style.GOOD : Style.PLAIN;
        }
        return process.computes() || process.ours().isPresent() ? Style.BAD : Style.WARNING;
    }

    private static Comparator<OnCard> processOrder(ViewState.Sort sort) {
        Comparator<OnCard> byPid = Comparator.comparingLong(one -> one.process().pid());
        return switch (sort) {
            case MEMORY -> Comparator.comparingLong(OnCard::bytes).reversed().thenComparing(byPid);
            case ACTIVITY ->
                    Comparator.<OnCard>comparingInt(one -> one.card().sample().card().index())
                            .thenComparing(byPid);
            case NAME -> Comparator.comparing(OnCard::name).thenComparing(byPid);
            case PID -> byPid;
        };
    }

    private Line title(String key, int shown, int all, int width) {
        String count = shown == all ? Integer.toString(all) : shown + "/" + all;
        return new Line(glyphs)
                .add(glyphs.horizontal() + glyphs.horizontal() + " ", Style.BORDER)
                .add(messages.text(key), Style.STRONG)
                .add(" " + count + " ", Style.DIM)
                .repeat(
                        glyphs.horizontal(),
                        width - 5 - Line.width(messages.text(key)) - count.length(),
                        Style.BORDER);
    }

    private Line nothing(String key) {
        return new Line(glyphs).add(" ").add(messages.text(key), Style.DIM);
    }

    private Column column(String name, int columns, boolean right, int importance, boolean sorted) {
        return new Column(
                messages.text("monitor.column." + name), columns, right, importance, sorted);
    }

    private static boolean contains(String filter, String... texts) {
        String wanted = filter.toLowerCase(Locale.ROOT);
        return Stream.of(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
    }
}
