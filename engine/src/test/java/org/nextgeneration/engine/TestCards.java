package org.nextgeneration.engine;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuPolicy;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.Sighting;

/** The user's two cards, and rules about them. */
final class TestCards {
    static final PciAddress BUS_1 = new PciAddress(0, 1, 0);
    static final PciAddress BUS_2 = new PciAddress(0, 2, 0);
    static final GpuCard RTX_3090 = card(0, "NVIDIA GeForce RTX 3090", BUS_1, 24);
    static final GpuCard RTX_5060_TI = card(1, "NVIDIA GeForce RTX 5060 Ti", BUS_2, 16);

    /** An RTX 3090 in another slot than the rules have it. */
    static final GpuCard MOVED = card(2, "NVIDIA GeForce RTX 3090", BUS_2, 24);

    static final PolicyDecision TWO_CARDS = decide(true, RTX_3090, RTX_5060_TI);

    private TestCards() {}

    private static GpuCard card(int index, String name, PciAddress address, long gibibytes) {
        return new GpuCard(
                index,
                Reading.of(name),
                Reading.of("GPU-" + index),
                Reading.of(address),
                Reading.of(gibibytes << 30),
                Reading.of(new ComputeCapability(8, 6)));
    }

    /** The built-in rules, with or without the processor, applied to cards. */
    static PolicyDecision decide(boolean cpuAllowed, GpuCard... cards) {
        return policy(cpuAllowed).decide(List.of(cards));
    }

    static GpuPolicy policy(boolean cpuAllowed) {
        GpuPolicy builtIn = GpuPolicy.BUILT_IN;
        return new GpuPolicy(builtIn.allow(), builtIn.deny(), builtIn.reserveBytes(), cpuAllowed);
    }

    static Sighting sighting(GpuCard card, long pid, long bytes) {
        return new Sighting(card, new GpuProcess(pid, GpuProcess.Use.COMPUTE, Reading.of(bytes)));
    }

    static OpenedDevice opened(String name, OpenedDevice.Kind kind, Optional<PciAddress> address) {
        return new OpenedDevice(name, name, kind, address, 0, 0, 0);
    }
}
