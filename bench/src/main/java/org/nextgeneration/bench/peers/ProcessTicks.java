package org.nextgeneration.bench.peers;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Processor time of one process, from {@code /proc/PID/stat}.
 *
 * @param pid which process
 * @param parent its parent's id
 * @param ticks its own time and that of its children that have ended, in clock ticks
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html">proc_pid_stat(5)</a>
 */
record ProcessTicks(long pid, long parent, long ticks) {
    private static final int PARENT_FIELD = 1;
    private static final int USER_TIME_FIELD = 11;
    private static final int TIME_FIELDS = 4;

    /**
     * Reads a line. The name of the program, in parentheses, may hold anything.
     *
     * @throws IllegalArgumentException if it is no such line
     */
    static ProcessTicks parse(String line) {
        int nameStart = line.indexOf(" (");
        int nameEnd = line.lastIndexOf(") ");
        String[] fields = nameEnd < 0 ? new String[0] : line.substring(nameEnd + 2).split(" ");
        if (nameStart < 0 || fields.length < USER_TIME_FIELD + TIME_FIELDS) {
            throw new IllegalArgumentException("found %s, expected a line of stat".formatted(line));
        }
        long ticks = 0;
        for (int i = USER_TIME_FIELD; i < USER_TIME_FIELD + TIME_FIELDS; i++) {
            ticks += Long.parseLong(fields[i]);
        }
        return new ProcessTicks(
                Long.parseLong(line.substring(0, nameStart)),
                Long.parseLong(fields[PARENT_FIELD]),
                ticks);
    }

    /** {@return the time of these processes and all that descend from them} */
    static long ofTrees(List<ProcessTicks> all, Set<Long> roots) {
        Set<Long> ours = new HashSet<>(roots);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (ProcessTicks each : all) {
                if (ours.contains(each.parent()) && ours.add(each.pid())) {
                    grown = true;
                }
            }
        }
        return all.stream()
                .filter(each -> ours.contains(each.pid()))
                .mapToLong(ProcessTicks::ticks)
                .sum();
    }
}
