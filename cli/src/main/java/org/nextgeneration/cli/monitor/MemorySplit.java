package org.nextgeneration.cli.monitor;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.gpu.CardSample;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PciAddress;

/**
 * Who holds a card's memory. The parts add up to what is used.
 *
 * @param weightBytes our models themselves
 * @param kvBytes what our models have read
 * @param bufferBytes the rest of what our workers hold: room to compute in, the driver's context
 * @param otherBytes other programs
 * @param freeBytes nobody
 */
public record MemorySplit(
        long weightBytes, long kvBytes, long bufferBytes, long otherBytes, long freeBytes) {
    /** Nothing is known. */
    public static final MemorySplit UNKNOWN = new MemorySplit(0, 0, 0, 0, 0);

    /**
     * Splits the memory of a card. Pure.
     *
     * @param card the card
     * @param models every model that is loaded, on whichever card
     */
    static MemorySplit of(CardSample card, List<LoadedModel> models) {
        Optional<MemoryUse> memory = card.fast().memory().value();
        if (memory.isEmpty()) {
            return UNKNOWN;
        }
        Optional<PciAddress> here = card.card().address().value();
        long weight = 0;
        long kv = 0;
        long ours = 0;
        for (LoadedModel model : models) {
            long counted = 0;
            for (LoadedModel.DeviceShare share : model.shares()) {
                if (here.isPresent() && share.address().equals(here)) {
                    weight += share.weightBytes();
                    kv += share.kvBytes();
                    counted += share.weightBytes() + share.kvBytes() + share.computeBytes();
                }
            }
            // The driver counts the context too, where it counts by process at all.
            ours += Math.max(counted, bytesOf(model.pid(), card));
        }
        // The three were counted at different moments; no part may exceed what is used now.
        long used = Math.max(0, memory.get().usedBytes());
        long weightShown = Math.min(weight, used);
        long kvShown = Math.min(kv, used - weightShown);
        long bufferShown = Math.clamp(ours - weight - kv, 0, used - weightShown - kvShown);
        return new MemorySplit(
                weightShown,
                kvShown,
                bufferShown,
                used - weightShown - kvShown - bufferShown,
                Math.max(0, memory.get().freeBytes()));
    }

    /** A process may be listed for computing and for drawing, with the same memory. */
    private static long bytesOf(long pid, CardSample card) {
        return card.processes().all().stream()
                .filter(process -> process.pid() == pid)
                .map(GpuProcess::memoryBytes)
                .flatMap(reading -> reading.value().stream())
                .mapToLong(Long::longValue)
                .max()
                .orElse(0);
    }

    /** {@return what our workers hold} */
    public long oursBytes() {
        return weightBytes + kvBytes + bufferBytes;
    }
}
