package org.nextgeneration.gpu.stub;

import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Scenes for {@link NvmlStub}: machines as they are met. Of two statements about the same thing of
 * a card the later one holds, so lines can be added to a card to change it.
 */
public final class NvmlScenes {
    /** The UUID of the RTX 5060 Ti. */
    public static final String UUID_5060_TI = "GPU-5060a1b2-c3d4-4e5f-8a9b-0c1d2e3f4a5b";

    /** The UUID of the RTX 3090. */
    public static final String UUID_3090 = "GPU-3090f6e5-d4c3-4b2a-9182-736455463728";

    /** The version of the driver in each scene. */
    public static final String DRIVER = "580.95.05";

    private static final String SYSTEM = "driver " + DRIVER + "\ncuda 13000\n";

    private static final String RTX_5060_TI =
            """
            card
              name NVIDIA GeForce RTX 5060 Ti
              uuid %s
              bus 00000000:00:01.0
              memory 16311 742 286
              capability 12 0
              utilization 3 1
              temperature 41
              thresholds 92 90 0 87
              power 11450 180000 180000 180000
              energy 181000000
              fan 0
              clocks 405 810 14001
              pstate 5
              throttle 0x1
              pcie 1 8 5 8
              buswidth 128
              graphics 2111 402
              graphics 2345 118
            """
                    .formatted(UUID_5060_TI);

    private static final String RTX_3090 =
            """
            card
              name NVIDIA GeForce RTX 3090
              uuid %s
              bus 00000000:01:00.0
              memory 24576 1 312
              capability 8 6
              utilization 0 0
              temperature 34
              thresholds 98 95 0 93
              power 19870 350000 350000 366000
              energy 954000000
              fan 30
              clocks 210 405 9751
              pstate 8
              throttle 0x1
              pcie 1 16 4 16
              buswidth 384
            """
                    .formatted(UUID_3090);

    /** The user's machine: index 0 an RTX 5060 Ti on bus 0, index 1 an RTX 3090 on bus 1. */
    public static final String TWO_CARDS = twoCards("", "");

    /** One card, the RTX 3090. */
    public static final String ONE_CARD = SYSTEM + RTX_3090;

    /** A driver without cards. */
    public static final String NO_CARD = SYSTEM;

    /** The library without the driver's kernel module. No library at all: no stub. */
    public static final String DRIVER_NOT_LOADED = "init 9\n";

    /** The library was updated, the kernel module not yet. */
    public static final String VERSION_MISMATCH = "init 18\n";

    /** The RTX 3090 has fallen off the bus. */
    public static final String LOST_3090 = twoCards("", "lost");

    /** The same, with the fault that the driver reports then. */
    public static final String LOST_3090_WITH_FAULT = LOST_3090 + "xid 1 79\n";

    /** Every child of whoever loaded the library computes on the denied card. */
    public static final String CHILD_ON_5060_TI = twoCards("compute child 412", "");

    /** Every child of whoever loaded the library computes on the allowed card. */
    public static final String CHILD_ON_3090 = twoCards("", "compute child 412");

    /** As on Windows: the driver does not say what a process holds. */
    public static final String WDDM =
            twoCards("graphics 4711 n/a", "compute child n/a\n  graphics 4712 n/a");

    /** The RTX 3090 says nothing but what it is. */
    public static final String UNSUPPORTED =
            twoCards(
                    "",
                    Stream.of(
                                    "utilization",
                                    "temperature",
                                    "thresholds",
                                    "power",
                                    "energy",
                                    "fan",
                                    "clocks",
                                    "pstate",
                                    "throttle",
                                    "pcie",
                                    "buswidth",
                                    "compute",
                                    "graphics")
                            .map("unsupported "::concat)
                            .collect(Collectors.joining("\n")));

    private NvmlScenes() {}

    /**
     * {@return the user's machine, with more statements about each card}
     *
     * @param of5060Ti such as {@code temperature 90}; several on several lines; may be empty
     * @param of3090 the same for the other card
     */
    public static String twoCards(String of5060Ti, String of3090) {
        return SYSTEM + RTX_5060_TI + of5060Ti + "\n" + RTX_3090 + of3090 + "\n";
    }

    /** {@return the user's machine with one process that computes on the denied card} */
    public static String processOn5060Ti(long pid) {
        return twoCards("compute %d 1024".formatted(pid), "");
    }

    /** {@return the user's machine with so many processes on the RTX 3090, from pid 10001 on} */
    public static String processes(int count) {
        return twoCards(
                "",
                LongStream.rangeClosed(1, count)
                        .mapToObj(number -> "compute %d %d".formatted(10_000 + number, number))
                        .collect(Collectors.joining("\n")));
    }
}
