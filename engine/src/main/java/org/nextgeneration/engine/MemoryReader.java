package org.nextgeneration.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.MemoryUse;

/** Reads how much memory is free: the system's own word, and the driver's. Any thread. */
final class MemoryReader {
    private static final Path MEMINFO = Path.of("/proc/meminfo");

    /** Lines that are read; there are some fifty. */
    private static final int LINES_MAX = 1_000;

    private MemoryReader() {}

    /**
     * Reads what is free now; asks the driver, some milliseconds.
     *
     * @param onCard whether the allowed cards would be used
     */
    static MemoryRoom read(GpuGuard guard, boolean onCard) {
        return new MemoryRoom(onCard, onCard ? card(guard) : Optional.empty(), host());
    }

    private static Optional<MemoryRoom.Card> card(GpuGuard guard) {
        List<GpuCard> cards = guard.decision().allowed();
        List<MemoryUse> uses =
                guard
                        .answer(() -> cards.stream().map(guard.source()::fast).toList())
                        .orElse(List.of())
                        .stream()
                        .map(FastReadings::memory)
                        .flatMap(memory -> memory.value().stream())
                        .toList();
        if (uses.size() < cards.size()) {
            // The sum of some would refuse what fits.
            return Optional.empty();
        }
        return Optional.of(
                new MemoryRoom.Card(
                        cards.stream().map(GpuCard::label).collect(Collectors.joining(" and ")),
                        cards.size(),
                        uses.stream().mapToLong(MemoryUse::totalBytes).sum(),
                        uses.stream().mapToLong(MemoryUse::freeBytes).sum(),
                        cards.size() * guard.decision().policy().reserveBytes()));
    }

    /** {@return the machine's memory now, if the system tells} */
    static Optional<MemoryRoom.Host> host() {
        if (!Files.isReadable(MEMINFO)) {
            return Optional.empty();
        }
        try (Stream<String> lines = Files.lines(MEMINFO)) {
            return host(lines.limit(LINES_MAX).toList());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** {@return what the lines of {@code /proc/meminfo} say} Source: {@code man 5 proc_meminfo}. */
    static Optional<MemoryRoom.Host> host(List<String> lines) {
        OptionalLong total = bytes(lines, "MemTotal:");
        OptionalLong available = bytes(lines, "MemAvailable:");
        return total.isPresent() && available.isPresent()
                ? Optional.of(new MemoryRoom.Host(total.getAsLong(), available.getAsLong()))
                : Optional.empty();
    }

    private static OptionalLong bytes(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.substring(key.length()).strip())
                .filter(value -> value.matches("\\d{1,15} kB"))
                .mapToLong(value -> Long.parseLong(value.split(" ", 2)[0]) * 1024)
                .findFirst();
    }
}
