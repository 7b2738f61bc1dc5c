package org.nextgeneration.gpu;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Reads cards through the driver's command, where its library cannot be used. A run costs from ten
 * milliseconds to seconds, so all questions of half a second share one.
 */
public final class SmiSource implements GpuSource {
    /** How long one run answers for all. */
    static final Duration SHARED = Duration.ofMillis(500);

    private static final String NOT_LISTED = "nvidia-smi does not list them";

    /** An answer, and when it came. */
    private record Kept<T>(T answer, long atNanos) {}

    private final SmiQuery query;
    private final LongSupplier nanoTime;
    private final GpuSystem system;
    private final List<GpuCard> cards;

    // The last answers, and the command itself: guarded by this source.
    private Optional<Kept<Reading<List<SmiRow>>>> rows;
    private Optional<Kept<Reading<Map<String, List<GpuProcess>>>>> processes = Optional.empty();

    private SmiSource(
            SmiQuery query,
            List<SmiRow> first,
            List<SourceFailure> failures,
            LongSupplier nanoTime) {
        this.query = query;
        this.nanoTime = nanoTime;
        this.rows = Optional.of(new Kept<>(Reading.of(first), nanoTime.getAsLong()));
        List<GpuCard> identities = new ArrayList<>();
        for (SmiRow row : first) {
            identities.add(row.card(identities.size()));
        }
        this.cards = List.copyOf(identities);
        this.system =
                new GpuSystem(
                        GpuSystem.Origin.NVIDIA_SMI,
                        first.getFirst().text("driver_version"),
                        query.cudaVersion(),
                        failures);
    }

    /**
     * Asks a command for the first time.
     *
     * @param command the command
     * @param failures why no better source could be used
     * @param nanoTime a clock that only goes forward
     * @return the source, if the command answers
     */
    static Opening<SmiSource> open(
            SmiCommand command, List<SourceFailure> failures, LongSupplier nanoTime) {
        SmiQuery query = new SmiQuery(command);
        return switch (query.cards()) {
            case Reading.Known<List<SmiRow>>(List<SmiRow> first) ->
                    new Opening.Opened<>(new SmiSource(query, first, failures, nanoTime));
            case Reading.Unknown<List<SmiRow>>(String reason) ->
                    Opening.failed(SourceFailure.Kind.COMMAND_FAILED, reason);
        };
    }

    @Override
    public GpuSystem system() {
        return system;
    }

    @Override
    public List<GpuCard> cards() {
        return cards;
    }

    @Override
    public CardLimits limits(GpuCard card) {
        return row(card).limits();
    }

    @Override
    public FastReadings fast(GpuCard card) {
        return row(card).fast();
    }

    @Override
    public SlowReadings slow(GpuCard card) {
        return row(card).slow();
    }

    @Override
    public CardProcesses processes(GpuCard card) {
        check(card);
        return new CardProcesses(
                card,
                switch (card.uuid()) {
                    case Reading.Unknown<String>(String reason) -> Reading.unknown(reason);
                    case Reading.Known<String>(String uuid) ->
                            processes().map(all -> List.copyOf(all.getOrDefault(uuid, List.of())));
                },
                Reading.unknown(NOT_LISTED));
    }

    private synchronized Reading<Map<String, List<GpuProcess>>> processes() {
        Kept<Reading<Map<String, List<GpuProcess>>>> kept = fresh(processes, query::processes);
        processes = Optional.of(kept);
        return kept.answer();
    }

    private synchronized Reading<List<SmiRow>> rows() {
        Kept<Reading<List<SmiRow>>> kept = fresh(rows, query::cards);
        rows = Optional.of(kept);
        return kept.answer();
    }

    private <T> Kept<T> fresh(Optional<Kept<T>> kept, Supplier<T> question) {
        return kept.filter(it -> nanoTime.getAsLong() - it.atNanos() < SHARED.toNanos())
                .orElseGet(
                        () -> {
                            T answer = question.get();
                            return new Kept<>(answer, nanoTime.getAsLong());
                        });
    }

    /** Finds a card in the newest answer, by what it is: numbers change when a card is lost. */
    private SmiRow row(GpuCard card) {
        check(card);
        return switch (rows()) {
            case Reading.Unknown<List<SmiRow>>(String reason) -> SmiRow.none(reason);
            case Reading.Known<List<SmiRow>>(List<SmiRow> known) ->
                    known.stream()
                            .filter(row -> isSame(card, row))
                            .findFirst()
                            .orElseGet(() -> SmiRow.none("nvidia-smi shows this card no more"));
        };
    }

    private static boolean isSame(GpuCard card, SmiRow row) {
        return card.uuid() instanceof Reading.Known<String>
                ? card.uuid().equals(row.text("uuid"))
                : SmiField.integer(row.text("index")).equals(Reading.of(card.index()));
    }

    private void check(GpuCard card) {
        if (!cards.contains(card)) {
            throw new IllegalArgumentException("%s: there is no such card".formatted(card.label()));
        }
    }

    /** Returns at once: the command cannot tell. */
    @Override
    public Optional<XidEvent> awaitFault(Duration timeout) {
        return Optional.empty();
    }

    /** Nothing is held open. */
    @Override
    public void close() {}
}
