package org.nextgeneration.engine;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.llama.Device;

/**
 * Which of the library's devices a model is loaded on. Pure.
 *
 * <ol>
 *   <li>Only cards with memory of their own, driven by CUDA or Vulkan. A graphics processor that
 *       shares the machine's memory never: no rule speaks of it. Devices of other back ends never,
 *       those on other machines (RPC) least of all. So an Apple processor's Metal device and cards
 *       of AMD and Intel are not used: rules speak of the cards that NVIDIA's driver lists, and no
 *       other driver tells us which process is on which card, so that nothing could be proved.
 *   <li>A card that tells where it sits is used if that is one of the places allowed.
 *   <li>A card that does not tell is used through CUDA, where the mask of the environment has left
 *       only allowed cards, named by UUID; through Vulkan, which has no such mask, it is not.
 *   <li>If CUDA has any of these, they are all; else those of Vulkan. The same card is never opened
 *       through both.
 *   <li>Without any, the processor; if that is forbidden, nothing is loaded.
 * </ol>
 */
sealed interface DeviceChoice {
    /** Name of the back end that the mask by UUID governs. */
    String BACK_END_CUDA = "CUDA";

    /** Name of the back end whose devices are chosen by their address alone. */
    String BACK_END_VULKAN = "Vulkan";

    /**
     * On these cards and no other.
     *
     * @param devices one or more
     */
    record OnCards(List<Device> devices) implements DeviceChoice {
        /** Copies the list. */
        public OnCards {
            devices = List.copyOf(devices);
        }
    }

    /** On the processor, because there is no card to use. */
    record OnProcessor() implements DeviceChoice {}

    /**
     * Nowhere.
     *
     * @param reason fit for users
     */
    record Nowhere(String reason) implements DeviceChoice {}

    /**
     * Chooses.
     *
     * @param found what the library lists
     * @param cards where the allowed cards sit
     * @param processorAllowed whether the processor may do the work
     */
    static DeviceChoice of(List<Device> found, Set<PciAddress> cards, boolean processorAllowed) {
        for (String backEnd : List.of(BACK_END_CUDA, BACK_END_VULKAN)) {
            List<Device> usable =
                    found.stream()
                            .filter(device -> device.kind() == Device.Kind.GPU)
                            .filter(device -> device.backEnd().equals(backEnd))
                            .filter(device -> allowed(device, cards))
                            .toList();
            if (!usable.isEmpty()) {
                return new OnCards(usable);
            }
        }
        return processorAllowed ? new OnProcessor() : new Nowhere(nowhere(found, cards));
    }

    private static boolean allowed(Device device, Set<PciAddress> cards) {
        if (cards.isEmpty()) {
            return false;
        }
        return device.pciAddress()
                .flatMap(PciAddress::parse)
                .map(cards::contains)
                .orElse(device.backEnd().equals(BACK_END_CUDA));
    }

    private static String nowhere(List<Device> found, Set<PciAddress> cards) {
        String devices =
                found.stream()
                        .map(
                                device ->
                                        "%s (%s, %s)"
                                                .formatted(
                                                        device.name(),
                                                        device.description(),
                                                        device.pciAddress().orElse("no address")))
                        .collect(joining(", "));
        return "The library found %s, expected a card at %s, and gpu.cpu forbids the processor."
                        .formatted(
                                devices.isEmpty() ? "no device" : devices,
                                cards.isEmpty()
                                        ? "no address, for none is allowed"
                                        : cards.stream()
                                                .map(PciAddress::toString)
                                                .sorted()
                                                .collect(joining(", ")))
                + " Install a build of libllama with CUDA or Vulkan and a driver that suits it, or"
                + " set gpu.cpu to allow.";
    }
}
