package org.nextgeneration.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.cli.terminal.Table;
import org.nextgeneration.engine.MemoryFit;
import org.nextgeneration.engine.MemoryNeed;
import org.nextgeneration.engine.MemoryRoom;
import org.nextgeneration.engine.OpenedDevice;
import org.nextgeneration.gguf.Footprint;
import org.nextgeneration.gguf.MemorySettings;
import org.nextgeneration.store.InstalledModel;

/** What a load would take, where, and whether there is room. */
final class FitReport {
    private static final String UNKNOWN = "-";
    private static final double PERCENT = 100;

    private final Session session;
    private final boolean json;

    FitReport(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    /** What would lie in one place, and what is free there, where that is known. */
    private record Share(
            String place, Footprint.Memory need, Optional<Long> freeBytes, Optional<Long> room) {}

    /**
     * Shows it.
     *
     * @param counted what libllama counted, if it was asked
     * @return whether it fits, as shells see it
     */
    ExitCode show(InstalledModel model, MemoryFit fit, Optional<MemoryNeed> counted) {
        if (json) {
            session.screen().line(JsonText.of(object(model, fit, counted)));
        } else {
            print(model, fit, counted);
        }
        return fit.fits() ? ExitCode.DONE : ExitCode.REFUSED;
    }

    private List<Share> shares(MemoryFit fit) {
        List<Share> shares = new ArrayList<>();
        if (fit.room().onCard()) {
            Optional<MemoryRoom.Card> card = fit.room().card();
            shares.add(
                    new Share(
                            card.map(MemoryRoom.Card::name).orElseGet(() -> place("card")),
                            fit.need().card(),
                            card.map(MemoryRoom.Card::freeBytes),
                            card.map(MemoryRoom.Card::usableBytes)));
        }
        Footprint.Memory onHost = fit.need().host();
        Optional<MemoryRoom.Host> host = fit.room().host();
        shares.add(
                new Share(
                        place("host"),
                        onHost,
                        host.map(MemoryRoom.Host::availableBytes),
                        host.map(known -> known.usableBytes(fit.mappedBytes()))));
        return shares;
    }

    private String place(String kind) {
        return session.text("fit.place." + kind);
    }

    private static Footprint.Memory memory(OpenedDevice device) {
        return new Footprint.Memory(device.weightBytes(), device.kvBytes(), device.computeBytes());
    }

    private void print(InstalledModel model, MemoryFit fit, Optional<MemoryNeed> counted) {
        session.screen()
                .line(
                        session.text(
                                "fit.asked",
                                SelectionJson.shortName(model.name()),
                                fit.contextTokens(),
                                fit.sequences(),
                                fit.asked().cacheType().id()));
        table(fit, counted).lines().forEach(session.screen()::line);
        session.screen()
                .line(
                        session.text(
                                fit.fits() ? "fit.fits" : "fit.does-not-fit",
                                bytes(fit.need().totalBytes())));
        counted.ifPresent(need -> printDifference(fit, need));
        fit.changes().forEach(change -> session.screen().line(change(change, fit)));
        if (!fit.fits() && fit.changes().isEmpty()) {
            session.screen().line(session.text("fit.nothing"));
        }
        session.screen().line(session.text("fit.largest-context", fit.largestContextTokens()));
        if (fit.room().onCard()) {
            session.screen().line(session.text("fit.layers", fit.mostCardLayers(), fit.layers()));
        }
    }

    private Table table(MemoryFit fit, Optional<MemoryNeed> counted) {
        Table table =
                new Table(
                        session.text("fit.column.place"),
                        session.text("fit.column.weights"),
                        session.text("fit.column.kv"),
                        session.text("fit.column.compute"),
                        session.text("fit.column.total"),
                        session.text("fit.column.free"),
                        session.text("fit.column.room"));
        for (Share share : shares(fit)) {
            row(table, share.place(), share.need(), share.freeBytes(), share.room());
        }
        for (OpenedDevice device : counted.map(MemoryNeed::devices).orElse(List.of())) {
            row(
                    table,
                    session.text("fit.counted-on", device.name()),
                    memory(device),
                    Optional.empty(),
                    Optional.empty());
        }
        return table;
    }

    private void row(
            Table table,
            String place,
            Footprint.Memory need,
            Optional<Long> freeBytes,
            Optional<Long> room) {
        table.row(
                place,
                bytes(need.weightBytes()),
                bytes(need.kvBytes()),
                bytes(need.computeBytes()),
                bytes(need.totalBytes()),
                freeBytes.map(this::bytes).orElse(UNKNOWN),
                room.map(this::bytes).orElse(UNKNOWN));
    }

    private String bytes(long bytes) {
        return Sizes.gibibytes(bytes, session.messages());
    }

    private void printDifference(MemoryFit fit, MemoryNeed counted) {
        session.screen()
                .line(
                        session.text(
                                "fit.difference",
                                bytes(counted.totalBytes()),
                                session.messages().number(differencePercent(fit, counted), 2)));
    }

    /** {@return what the prediction is more than what was counted, in percent of that} */
    private static double differencePercent(MemoryFit fit, MemoryNeed counted) {
        long total = Math.max(1, counted.totalBytes());
        return PERCENT * (fit.need().totalBytes() - counted.totalBytes()) / total;
    }

    private String change(MemoryFit.Change change, MemoryFit fit) {
        String bytes = bytes(change.need().totalBytes());
        String key = "fit.change." + id(change);
        return switch (change.kind()) {
            case CACHE_TYPE -> session.text(key, change.settings().cacheType().id(), bytes);
            case ONE_SEQUENCE -> session.text(key, bytes);
            case SMALLER_CONTEXT -> session.text(key, change.contextTokens(), bytes);
            case FEWER_CARD_LAYERS ->
                    session.text(key, change.settings().cardLayers(), fit.layers(), bytes);
        };
    }

    private static String id(MemoryFit.Change change) {
        return change.kind().name().toLowerCase(Locale.ROOT);
    }

    private Map<String, @Nullable Object> object(
            InstalledModel model, MemoryFit fit, Optional<MemoryNeed> counted) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", SelectionJson.shortName(model.name()));
        object.put("file", model.file().toString());
        object.put("context_tokens", fit.contextTokens());
        object.put("sequences", fit.sequences());
        object.put("cache_type", fit.asked().cacheType().id());
        object.put("gpu_layers", cardLayers(fit.asked(), fit));
        object.put("fits", fit.fits());
        object.put("card", fit.room().onCard() ? card(fit) : null);
        object.put("host", host(fit));
        object.put("total_bytes", fit.need().totalBytes());
        object.put("largest_context_tokens", fit.largestContextTokens());
        object.put("layers_with_output", fit.layers());
        object.put("layers_on_card_max", fit.room().onCard() ? fit.mostCardLayers() : null);
        object.put("changes", fit.changes().stream().map(each -> object(each, fit)).toList());
        object.put("exact", counted.map(need -> exact(fit, need)).orElse(null));
        return object;
    }

