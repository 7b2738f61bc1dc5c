package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One card as NVML has it: a handle, and the ways to ask about it. Any thread may ask.
 *
 * @param functions what can be asked
 * @param handle the {@code nvmlDevice_t}
 * @param code success, else why there is no handle: what every question is answered with then
 */
record NvmlDevice(NvmlDeviceFunctions functions, MemorySegment handle, int code) {
    /** {@return a card that cannot be asked} */
    static NvmlDevice without(NvmlDeviceFunctions functions, int code) {
        return new NvmlDevice(functions, MemorySegment.NULL, code);
    }

    /** {@return the answer of a function that fills memory} */
    int fill(NvmlFunction function, MemorySegment target) {
        return code == NvmlCode.SUCCESS ? function.call(handle, target) : code;
    }

    /** {@return the answer of a function that fills a list and counts its items} */
    int list(NvmlFunction function, MemorySegment count, MemorySegment items) {
        return code == NvmlCode.SUCCESS ? function.call(handle, count, items) : code;
    }

    /** {@return a text of the card, without what a terminal would obey} */
    Reading<String> text(NvmlFunction function) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment buffer = scratch.allocate(NvmlStructs.TEXT_BYTES);
            int answer =
                    code == NvmlCode.SUCCESS
                            ? function.call(handle, buffer, NvmlStructs.TEXT_BYTES)
                            : code;
            if (answer != NvmlCode.SUCCESS) {
                return unknown(answer);
            }
            String text = DriverText.in(buffer);
            return text.isEmpty() ? notAvailable() : Reading.of(text);
        }
    }

    /** {@return an {@code unsigned int} of the card} */
    Reading<Integer> integer(NvmlFunction function) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment target = scratch.allocate(JAVA_INT);
            return unsigned(fill(function, target), target);
        }
    }

    /** {@return an {@code unsigned int} of the card, of which it has several kinds} */
    Reading<Integer> integer(NvmlFunction function, int kind) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment target = scratch.allocate(JAVA_INT);
            int answer = code == NvmlCode.SUCCESS ? function.call(handle, kind, target) : code;
            return unsigned(answer, target);
        }
    }

    /** {@return an {@code unsigned long long} of the card} */
    Reading<Long> longInteger(NvmlFunction function) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment target = scratch.allocate(JAVA_LONG);
            int answer = fill(function, target);
            if (answer != NvmlCode.SUCCESS) {
                return unknown(answer);
            }
            long value = target.get(JAVA_LONG, 0);
            return value == -1 ? notAvailable() : Reading.of(value);
        }
    }

    /** {@return what is read of the two {@code int}s that a function puts} */
    <T> Reading<T> pair(NvmlFunction function, PairReader<T> reader) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment first = scratch.allocate(JAVA_INT);
            MemorySegment second = scratch.allocate(JAVA_INT);
            int answer = code == NvmlCode.SUCCESS ? function.call(handle, first, second) : code;
            return answer == NvmlCode.SUCCESS
                    ? reader.read(first.get(JAVA_INT, 0), second.get(JAVA_INT, 0))
                    : unknown(answer);
        }
    }

    /** Makes something of two values. */
    @FunctionalInterface
    interface PairReader<T> {
        /** {@return what they mean} */
        Reading<T> read(int first, int second);
    }

    private static Reading<Integer> unsigned(int answer, MemorySegment target) {
        return answer == NvmlCode.SUCCESS ? unsigned(target.get(JAVA_INT, 0)) : unknown(answer);
    }

    /** {@return a value; none where all bits are set, or more than any card has} */
    static Reading<Integer> unsigned(int value) {
        return value < 0 ? notAvailable() : Reading.of(value);
    }

    static <T> Reading<T> unknown(int code) {
        return Reading.unknown(NvmlCode.name(code));
    }

    static <T> Reading<T> notAvailable() {
        return Reading.unknown(NvmlCode.VALUE_NOT_AVAILABLE);
    }
}
