package org.nextgeneration.llama;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeviceReadingTest {
    private static final List<Device> DEVICES =
            List.of(
                    device("CUDA0", "CUDA", Device.Kind.GPU),
                    device("Vulkan0", "Vulkan", Device.Kind.INTEGRATED_GPU),
                    device("RPC0", "RPC", Device.Kind.GPU),
                    device("BLAS", "BLAS", Device.Kind.ACCELERATOR),
                    device("CPU", "CPU", Device.Kind.CPU));

    private static Device device(String name, String backEnd, Device.Kind kind) {
        return new Device(name, "", backEnd, kind, Optional.empty(), 0, 0);
    }

    @Test
    void indexOf_graphics_isFound() {
        assertEquals(0, DeviceReading.indexOf("CUDA0", DEVICES));
        assertEquals(1, DeviceReading.indexOf("Vulkan0", DEVICES));
    }

    @ParameterizedTest
    @CsvSource({
        "CPU,kind CPU",
        "BLAS,kind ACCELERATOR",
        "RPC0,back end RPC",
        "CUDA1,'not found, expected one of CUDA0, Vulkan0, RPC0, BLAS, CPU'"
    })
    void indexOf_another_isRefused(String name, String expected) {
        String message =
                Refusal.message(LlamaException.class, () -> DeviceReading.indexOf(name, DEVICES));
        assertTrue(message.startsWith("device " + name + ": "), message);
        assertTrue(message.contains(expected), message);
    }

    /** As a C compiler lays the struct out on every 64-bit platform. */
    @Test
    void layout_properties_asInTheHeader() {
        var layout = NativeStructs.DEVICE_PROPERTIES;
        assertEquals(16, NativeStructs.offset(layout, "memory_free"));
        assertEquals(32, NativeStructs.offset(layout, "type"));
        assertEquals(40, NativeStructs.offset(layout, "device_id"));
        assertEquals(48, NativeStructs.offset(layout, "caps"));
        assertEquals(56, layout.byteSize());
    }
}
