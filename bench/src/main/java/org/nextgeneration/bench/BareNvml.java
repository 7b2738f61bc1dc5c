package org.nextgeneration.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The driver calls of one sample of all fast fields and nothing else: linked before, into memory
 * that is there already, the answers not looked at. What {@link SampleCost} compares with.
 */
@SuppressWarnings("restricted") // It calls the driver as directly as Java can.
final class BareNvml {
    /** {@code nvmlMemory_v2_t}: bytes, and version 2. */
    private static final int MEMORY_BYTES = 40;

    /** {@code nvmlTemperature_v1_t}: bytes, and version 1. */
    private static final int TEMPERATURE_BYTES = 12;

    private final SymbolLookup library;
    private final MethodHandle memory;
    private final MethodHandle utilization;
    private final MethodHandle temperature;
    private final MethodHandle power;
    private final MemorySegment target = Arena.global().allocate(MEMORY_BYTES, 8);
    private final MemorySegment celsius = Arena.global().allocate(TEMPERATURE_BYTES, 4);
    private final List<MemorySegment> cards = new ArrayList<>();

    /** Opens the library and finds the cards. */
    BareNvml(Path file, int count) {
        library = SymbolLookup.libraryLookup(file, Arena.global());
        memory = function("nvmlDeviceGetMemoryInfo_v2", ADDRESS, ADDRESS);
        utilization = function("nvmlDeviceGetUtilizationRates", ADDRESS, ADDRESS);
        temperature = function("nvmlDeviceGetTemperatureV", ADDRESS, ADDRESS);
        power = function("nvmlDeviceGetPowerUsage", ADDRESS, ADDRESS);
        try {
            check("nvmlInit_v2", (int) function("nvmlInit_v2").invokeExact());
            MethodHandle handle = function("nvmlDeviceGetHandleByIndex_v2", JAVA_INT, ADDRESS);
            for (int i = 0; i < count; i++) {
                check("nvmlDeviceGetHandleByIndex_v2", (int) handle.invokeExact(i, target));
                cards.add(MemorySegment.ofAddress(target.get(JAVA_LONG, 0)));
            }
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
    }

    private MethodHandle function(String name, MemoryLayout... parameters) {
        return Linker.nativeLinker()
                .downcallHandle(
                        library.find(name).orElseThrow(),
                        FunctionDescriptor.of(JAVA_INT, parameters));
    }

    private static void check(String function, int code) {
        if (code != 0) {
            throw new IllegalStateException(
                    "%s: found code %d, expected 0".formatted(function, code));
        }
    }

    private static AssertionError mismatch(Throwable thrown) {
        return new AssertionError("a driver call failed", thrown);
    }

    /** Makes the calls; answers how long they took. */
    long sampleNanos() {
        long startNanos = System.nanoTime();
        try {
            for (MemorySegment card : cards) {
                target.set(JAVA_INT, 0, MEMORY_BYTES | 2 << 24);
                check("memory", (int) memory.invokeExact(card, target));
                check("utilization", (int) utilization.invokeExact(card, target));
                celsius.set(JAVA_INT, 0, TEMPERATURE_BYTES | 1 << 24);
                celsius.set(JAVA_INT, 4, 0);
                check("temperature", (int) temperature.invokeExact(card, celsius));
                check("power", (int) power.invokeExact(card, target));
            }
        } catch (Throwable thrown) {
            throw mismatch(thrown);
        }
        return System.nanoTime() - startNanos;
    }
}
