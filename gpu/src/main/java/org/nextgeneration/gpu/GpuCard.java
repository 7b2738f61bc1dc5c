package org.nextgeneration.gpu;

/**
 * Which card it is: what does not change while the machine runs. Each part may be unknown, because
 * a card can be lost from the bus and still be listed.
 *
 * @param index the driver's number for it, from 0; not CUDA's, and not the same after a restart
 * @param name the product's name, such as {@code NVIDIA GeForce RTX 3090}
 * @param uuid the driver's identifier, such as {@code GPU-6b8f…}; the same on every start
 * @param address where it sits
 * @param memoryBytes memory in all
 * @param computeCapability what its processors can do
 */
public record GpuCard(
        int index,
        Reading<String> name,
        Reading<String> uuid,
        Reading<PciAddress> address,
        Reading<Long> memoryBytes,
        Reading<ComputeCapability> computeCapability) {
    private static final String VENDOR_PREFIX = "NVIDIA GeForce ";

    /** {@return a name for people: the product without its maker, else the driver's number} */
    public String label() {
        return name.value()
                .map(
                        full ->
                                full.startsWith(VENDOR_PREFIX)
                                        ? full.substring(VENDOR_PREFIX.length())
                                        : full)
                .orElse("GPU " + index);
    }
}
