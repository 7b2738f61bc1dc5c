package org.nextgeneration.cli.monitor;

import static java.util.stream.Collectors.joining;

import java.util.Locale;
import java.util.Set;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.CardHealth;
import org.nextgeneration.gpu.ThrottleReason;

/** Alerts in words. Pure. */
public final class AlertText {
    private final Messages messages;

    /** Speaks a language. */
    public AlertText(Messages messages) {
        this.messages = messages;
    }

    /** {@return the alert, without the card's name} */
    public String text(CardHealth.Alert alert) {
        return switch (alert) {
            case CardHealth.Temperature(CardHealth.Level _, int celsius, int limit) ->
                    messages.text("gpu.alert.temperature", celsius, limit);
            case CardHealth.Memory(CardHealth.Level _, int percent, int limit) ->
                    messages.text("gpu.alert.memory", percent, limit);
            case CardHealth.UtilizationLow(int percent, int limit) ->
                    messages.text("gpu.alert.utilization-low", percent, limit);
            case CardHealth.UtilizationHigh(int percent, int limit) ->
                    messages.text("gpu.alert.utilization-high", percent, limit);
            case CardHealth.Throttling(Set<ThrottleReason> reasons) ->
                    messages.text(
                            "gpu.alert.throttling",
                            reasons.stream().map(this::reason).collect(joining(", ")));
            case CardHealth.CardLost() -> messages.text("gpu.alert.lost");
            case CardHealth.Fault(long xid) -> messages.text("gpu.alert.fault", xid);
        };
    }

    /** {@return a level in a word} */
    public String level(CardHealth.Level level) {
        return messages.text("gpu.level." + id(level));
    }

    private String reason(ThrottleReason reason) {
        return messages.text("gpu.throttle." + id(reason));
    }

    /** {@return a name for programs, in snake case} */
    static String id(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
