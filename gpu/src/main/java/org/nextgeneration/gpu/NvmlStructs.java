package org.nextgeneration.gpu;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.MemoryLayout.paddingLayout;
import static java.lang.foreign.MemoryLayout.sequenceLayout;
import static java.lang.foreign.MemoryLayout.structLayout;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.StructLayout;

/** The structs of NVML, as every 64-bit C compiler lays them out. Source: nvml.h, API 13. */
final class NvmlStructs {
    /** {@code NVML_DEVICE_NAME_V2_BUFFER_SIZE} and {@code NVML_DEVICE_UUID_V2_BUFFER_SIZE}. */
    static final int TEXT_BYTES = 96;

    /** {@code nvmlPciInfo_t}. */
    static final StructLayout PCI_INFO =
            structLayout(
                    sequenceLayout(16, JAVA_BYTE).withName("busIdLegacy"),
                    JAVA_INT.withName("domain"),
                    JAVA_INT.withName("bus"),
                    JAVA_INT.withName("device"),
                    JAVA_INT.withName("pciDeviceId"),
                    JAVA_INT.withName("pciSubSystemId"),
                    sequenceLayout(32, JAVA_BYTE).withName("busId"));

    /** {@code nvmlMemory_t}. */
    static final StructLayout MEMORY_V1 =
            structLayout(
                    JAVA_LONG.withName("total"),
                    JAVA_LONG.withName("free"),
                    JAVA_LONG.withName("used"));

    /** {@code nvmlMemory_v2_t}. */
    static final StructLayout MEMORY_V2 =
            structLayout(
                    JAVA_INT.withName("version"),
                    paddingLayout(4),
                    JAVA_LONG.withName("total"),
                    JAVA_LONG.withName("reserved"),
                    JAVA_LONG.withName("free"),
                    JAVA_LONG.withName("used"));

    /** {@code nvmlUtilization_t}. */
    static final StructLayout UTILIZATION =
            structLayout(JAVA_INT.withName("gpu"), JAVA_INT.withName("memory"));

    /** {@code nvmlTemperature_v1_t}. */
    static final StructLayout TEMPERATURE_V1 =
            structLayout(
                    JAVA_INT.withName("version"),
                    JAVA_INT.withName("sensorType"),
                    JAVA_INT.withName("temperature"));

    /** {@code nvmlProcessInfo_v1_t}. */
    static final StructLayout PROCESS_V1 =
            structLayout(
                    JAVA_INT.withName("pid"),
                    paddingLayout(4),
                    JAVA_LONG.withName("usedGpuMemory"));

    /** {@code nvmlProcessInfo_v2_t}; the functions of the third version have it, too. */
    static final StructLayout PROCESS_V2 =
            structLayout(
                    JAVA_INT.withName("pid"),
                    paddingLayout(4),
                    JAVA_LONG.withName("usedGpuMemory"),
                    JAVA_INT.withName("gpuInstanceId"),
                    JAVA_INT.withName("computeInstanceId"));

    /** {@code nvmlEventData_t}. */
    static final StructLayout EVENT_DATA =
            structLayout(
                    ADDRESS.withName("device"),
                    JAVA_LONG.withName("eventType"),
                    JAVA_LONG.withName("eventData"),
                    JAVA_INT.withName("gpuInstanceId"),
                    JAVA_INT.withName("computeInstanceId"));

    private NvmlStructs() {}

    /** {@return what {@code NVML_STRUCT_VERSION} makes of a struct, for its field "version"} */
    static int version(StructLayout struct, int number) {
        return (int) struct.byteSize() | number << 24;
    }

    /** {@return where a field is} */
    static long offset(StructLayout struct, String field) {
        return struct.byteOffset(groupElement(field));
    }
}
