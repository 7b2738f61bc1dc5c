package org.nextgeneration.engine;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;
import org.nextgeneration.engine.OpenedDevice.Kind;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.Placement;
import org.nextgeneration.gpu.PolicyDecision;
import org.nextgeneration.gpu.Sighting;

/**
 * What it means where a model is: by what the engine says it has opened, and by what the driver
 * sees. Pure. Whichever of the two speaks of a card that may not be used is believed.
 */
final class PlacementRule {
    /** What it means. */
    sealed interface Finding {
        /**
         * On allowed cards only.
         *
         * @param sightings where the driver saw it
         * @param detail what is not proved with it; may be empty
         */
        record Proved(List<Sighting> sightings, String detail) implements Finding {
            /** Copies the list. */
            public Proved {
                sightings = List.copyOf(sightings);
            }
        }

        /**
         * It computes on the processor, which it may.
         *
         * @param detail why no card is used, if one could be; may be empty
         */
        record OnProcessor(String detail) implements Finding {}

        /**
         * It is where it may not be.
         *
         * @param sightings where the driver saw it
         * @param reason where, by which rule it may not, and what to do, in sentences
         */
        record Violation(List<Sighting> sightings, String reason) implements Finding {
            /** Copies the list. */
            public Violation {
                sightings = List.copyOf(sightings);
            }
        }

        /**
         * A card is open, and the driver does not tell which.
         *
         * @param reason why not
         */
        record Unproven(String reason) implements Finding {}
    }

    private PlacementRule() {}

    /**
     * Judges.
     *
     * @param opened what the engine says it has opened
     * @param placement what the driver sees
     * @param decision which cards may be used
     */
    static Finding judge(List<OpenedDevice> opened, Placement placement, PolicyDecision decision) {
        List<Sighting> sightings =
                switch (placement) {
                    case Placement.Allowed(List<Sighting> seen, List<GpuCard> _) -> seen;
                    case Placement.Denied(List<Sighting> seen) -> seen;
                    case Placement.Nowhere _, Placement.Unknown _ -> List.of();
                };
        if (placement instanceof Placement.Denied) {
            return new Finding.Violation(
                    sightings,
                    "The driver sees it on %s, which may not be used. %s"
                            .formatted(
                                    PolicyText.cards(sightings),
                                    PolicyText.denial(sightings.getFirst().card(), decision)));
        }
        for (OpenedDevice device : opened) {
            Optional<String> refusal = refusal(device, decision);
            if (refusal.isPresent()) {
                return new Finding.Violation(sightings, refusal.get());
            }
        }
        boolean onCard = opened.stream().anyMatch(device -> device.kind() == Kind.GPU);
        return onCard ? onCard(placement) : onProcessor(placement, decision);
    }

    /** Why a device may not be open, if it may not. */
    private static Optional<String> refusal(OpenedDevice device, PolicyDecision decision) {
        if (device.kind() == Kind.CPU) {
            return Optional.empty();
        }
        String name = "The engine has opened %s, %s".formatted(device.name(), device.description());
        if (device.kind() != Kind.GPU) {
            return Optional.of(
                    name
                            + ", expected graphics cards with memory of their own. No rule can"
                            + " allow it. Use a build of the library without its back end.");
        }
        if (decision.allowed().isEmpty()) {
            return Optional.of(
                    name
                            + ", and no card may be used."
                            + device.address()
                                    .flatMap(decision::at)
                                    .map(verdict -> " " + PolicyText.denial(verdict))
                                    .orElse(" Name the card in gpu.allow if it may be."));
        }
        return device.address().flatMap(address -> refusal(name, address, decision));
    }

    private static Optional<String> refusal(
            String name, PciAddress address, PolicyDecision decision) {
        Optional<CardVerdict> verdict = decision.at(address);
        if (verdict.filter(CardVerdict::allowed).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(
                "%s, at %s, which may not be used. %s"
                        .formatted(
                                name,
                                address,
                                verdict.map(PolicyText::denial)
                                        .orElse("The driver lists no card there.")));
    }

    private static Finding onCard(Placement placement) {
        return switch (placement) {
            case Placement.Allowed(List<Sighting> seen, List<GpuCard> unread) ->
                    new Finding.Proved(seen, unread(unread));
            case Placement.Unknown(GpuCard card, String reason) ->
                    new Finding.Unproven("A card is open. " + unlisted(card, reason));
            case Placement.Nowhere _ ->
                    new Finding.Unproven(
                            "A card is open, and the driver does not list the process on any: it"
                                    + " may number processes otherwise, as in a container or WSL.");
            case Placement.Denied _ -> throw new AssertionError("judged before");
        };
    }

    private static Finding onProcessor(Placement placement, PolicyDecision decision) {
        if (!decision.policy().cpuAllowed()) {
            return new Finding.Violation(
                    List.of(),
                    "The engine has opened no card and computes on the processor, which gpu.cpu"
                            + " forbids. Use a build of the library with CUDA or Vulkan, or set"
                            + " gpu.cpu to allow.");
        }
        String allowed = decision.allowed().stream().map(PolicyText::card).collect(joining(", "));
        String detail =
                allowed.isEmpty()
                        ? ""
                        : "On the processor although %s may be used: the library has no back end"
                                        .formatted(allowed)
                                + " for it here, or could not open it.";
        return switch (placement) {
            case Placement.Allowed(List<Sighting> seen, List<GpuCard> cards) ->
                    new Finding.Proved(
                            seen, ("The engine has opened no card. " + unread(cards)).strip());
            case Placement.Unknown(GpuCard card, String reason) ->
                    new Finding.OnProcessor((detail + " " + unlisted(card, reason)).strip());
            case Placement.Nowhere _ -> new Finding.OnProcessor(detail);
            case Placement.Denied _ -> throw new AssertionError("judged before");
        };
    }

    private static String unlisted(GpuCard card, String reason) {
        return "The driver does not list the processes of %s: %s."
                .formatted(PolicyText.card(card), reason);
    }

    private static String unread(List<GpuCard> unread) {
        return unread.isEmpty()
                ? ""
                : "The driver does not list the processes of %s."
                        .formatted(unread.stream().map(PolicyText::card).collect(joining(", ")));
    }
}
