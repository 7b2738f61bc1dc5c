package org.nextgeneration.bench.peers;

import java.util.Arrays;

/**
 * What the machine was doing at one moment.
 *
 * @param load runnable threads on average over the last minute
 * @param runnable threads that run or could, ours among them
 * @param busyTicks processor time spent since the start of the machine, by anybody, time that a
 *     hypervisor gave to others included
 * @param idleTicks processor time not spent
 * @param ourTicks of the busy time, what the harness and the peers spent
 */
record MachineState(double load, int runnable, long busyTicks, long idleTicks, long ourTicks) {
    /** Others' share above which a measurement is doubtful. */
    static final double BUSY_SHARE_MAX = 0.10;

    private static final int IDLE_FIELD = 3;
    private static final int WAIT_FIELD = 4;

    /** What it counts of {@code /proc/stat}: user time to stolen time; guests are in user time. */
    private static final int FIELDS = 8;

    /**
     * Reads the texts of {@code /proc}.
     *
     * @param loadavg of {@code /proc/loadavg}
     * @param stat of {@code /proc/stat}
     * @throws IllegalArgumentException if they are not such texts
     */
    static MachineState parse(String loadavg, String stat, long ourTicks) {
        String[] averages = loadavg.strip().split("[ /]", -1);
        String[] times = stat.lines().findFirst().orElse("").split(" +", -1);
        if (averages.length < 4 || times.length < 1 + FIELDS || !times[0].equals("cpu")) {
            throw new IllegalArgumentException(
                    "found %s and %s, expected loadavg and stat of Linux".formatted(loadavg, stat));
        }
        long[] ticks = Arrays.stream(times, 1, 1 + FIELDS).mapToLong(Long::parseLong).toArray();
        long idle = ticks[IDLE_FIELD] + ticks[WAIT_FIELD];
        return new MachineState(
                Double.parseDouble(averages[0]),
                Integer.parseInt(averages[3]),
                Arrays.stream(ticks).sum() - idle,
                idle,
                ourTicks);
    }

    /**
     * {@return the share of all processors' time that others spent since an earlier moment, 0 to 1}
     */
    double othersSince(MachineState earlier) {
        long busy = busyTicks - earlier.busyTicks;
        long all = busy + idleTicks - earlier.idleTicks;
        long ours = ourTicks - earlier.ourTicks;
        return all <= 0 ? 0 : Math.clamp((double) (busy - ours) / all, 0, 1);
    }
}
