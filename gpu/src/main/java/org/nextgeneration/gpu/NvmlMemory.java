package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.nextgeneration.gpu.NvmlStructs.MEMORY_V1;
import static org.nextgeneration.gpu.NvmlStructs.MEMORY_V2;
import static org.nextgeneration.gpu.NvmlStructs.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads a card's memory, in the newer form if the driver has it. */
final class NvmlMemory {
    private static final int VERSION = NvmlStructs.version(MEMORY_V2, 2);
    private static final long VERSION_AT = offset(MEMORY_V2, "version");
    private static final long TOTAL_AT = offset(MEMORY_V2, "total");
    private static final long RESERVED_AT = offset(MEMORY_V2, "reserved");
    private static final long FREE_AT = offset(MEMORY_V2, "free");
    private static final long USED_AT = offset(MEMORY_V2, "used");
    private static final long V1_TOTAL_AT = offset(MEMORY_V1, "total");
    private static final long V1_FREE_AT = offset(MEMORY_V1, "free");
    private static final long V1_USED_AT = offset(MEMORY_V1, "used");

    private NvmlMemory() {}

    static Reading<MemoryUse> read(NvmlDevice device) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment memory = scratch.allocate(MEMORY_V2);
            memory.set(JAVA_INT, VERSION_AT, VERSION);
            int code = device.fill(device.functions().memoryV2, memory);
            if (code == NvmlCode.SUCCESS) {
                return checked(
                        new MemoryUse(
                                memory.get(JAVA_LONG, TOTAL_AT),
                                memory.get(JAVA_LONG, USED_AT),
                                memory.get(JAVA_LONG, FREE_AT),
                                Reading.of(memory.get(JAVA_LONG, RESERVED_AT))));
            }
            return NvmlCode.asksForOlder(code) || code == NvmlCode.NOT_SUPPORTED
                    ? older(device, scratch, code)
                    : NvmlDevice.unknown(code);
        }
    }

    private static Reading<MemoryUse> older(NvmlDevice device, Arena scratch, int newerCode) {
        MemorySegment memory = scratch.allocate(MEMORY_V1);
        int code = device.fill(device.functions().memoryV1, memory);
        if (code != NvmlCode.SUCCESS) {
            return NvmlDevice.unknown(code);
        }
        return checked(
                new MemoryUse(
                        memory.get(JAVA_LONG, V1_TOTAL_AT),
                        memory.get(JAVA_LONG, V1_USED_AT),
                        memory.get(JAVA_LONG, V1_FREE_AT),
                        NvmlDevice.unknown(newerCode)));
    }

    /** Lets nothing through that no card can have: a part that is more than all of it. */
    private static Reading<MemoryUse> checked(MemoryUse memory) {
        long total = memory.totalBytes();
        boolean sound =
                total > 0
                        && isPart(memory.usedBytes(), total)
                        && isPart(memory.freeBytes(), total)
                        && memory.reservedBytes()
                                .value()
                                .filter(it -> !isPart(it, total))
                                .isEmpty();
        return sound ? Reading.of(memory) : NvmlDevice.notAvailable();
    }

    private static boolean isPart(long bytes, long total) {
        return bytes >= 0 && bytes <= total;
    }
}
