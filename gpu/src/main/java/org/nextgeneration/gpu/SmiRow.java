package org.nextgeneration.gpu;

import java.util.Map;
import java.util.Set;

/**
 * What {@code nvidia-smi} said of one card, by the name of what was asked for.
 *
 * @param values as they were written
 * @param absent the reason for what is not there
 */
record SmiRow(Map<String, String> values, String absent) {
    private static final String NOT_TOLD = "nvidia-smi does not tell";

    /** {@return a card of which nothing was said} */
    static SmiRow none(String reason) {
        return new SmiRow(Map.of(), reason);
    }

    Reading<String> text(String field) {
        String value = values.get(field);
        return value == null ? Reading.unknown(absent) : SmiField.text(value);
    }

    private Reading<Integer> integer(String field) {
        return SmiField.integer(text(field));
    }

    GpuCard card(int row) {
        return new GpuCard(
                integer("index").value().orElse(row),
                text("name"),
                text("uuid"),
                SmiField.parsed(text("pci.bus_id"), PciAddress::parse, "a PCI address"),
                SmiField.mebibytes(text("memory.total")),
                SmiField.parsed(
                        text("compute_cap"), ComputeCapability::parse, "a compute capability"));
    }

    CardLimits limits() {
        return new CardLimits(
                Reading.unknown(NOT_TOLD),
                Reading.unknown(NOT_TOLD),
                Reading.unknown(NOT_TOLD),
                Reading.unknown(NOT_TOLD),
                SmiField.milliwatts(text("power.default_limit")),
                SmiField.milliwatts(text("power.max_limit")),
                integer("clocks.max.memory"),
                Reading.unknown(NOT_TOLD),
                link("pcie.link.gen.max", "pcie.link.width.max"));
    }

    FastReadings fast() {
        return new FastReadings(
                memory(),
                integer("utilization.gpu"),
                integer("utilization.memory"),
                integer("temperature.gpu"),
                SmiField.milliwatts(text("power.draw")));
    }

    private Reading<MemoryUse> memory() {
        Reading<Long> total = SmiField.mebibytes(text("memory.total"));
        Reading<Long> used = SmiField.mebibytes(text("memory.used"));
        Reading<Long> free = SmiField.mebibytes(text("memory.free"));
        Reading<Long> reserved = SmiField.mebibytes(text("memory.reserved"));
        if (total instanceof Reading.Known<Long>(Long totalBytes)
                && used instanceof Reading.Known<Long>(Long usedBytes)) {
            return free.map(freeBytes -> new MemoryUse(totalBytes, usedBytes, freeBytes, reserved));
        }
        Reading<Long> first = total instanceof Reading.Unknown<Long> ? total : used;
        return first.map(_ -> new MemoryUse(0, 0, 0, reserved));
    }

    SlowReadings slow() {
        return new SlowReadings(
                SmiField.milliwatts(text("enforced.power.limit")),
                integer("fan.speed"),
                integer("clocks.current.graphics"),
                integer("clocks.current.memory"),
                SmiField.performanceState(text("pstate")),
                SmiField.bits(text("clocks_throttle_reasons.active"))
                        .<Set<ThrottleReason>>map(ThrottleReason::of),
                link("pcie.link.gen.current", "pcie.link.width.current"),
                Reading.unknown(NOT_TOLD));
    }

    private Reading<PcieLink> link(String generation, String lanes) {
        return switch (integer(generation)) {
            case Reading.Known<Integer>(Integer known) ->
                    integer(lanes).map(wide -> new PcieLink(known, wide));
            case Reading.Unknown<Integer>(String reason) -> Reading.unknown(reason);
        };
    }
}