    private static Map<String, @Nullable Object> card(MemoryFit fit) {
        Optional<MemoryRoom.Card> card = fit.room().card();
        Map<String, @Nullable Object> object = memory(fit.need().card());
        object.put("name", card.map(MemoryRoom.Card::name).orElse(null));
        object.put("memory_total_bytes", card.map(MemoryRoom.Card::totalBytes).orElse(null));
        object.put("free_bytes", card.map(MemoryRoom.Card::freeBytes).orElse(null));
        object.put("reserve_bytes", card.map(MemoryRoom.Card::reserveBytes).orElse(null));
        object.put("margin_bytes", card.map(MemoryRoom.Card::reserveBytes).orElse(null));
        object.put("usable_bytes", card.map(MemoryRoom.Card::usableBytes).orElse(null));
        return object;
    }

    private static Map<String, @Nullable Object> host(MemoryFit fit) {
        Footprint.Memory need = fit.need().host();
        Optional<MemoryRoom.Host> host = fit.room().host();
        Map<String, @Nullable Object> object = memory(need);
        object.put("mapped_bytes", fit.mappedBytes());
        object.put("memory_total_bytes", host.map(MemoryRoom.Host::totalBytes).orElse(null));
        object.put("available_bytes", host.map(MemoryRoom.Host::availableBytes).orElse(null));
        object.put(
                "usable_bytes",
                host.map(known -> known.usableBytes(fit.mappedBytes())).orElse(null));
        return object;
    }

    private static Map<String, @Nullable Object> memory(Footprint.Memory memory) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("weight_bytes", memory.weightBytes());
        object.put("kv_bytes", memory.kvBytes());
        object.put("compute_bytes", memory.computeBytes());
        object.put("total_bytes", memory.totalBytes());
        return object;
    }

    /** {@return how many layers really go to the card} */
    private static int cardLayers(MemorySettings settings, MemoryFit fit) {
        return settings.cardLayers() == MemorySettings.ALL_LAYERS
                ? fit.layers()
                : Math.min(settings.cardLayers(), fit.layers());
    }

    private static Map<String, @Nullable Object> object(MemoryFit.Change change, MemoryFit fit) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("change", id(change));
        object.put("context_tokens", change.contextTokens());
        object.put("cache_type", change.settings().cacheType().id());
        object.put("gpu_layers", cardLayers(change.settings(), fit));
        object.put("card_bytes", change.need().card().totalBytes());
        object.put("host_bytes", change.need().host().totalBytes());
        return object;
    }

    private static Map<String, @Nullable Object> exact(MemoryFit fit, MemoryNeed counted) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("devices", counted.devices().stream().map(FitReport::object).toList());
        object.put("total_bytes", counted.totalBytes());
        object.put("difference_percent", JsonText.rounded(differencePercent(fit, counted)));
        return object;
    }

    private static Map<String, @Nullable Object> object(OpenedDevice device) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("device", device.name());
        object.putAll(memory(memory(device)));
        return object;
    }
}
