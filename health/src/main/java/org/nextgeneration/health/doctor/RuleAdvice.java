package org.nextgeneration.health.doctor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.nextgeneration.gpu.BusPattern;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.ComputeCapability;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuRule;
import org.nextgeneration.gpu.GpuRule.Criterion;

/** Writes the rule that a person would have to write. Pure. */
final class RuleAdvice {
    private static final long GIBIBYTE = 1L << 30;

    private RuleAdvice() {}

    /** {@return the rule that nearly fits a card, changed so that it does} */
    static GpuRule fitting(CardVerdict.NearMiss miss, GpuCard card) {
        GpuRule rule = miss.rule();
        List<Criterion> failing = miss.failing();
        return new GpuRule(
                rule.name(),
                rule.uuid(),
                failing.contains(Criterion.BUS) ? busOf(card) : rule.bus(),
                failing.contains(Criterion.MEMORY) ? memoryOf(card) : rule.memoryBytesMin(),
                failing.contains(Criterion.COMPUTE_CAPABILITY)
                        ? capabilityOf(card)
                        : rule.computeCapabilityMin());
    }

    /** {@return a rule for this very card and no other} */
    static GpuRule byIdentity(GpuCard card) {
        Optional<String> uuid = card.uuid().value();
        return new GpuRule(
                Optional.of(card.label()),
                uuid,
                uuid.isPresent() ? Optional.empty() : busOf(card),
                OptionalLong.empty(),
                Optional.empty());
    }

    /** {@return whether a rule speaks of one of two cards of the same product only} */
    static boolean tellsTwinsApart(GpuRule rule) {
        return rule.uuid().isPresent() || rule.bus().isPresent();
    }

    private static Optional<BusPattern> busOf(GpuCard card) {
        return card.address()
                .value()
                .map(
                        address ->
                                new BusPattern(
                                        OptionalInt.empty(), address.bus(), OptionalInt.empty()));
    }

    /** Whole GiB, rounded down: a card of 24 GiB tells a little less. */
    private static OptionalLong memoryOf(GpuCard card) {
        Optional<Long> bytes = card.memoryBytes().value();
        return bytes.isPresent()
                ? OptionalLong.of(bytes.get() / GIBIBYTE * GIBIBYTE)
                : OptionalLong.empty();
    }

    private static Optional<ComputeCapability> capabilityOf(GpuCard card) {
        return card.computeCapability().value();
    }
}
