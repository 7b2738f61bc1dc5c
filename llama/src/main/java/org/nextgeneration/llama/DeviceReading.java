package org.nextgeneration.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.stream.Collectors.joining;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.util.List;
import java.util.Optional;

/** What the library says of one of its devices. */
final class DeviceReading {
    /** More than the struct has: a newer library may know more of a device. */
    private static final long PROPERTIES_BYTES = 512;

    private static final StructLayout LAYOUT = NativeStructs.DEVICE_PROPERTIES;

    private DeviceReading() {}

    /** Asks about a device. */
    static Device of(LibraryFunctions library, MemorySegment device) {
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment properties = scratch.allocate(PROPERTIES_BYTES, LAYOUT.byteAlignment());
            library.deviceProperties.call(device, properties);
            return new Device(
                    text(properties, "name").orElse(""),
                    text(properties, "description").orElse(""),
                    backEnd(library, device),
                    Device.Kind.of(properties.get(JAVA_INT, NativeStructs.offset(LAYOUT, "type"))),
                    text(properties, "device_id"),
                    properties.get(JAVA_LONG, NativeStructs.offset(LAYOUT, "memory_free")),
                    properties.get(JAVA_LONG, NativeStructs.offset(LAYOUT, "memory_total")));
        }
    }

    private static Optional<String> text(MemorySegment properties, String field) {
        return NativeText.owned(properties.get(ADDRESS, NativeStructs.offset(LAYOUT, field)));
    }

    private static String backEnd(LibraryFunctions library, MemorySegment device) {
        MemorySegment backEnd = library.deviceBackEnd.pointer(device);
        return backEnd.equals(MemorySegment.NULL)
                ? ""
                : NativeText.owned(library.backEndName.pointer(backEnd)).orElse("");
    }

    /**
     * Finds a device that a model may be loaded on: a graphics processor of this machine.
     *
     * @throws LlamaException if there is none of that name, or it is another thing
     */
    static int indexOf(String name, List<Device> devices) {
        for (int index = 0; index < devices.size(); index++) {
            Device device = devices.get(index);
            if (device.name().equals(name)) {
                boolean graphics =
                        device.kind() == Device.Kind.GPU
                                || device.kind() == Device.Kind.INTEGRATED_GPU;
                if (!graphics || device.backEnd().equals(Device.BACK_END_RPC)) {
                    throw new LlamaException(
                            "device %s: found one of kind %s with back end %s, expected a graphics"
                                            .formatted(name, device.kind(), device.backEnd())
                                    + " processor of this machine. Leave it out: the processor is"
                                    + " used anyway.");
                }
                return index;
            }
        }
        throw new LlamaException(
                "device %s: not found, expected one of %s. Name a device that the library lists."
                        .formatted(
                                name, devices.stream().map(Device::name).collect(joining(", "))));
    }
}
