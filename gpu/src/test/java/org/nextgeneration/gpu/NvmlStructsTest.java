package org.nextgeneration.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The layouts and names of nvml.h. */
class NvmlStructsTest {
    @Test
    void layouts_haveTheSizesOfTheHeader() {
        assertEquals(
                List.of(68L, 24L, 40L, 8L, 12L, 16L, 24L, 32L),
                Stream.of(
                                NvmlStructs.PCI_INFO,
                                NvmlStructs.MEMORY_V1,
                                NvmlStructs.MEMORY_V2,
                                NvmlStructs.UTILIZATION,
                                NvmlStructs.TEMPERATURE_V1,
                                NvmlStructs.PROCESS_V1,
                                NvmlStructs.PROCESS_V2,
                                NvmlStructs.EVENT_DATA)
                        .map(layout -> layout.byteSize())
                        .toList());
    }

    @Test
    void versions_areThoseOfTheHeader() {
        assertEquals(0x02000028, NvmlStructs.version(NvmlStructs.MEMORY_V2, 2));
        assertEquals(0x0100000c, NvmlStructs.version(NvmlStructs.TEMPERATURE_V1, 1));
    }

    @Test
    void names_ofEveryCode_areThoseOfTheHeader() {
        assertEquals("NVML_SUCCESS", NvmlCode.name(0));
        assertEquals("NVML_ERROR_NOT_SUPPORTED", NvmlCode.name(3));
        assertEquals("NVML_ERROR_DRIVER_NOT_LOADED", NvmlCode.name(9));
        assertEquals("NVML_ERROR_GPU_IS_LOST", NvmlCode.name(15));
        assertEquals("NVML_ERROR_RESET_TYPE_NOT_SUPPORTED", NvmlCode.name(30));
        assertEquals("NVML_ERROR_31", NvmlCode.name(31));
        assertEquals("NVML_ERROR_UNKNOWN", NvmlCode.name(999));
        assertEquals("NVML_ERROR_4294967295", NvmlCode.name(-1));
    }
}
