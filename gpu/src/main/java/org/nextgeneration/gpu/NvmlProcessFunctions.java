package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.nextgeneration.gpu.NvmlStructs.PROCESS_V1;
import static org.nextgeneration.gpu.NvmlStructs.PROCESS_V2;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** One list of processes, in the newest form that the driver has. */
final class NvmlProcessFunctions {
    /** The longest list that is read; a longer one would be a driver gone wrong. */
    static final int PROCESSES_MAX = 4_096;

    /** Room of the first try: more than a desktop has. */
    private static final int ROOM_FIRST = 64;

    /** Room beyond what the driver asked for, as processes may start in between. */
    private static final int ROOM_SPARE = 16;

    private static final int TRIES_MAX = 4;

    /**
     * Room for an item of the list, in bytes: the largest that a driver has written. A struct that
     * grew without a new name must not make the driver write beyond our memory.
     */
    private static final int ITEM_BYTES_MAX = 32;

    /**
     * Drivers whose third form has an item of another size than the header says, some of them; in
     * these versions the second form tells the same. Source: the drivers 535.43 to 535.86 (on
     * Windows 536) put {@code usedGpuCcProtectedMemory} behind each item.
     */
    private static final Pattern THIRD_FORM_UNSURE = Pattern.compile("53[56]\\..*");

    /** A form of the list: a function and its struct. */
    private record Form(NvmlFunction function, StructLayout item) {}

    private final List<Form> forms;

    /**
     * Describes the list.
     *
     * @param symbols where the functions are
     * @param name without the suffix for the version
     * @param driverVersion as the driver tells it
     */
    NvmlProcessFunctions(NvmlSymbols symbols, String name, Reading<String> driverVersion) {
        // nvmlReturn_t nvmlDeviceGetComputeRunningProcesses_v3(nvmlDevice_t device,
        //     unsigned int *infoCount, nvmlProcessInfo_t *infos);
        Form third = form(symbols, name + "_v3", PROCESS_V2);
        Form second = form(symbols, name + "_v2", PROCESS_V2);
        Form first = form(symbols, name, PROCESS_V1);
        boolean unsure =
                driverVersion.value().filter(THIRD_FORM_UNSURE.asMatchPredicate()).isPresent();
        forms = unsure ? List.of(second, first) : List.of(third, second, first);
    }

    private static Form form(NvmlSymbols symbols, String name, StructLayout item) {
        return new Form(symbols.function(name, ADDRESS, ADDRESS, ADDRESS), item);
    }

    /** {@return the processes on a card that do this with it} */
    Reading<List<GpuProcess>> read(NvmlDevice device, GpuProcess.Use use) {
        Reading<List<GpuProcess>> newest = Reading.unknown("");
        for (int i = 0; i < forms.size(); i++) {
            Answer answer = ask(forms.get(i), device, use);
            if (!NvmlCode.asksForOlder(answer.code())) {
                return answer.list();
            }
            newest = i == 0 ? answer.list() : newest;
        }
        return newest;
    }

    private record Answer(int code, Reading<List<GpuProcess>> list) {
        static Answer failed(int code) {
            return new Answer(code, Reading.unknown(NvmlCode.name(code)));
        }
    }

    private static Answer ask(Form form, NvmlDevice device, GpuProcess.Use use) {
        int room = ROOM_FIRST;
        for (int i = 0; i < TRIES_MAX; i++) {
            try (Arena scratch = Arena.ofConfined()) {
                MemorySegment count = scratch.allocateFrom(JAVA_INT, room);
                MemorySegment items =
                        scratch.allocate((long) ITEM_BYTES_MAX * room, JAVA_LONG.byteAlignment());
                int code = device.list(form.function(), count, items);
                int told = count.get(JAVA_INT, 0);
                if (code == NvmlCode.SUCCESS) {
                    int filled = Math.clamp(told, 0, room);
                    return new Answer(code, Reading.of(list(form.item(), items, filled, use)));
                }
                if (code != NvmlCode.INSUFFICIENT_SIZE || room == PROCESSES_MAX) {
                    return Answer.failed(code);
                }
                // What an old driver tells may be less than it needs, so it grows in any case.
                room = Math.min(PROCESSES_MAX, Math.max(told + ROOM_SPARE, room * 2));
            }
        }
        return Answer.failed(NvmlCode.INSUFFICIENT_SIZE);
    }

    private static List<GpuProcess> list(
            StructLayout item, MemorySegment items, int count, GpuProcess.Use use) {
        List<GpuProcess> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long start = i * item.byteSize();
            int pid = items.get(JAVA_INT, start + NvmlStructs.offset(item, "pid"));
            long bytes = items.get(JAVA_LONG, start + NvmlStructs.offset(item, "usedGpuMemory"));
            list.add(
                    new GpuProcess(
                            Integer.toUnsignedLong(pid),
                            use,
                            // On Windows, and for processes of others, all bits are set.
                            bytes < 0
                                    ? Reading.unknown(NvmlCode.VALUE_NOT_AVAILABLE)
                                    : Reading.of(bytes)));
        }
        return List.copyOf(list);
    }
}
