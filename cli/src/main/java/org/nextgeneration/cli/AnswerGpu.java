package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.engine.ModelDescription;
import org.nextgeneration.engine.OpenedDevice;
import org.nextgeneration.gpu.CardBandwidth;
import org.nextgeneration.gpu.CardLimits;
import org.nextgeneration.gpu.CardVerdict;
import org.nextgeneration.gpu.FastReadings;
import org.nextgeneration.gpu.GpuCard;
import org.nextgeneration.gpu.GpuGuard;
import org.nextgeneration.gpu.GpuProcess;
import org.nextgeneration.gpu.GpuSource;
import org.nextgeneration.gpu.MemoryUse;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.Reading;
import org.nextgeneration.gpu.SlowReadings;
import org.nextgeneration.gpu.SpeedCheck;

/**
 * The card that an answer came from, right after it, and whether the answer was as fast as the card
 * allows. Of an answer from the processor, the card that could have given it.
 *
 * @param card which card
 * @param used whether the engine opened it
 * @param fast its readings
 * @param speed how fast the answer was, if it can be said
 */
record AnswerGpu(GpuCard card, boolean used, FastReadings fast, Optional<SpeedCheck> speed) {
    private static final double MILLIS = 1_000.0;
    private static final double PERCENT = 100.0;

    /** {@return the card; empty where none may be used, or the driver does not answer} */
    static Optional<AnswerGpu> of(GpuGuard guard, Answer answer) {
        List<GpuCard> allowed = guard.decision().allowed();
        if (allowed.isEmpty()) {
            return Optional.empty();
        }
        Optional<OpenedDevice> opened = answer.model().cards().stream().findFirst();
        boolean used = opened.isPresent();
        GpuCard card =
                opened.flatMap(OpenedDevice::address)
                        .flatMap(guard.decision()::at)
                        .map(CardVerdict::card)
                        .orElse(allowed.getFirst());
        return guard.answer(
                () ->
                        new AnswerGpu(
                                card,
                                used,
                                guard.source().fast(card),
                                speed(guard, card, used, answer)));
    }

    private static Optional<SpeedCheck> speed(
            GpuGuard guard, GpuCard card, boolean used, Answer answer) {
        GpuSource source = guard.source();
        ModelDescription model = answer.model();
        CardLimits limits = source.limits(card);
        SlowReadings slow = source.slow(card);
        long onCards = model.cards().stream().mapToLong(OpenedDevice::weightBytes).sum();
        Optional<Long> bandwidth = CardBandwidth.bytesPerSecond(card, limits);
        if (bandwidth.isEmpty()) {
            return Optional.empty();
        }
        // Where it may not be it has been stopped, so it is on no other card.
        return SpeedCheck.of(
                new SpeedCheck.Facts(
                        answer.result().tokensPerSecond(),
                        model.bytesPerToken(),
                        bandwidth.get(),
                        model.weightBytes(),
                        onCards == 0 ? Optional.empty() : Optional.of(onCards),
                        used,
                        false,
                        slow,
                        limits,
                        used ? otherPrograms(guard, card) : 0));
    }

    /** Programs that compute on the card beside the one whose answer this is. */
    private static int otherPrograms(GpuGuard guard, GpuCard card) {
        Set<Long> pids =
                guard.source().processes(card).compute().value().orElse(List.of()).stream()
                        .map(GpuProcess::pid)
                        .collect(Collectors.toSet());
        return Math.max(0, pids.size() - 1);
    }

    /** {@return the card for {@code ask --json}; nothing where the processor answered} */
    static @Nullable Map<String, @Nullable Object> json(Optional<AnswerGpu> gpu) {
        return gpu.filter(AnswerGpu::used).map(AnswerGpu::cardJson).orElse(null);
    }

    private Map<String, @Nullable Object> cardJson() {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("name", card.label());
        json.put("uuid", value(card.uuid()));
        json.put("pci", value(card.address().map(PciAddress::toString)));
        json.put("memory_used_bytes", value(fast.memory().map(MemoryUse::usedBytes)));
        json.put("memory_total_bytes", value(fast.memory().map(MemoryUse::totalBytes)));
        json.put("temperature_celsius", value(fast.temperatureCelsius()));
        json.put("power_watts", value(fast.powerMilliwatts().map(power -> power / MILLIS)));
        json.put("utilization_percent", value(fast.utilizationPercent()));
        return json;
    }

    private static <T> @Nullable T value(Reading<T> reading) {
        return reading.value().orElse(null);
    }

    /**
     * {@return how fast the answer was, for {@code ask --json}; nothing where it cannot be said}
     */
    static @Nullable Map<String, @Nullable Object> speedJson(Optional<AnswerGpu> gpu) {
        return gpu.flatMap(AnswerGpu::speed).map(AnswerGpu::json).orElse(null);
    }

    private static Map<String, @Nullable Object> json(SpeedCheck check) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("limit_tokens_per_s", JsonText.rounded(check.limitTokensPerSecond()));
        json.put("expected_tokens_per_s", JsonText.rounded(check.expectedTokensPerSecond()));
        json.put("share_of_limit", JsonText.rounded(check.share()));
        json.put("alarm", check.alarm());
        json.put("causes", check.causes().stream().map(AnswerGpu::id).toList());
        return json;
    }

    private static String id(SpeedCheck.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Says that the card's answer was far slower than it allows; the processor's was told before.
     */
    void warn(Session session) {
        speed.filter(check -> used && check.alarm()).ifPresent(check -> warn(session, check));
    }

    private void warn(Session session, SpeedCheck check) {
        Messages messages = session.messages();
        session.screen()
                .warning(
                        session.text(
                                "note.slow",
                                card.label(),
                                messages.number(check.share() * PERCENT, 1),
                                messages.number(check.expectedTokensPerSecond(), 0),
                                causes(session, check)));
    }

    private static String causes(Session session, SpeedCheck check) {
        return check.causes().stream()
                .map(cause -> session.text("note.slow-" + id(cause).replace('_', '-')))
                .collect(Collectors.joining("; "));
    }
}
