package org.nextgeneration.gpu;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.nextgeneration.gpu.NvmlStructs.TEMPERATURE_V1;
import static org.nextgeneration.gpu.NvmlStructs.UTILIZATION;
import static org.nextgeneration.gpu.NvmlStructs.offset;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/** Reads what changes while a card works. */
final class NvmlReadings {
    /** {@code NVML_TEMPERATURE_GPU}, the sensor of the chip. */
    private static final int CHIP = 0;

    /** {@code NVML_CLOCK_GRAPHICS} and {@code NVML_CLOCK_MEM} of {@code nvmlClockType_t}. */
    private static final int GRAPHICS_CLOCK = 0;

    static final int MEMORY_CLOCK = 2;

    /** The slowest of {@code nvmlPstates_t}; {@code NVML_PSTATE_UNKNOWN} is above. */
    private static final int PERFORMANCE_STATE_MAX = 15;

    private static final int TEMPERATURE_VERSION = NvmlStructs.version(TEMPERATURE_V1, 1);
    private static final long VERSION_AT = offset(TEMPERATURE_V1, "version");
    private static final long SENSOR_AT = offset(TEMPERATURE_V1, "sensorType");
    private static final long TEMPERATURE_AT = offset(TEMPERATURE_V1, "temperature");
    private static final long GPU_AT = offset(UTILIZATION, "gpu");
    private static final long MEMORY_AT = offset(UTILIZATION, "memory");

    private NvmlReadings() {}

    static FastReadings fast(NvmlDevice device) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment utilization = scratch.allocate(UTILIZATION);
            int code = device.fill(device.functions().utilization, utilization);
            return new FastReadings(
                    NvmlMemory.read(device),
                    share(code, utilization, GPU_AT),
                    share(code, utilization, MEMORY_AT),
                    temperature(device, scratch),
                    device.integer(device.functions().powerUsage));
        }
    }

    private static Reading<Integer> share(int code, MemorySegment utilization, long offset) {
        return code == NvmlCode.SUCCESS
                ? NvmlDevice.unsigned(utilization.get(JAVA_INT, offset))
                : NvmlDevice.unknown(code);
    }

    private static Reading<Integer> temperature(NvmlDevice device, Arena scratch) {
        MemorySegment temperature = scratch.allocate(TEMPERATURE_V1);
        temperature.set(JAVA_INT, VERSION_AT, TEMPERATURE_VERSION);
        temperature.set(JAVA_INT, SENSOR_AT, CHIP);
        int code = device.fill(device.functions().temperatureV, temperature);
        if (code == NvmlCode.SUCCESS) {
            return Reading.of(temperature.get(JAVA_INT, TEMPERATURE_AT));
        }
        return NvmlCode.asksForOlder(code) || code == NvmlCode.NOT_SUPPORTED
                ? device.integer(device.functions().temperature, CHIP)
                : NvmlDevice.unknown(code);
    }

    static SlowReadings slow(NvmlDevice device) {
        NvmlDeviceFunctions functions = device.functions();
        return new SlowReadings(
                device.integer(functions.powerLimit),
                device.integer(functions.fanSpeed),
                device.integer(functions.clock, GRAPHICS_CLOCK),
                device.integer(functions.clock, MEMORY_CLOCK),
                performanceState(device),
                throttleReasons(device),
                link(device, functions.pcieGeneration, functions.pcieLanes),
                device.longInteger(functions.energy));
    }

    private static Reading<Integer> performanceState(NvmlDevice device) {
        Reading<Integer> state = device.integer(device.functions().performanceState);
        return state.value().filter(number -> number > PERFORMANCE_STATE_MAX).isPresent()
                ? Reading.unknown("NVML_PSTATE_UNKNOWN")
                : state;
    }

    private static Reading<Set<ThrottleReason>> throttleReasons(NvmlDevice device) {
        Reading<Long> newer = device.longInteger(device.functions().clocksEventReasons);
        Reading<Long> bits =
                newer.equals(NvmlDevice.unknown(NvmlCode.FUNCTION_NOT_FOUND))
                        ? device.longInteger(device.functions().clocksThrottleReasons)
                        : newer;
        return bits.map(ThrottleReason::of);
    }

    /** {@return a link, known if both its parts are} */
    static Reading<PcieLink> link(NvmlDevice device, NvmlFunction generation, NvmlFunction lanes) {
        return switch (device.integer(generation)) {
            case Reading.Known<Integer>(Integer known) ->
                    device.integer(lanes).map(wide -> new PcieLink(known, wide));
            case Reading.Unknown<Integer>(String reason) -> Reading.unknown(reason);
        };
    }
}
