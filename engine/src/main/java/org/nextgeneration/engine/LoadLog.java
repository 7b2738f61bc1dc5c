package org.nextgeneration.engine;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.llama.Device;

/**
 * What libllama says in its log about where a model lies; no function of it tells. A line that
 * reads otherwise than expected is passed over, and its figure stays 0. Any thread may call any
 * method: the library logs from several.
 */
final class LoadLog {
    /** Different buffers that are counted: a handful for each device. */
    private static final int BUFFERS_MAX = 256;

    private static final double BYTES_PER_MEBIBYTE = 1 << 20;

    /** What most lines do not have, so that they cost nothing. */
    private static final String BUFFER_MARK = " buffer size = ";

    /** How the names of buffers end that the processor fills in an order of its own. */
    private static final String REPACKED = "_REPACK";

    /** How the names of buffers end that are the file itself. */
    private static final String MAPPED = "_Mapped";

    private static final String DEVICE_MARK = ": using device ";

    // "%s: %12s model buffer size = %8.2f MiB" in llama-model.cpp, and the like in llama-kv-cache,
    // llama-memory-recurrent, llama-kv-cache-dsv4 and llama-context.
    private static final Pattern BUFFER =
            Pattern.compile(
                    "\\S{1,100}: +(\\S{1,100}) +(model|KV|RS|DSV4 \\S{1,100} state|compute|output)"
                            + BUFFER_MARK
                            + " *(\\d{1,9}\\.\\d{1,4}) MiB");

    // "%s: using device %s (%s) (%s) - %zu MiB free" in llama.cpp.
    private static final Pattern DEVICE =
            Pattern.compile("\\S{1,100}" + DEVICE_MARK + "(\\S{1,100}) \\(.*");

    private enum Use {
        WEIGHTS,
        KV,
        COMPUTE
    }

    private record Buffer(String name, Use use, String kind) {
        /** Buffers of a card have its name, with an addition such as {@code _Split} perhaps. */
        boolean isOn(Device device) {
            return name.equals(device.name()) || name.startsWith(device.name() + "_");
        }
    }

    private final Map<Buffer, Long> bytes = new LinkedHashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** Takes a line of the log. */
    void line(String line) {
        if (line.contains(BUFFER_MARK)) {
            Matcher matcher = BUFFER.matcher(line);
            if (matcher.matches()) {
                add(matcher.group(1), matcher.group(2), matcher.group(3));
            }
        } else if (line.contains(DEVICE_MARK)) {
            Matcher matcher = DEVICE.matcher(line);
            if (matcher.matches()) {
                use(matcher.group(1));
            }
        }
    }

    private synchronized void use(String name) {
        if (names.size() < BUFFERS_MAX) {
            names.add(name);
        }
    }

    private synchronized void add(String name, String kind, String mebibytes) {
        Use use =
                switch (kind) {
                    case "model" -> Use.WEIGHTS;
                    case "compute", "output" -> Use.COMPUTE;
                    default -> Use.KV;
                };
        Buffer buffer = new Buffer(name, use, kind);
        if (bytes.size() >= BUFFERS_MAX && !bytes.containsKey(buffer)) {
            return;
        }
        long found = (long) (Double.parseDouble(mebibytes) * BYTES_PER_MEBIBYTE);
        // Weights and caches come in parts; what is for computing is said anew when it changes.
        bytes.merge(buffer, found, use == Use.COMPUTE ? (_, now) -> now : Long::sum);
    }

    /**
     * {@return the devices that the model is on: those that were chosen and those that the log
     * names or tells a buffer of, then the processor, each with what the log says of it}
     *
     * @param found what the library lists
     * @param chosen names of the devices that the load was given
     * @param mappedBytes tells what of the mapped file the processor still reads if it keeps the
     *     rest in an order of its own; the log counts that part as mapped too, though its pages are
     *     not needed any more
     */
    synchronized List<OpenedDevice> devices(
            List<Device> found, List<String> chosen, LongSupplier mappedBytes) {
        countRepackedOnce(mappedBytes);
        Set<String> opened = new LinkedHashSet<>(chosen);
        opened.addAll(names);
        List<Device> devices =
                found.stream()
                        .filter(
                                device ->
                                        device.kind() == Device.Kind.CPU
                                                || opened.contains(device.name())
                                                || bytes.keySet().stream()
                                                        .anyMatch(it -> it.isOn(device)))
                        .sorted(Comparator.comparing(device -> device.kind() == Device.Kind.CPU))
                        .toList();
        return devices.stream()
                .map(
                        device ->
                                new OpenedDevice(
                                        device.name(),
                                        device.description(),
                                        kind(device.kind()),
                                        device.pciAddress().flatMap(PciAddress::parse),
                                        bytes(device, Use.WEIGHTS, devices),
                                        bytes(device, Use.KV, devices),
                                        bytes(device, Use.COMPUTE, devices)))
                .toList();
    }

    private void countRepackedOnce(LongSupplier mappedBytes) {
        if (bytes.keySet().stream().noneMatch(buffer -> buffer.name().endsWith(REPACKED))) {
            return;
        }
        long needed = mappedBytes.getAsLong();
        bytes.replaceAll(
                (buffer, said) ->
                        buffer.use() == Use.WEIGHTS && buffer.name().endsWith(MAPPED)
                                ? Math.min(said, needed)
                                : said);
    }

    private static OpenedDevice.Kind kind(Device.Kind kind) {
        return switch (kind) {
            case CPU -> OpenedDevice.Kind.CPU;
            case GPU -> OpenedDevice.Kind.GPU;
            case INTEGRATED_GPU, ACCELERATOR, COMBINED -> OpenedDevice.Kind.OTHER;
        };
    }

    private long bytes(Device device, Use use, List<Device> devices) {
        return bytes.entrySet().stream()
                .filter(entry -> entry.getKey().use() == use)
                .filter(entry -> owner(entry.getKey(), devices).equals(Optional.of(device)))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** What is on no card ({@code CPU_Mapped}, {@code CUDA_Host}) is in the machine's memory. */
    private static Optional<Device> owner(Buffer buffer, List<Device> devices) {
        for (Device device : devices) {
            if (buffer.isOn(device)) {
                return Optional.of(device);
            }
        }
        return devices.stream().filter(device -> device.kind() == Device.Kind.CPU).findFirst();
    }
}
