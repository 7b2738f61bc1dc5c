package org.nextgeneration.engine;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import org.nextgeneration.gguf.Footprint;

/** Says in words why a load does not fit, and what would. Pure. */
final class FitText {
    private static final double BYTES_PER_GIBIBYTE = 1L << 30;

    private FitText() {}

    /** {@return why a load is refused, and what to do about it, in sentences} */
    static String refusal(LoadRequest request, MemoryFit fit) {
        String shortage =
                fit.room().holdsOnCard(fit.need()) ? hostShortage(fit) : cardShortage(fit);
        String changes =
                fit.changes().stream().map(change -> change(change, fit)).collect(joining("; or "));
        return "%s was not loaded: a context of %d tokens%s with a cache of %s needs %s. %s."
                .formatted(
                        request.name(),
                        fit.contextTokens(),
                        fit.sequences() > 1
                                ? " for each of %d answers".formatted(fit.sequences())
                                : "",
                        fit.asked().cacheType().id(),
                        shortage,
                        changes.isEmpty()
                                ? "No smaller context fits either: choose a smaller model"
                                : "It fits with " + changes);
    }

    private static String cardShortage(MemoryFit fit) {
        return fit.room()
                .card()
                .map(
                        card ->
                                ("%s on %s, found %s free there after the %s of gpu.reserve"
                                                + " and %s for the driver")
                                        .formatted(
                                                memory(fit.need().card()),
                                                card.name(),
                                                gibibytes(card.usableBytes()),
                                                gibibytes(card.reserveBytes()),
                                                gibibytes(card.marginBytes())))
                .orElseThrow();
    }

    private static String hostShortage(MemoryFit fit) {
        Footprint.Memory need = fit.need().host();
        return fit.room()
                .host()
                .map(
                        host ->
                                "%s of the machine's memory, found %s available of %s"
                                        .formatted(
                                                memory(need),
                                                gibibytes(host.availableBytes()),
                                                gibibytes(host.totalBytes())))
                .orElseThrow();
    }

    private static String memory(Footprint.Memory memory) {
        return "%s (weights %s, KV cache %s, computing %s)"
                .formatted(
                        gibibytes(memory.totalBytes()),
                        gibibytes(memory.weightBytes()),
                        gibibytes(memory.kvBytes()),
                        gibibytes(memory.computeBytes()));
    }

    private static String change(MemoryFit.Change change, MemoryFit fit) {
        String what =
                switch (change.kind()) {
                    case CACHE_TYPE -> "a cache of " + change.settings().cacheType().id();
                    case ONE_SEQUENCE -> "one answer at a time";
                    case SMALLER_CONTEXT ->
                            "a context of %d tokens".formatted(change.contextTokens());
                    case FEWER_CARD_LAYERS ->
                            "%d of %d layers on the card"
                                    .formatted(change.settings().cardLayers(), fit.layers());
                };
        return "%s (%s)".formatted(what, gibibytes(change.need().totalBytes()));
    }

    private static String gibibytes(long bytes) {
        return String.format(Locale.ROOT, "%.2f GiB", bytes / BYTES_PER_GIBIBYTE);
    }
}
