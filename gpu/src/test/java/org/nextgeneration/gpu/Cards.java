package org.nextgeneration.gpu;

import java.util.List;

/** The cards of the user's machine, and others, as values. */
final class Cards {
    static final long GIBIBYTE = 1L << 30;

    /** On bus 1, the one that may be used. */
    static final GpuCard RTX_3090 =
            card(
                    1,
                    "NVIDIA GeForce RTX 3090",
                    "GPU-30903090-aaaa-bbbb-cccc-000000000001",
                    1,
                    24,
                    8,
                    6);

    /** On bus 0, the one that may not. */
    static final GpuCard RTX_5060_TI =
            card(
                    0,
                    "NVIDIA GeForce RTX 5060 Ti",
                    "GPU-50605060-aaaa-bbbb-cccc-000000000000",
                    0,
                    16,
                    12,
                    0);

    static final List<GpuCard> BOTH = List.of(RTX_5060_TI, RTX_3090);

    private Cards() {}

    static GpuCard card(
            int index, String name, String uuid, int bus, long gibibytes, int major, int minor) {
        return new GpuCard(
                index,
                Reading.of(name),
                Reading.of(uuid),
                Reading.of(new PciAddress(0, bus, 0)),
                Reading.of(gibibytes * GIBIBYTE),
                Reading.of(new ComputeCapability(major, minor)));
    }

    /** {@return a card that has fallen off the bus before anything was read} */
    static GpuCard lost(int index) {
        String reason = "NVML_ERROR_GPU_IS_LOST";
        return new GpuCard(
                index,
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason),
                Reading.unknown(reason));
    }
}
