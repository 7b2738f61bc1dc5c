package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.nextgeneration.gpu.NvmlStructs.PCI_INFO;
import static org.nextgeneration.gpu.NvmlStructs.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Reads what a card is, and what its own limits are: nothing that changes while it is there. */
final class NvmlIdentity {
    /** Kinds of {@code nvmlTemperatureThresholds_t}. */
    private static final int SHUTDOWN = 0;

    private static final int SLOWDOWN = 1;
    private static final int MEMORY_MAX = 2;
    private static final int GPU_MAX = 3;

    private static final long DOMAIN_AT = offset(PCI_INFO, "domain");
    private static final long BUS_AT = offset(PCI_INFO, "bus");
    private static final long DEVICE_AT = offset(PCI_INFO, "device");

    private static final int BUS_MAX = 0xff;
    private static final int DEVICE_MAX = 0x1f;

    private NvmlIdentity() {}

    static GpuCard card(int index, NvmlDevice device) {
        NvmlDeviceFunctions functions = device.functions();
        return new GpuCard(
                index,
                device.text(functions.name),
                device.text(functions.uuid),
                address(device),
                NvmlMemory.read(device).map(MemoryUse::totalBytes),
                device.pair(functions.computeCapability, NvmlIdentity::capability));
    }

    private static Reading<PciAddress> address(NvmlDevice device) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment pci = scratch.allocate(PCI_INFO);
            int code = device.fill(device.functions().pciInfo, pci);
            if (code != NvmlCode.SUCCESS) {
                return NvmlDevice.unknown(code);
            }
            int domain = pci.get(JAVA_INT, DOMAIN_AT);
            int bus = pci.get(JAVA_INT, BUS_AT);
            int slot = pci.get(JAVA_INT, DEVICE_AT);
            boolean sound = bus >= 0 && bus <= BUS_MAX && slot >= 0 && slot <= DEVICE_MAX;
            return sound
                    ? Reading.of(new PciAddress(domain, bus, slot))
                    : NvmlDevice.notAvailable();
        }
    }

    private static Reading<ComputeCapability> capability(int major, int minor) {
        return major < 0 || minor < 0
                ? NvmlDevice.notAvailable()
                : Reading.of(new ComputeCapability(major, minor));
    }

    static CardLimits limits(NvmlDevice device) {
        NvmlDeviceFunctions functions = device.functions();
        return new CardLimits(
                device.integer(functions.temperatureThreshold, SLOWDOWN),
                device.integer(functions.temperatureThreshold, SHUTDOWN),
                device.integer(functions.temperatureThreshold, GPU_MAX),
                device.integer(functions.temperatureThreshold, MEMORY_MAX),
                device.integer(functions.powerLimitDefault),
                device.pair(
                        functions.powerLimitConstraints,
                        (least, greatest) -> NvmlDevice.unsigned(greatest)),
                device.integer(functions.clockMax, NvmlReadings.MEMORY_CLOCK),
                device.integer(functions.memoryBusWidth),
                NvmlReadings.link(device, functions.pcieGenerationMax, functions.pcieLanesMax));
    }
}
