package org.nextgeneration.cli;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.health.doctor.Text;
import org.nextgeneration.store.Problem;

/** Puts the doctor's texts into the person's language. */
final class DoctorText {
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n]]");

    private final Session session;

    DoctorText(Session session) {
        this.session = session;
    }

    /**
     * {@return the words; of several lines, those are separated} Names of programs, files and cards
     * are in them, which must not be able to drive the terminal.
     */
    String of(Text text) {
        String words =
                session.text(
                        text.key(),
                        text.arguments().stream().map(this::argument).toArray(Object[]::new));
        return CONTROL.matcher(words).replaceAll("\ufffd");
    }

    private Object argument(Object argument) {
        return switch (argument) {
            case Text text -> of(text);
            case Text.Bytes(long count) -> Sizes.gibibytes(count, session.messages());
            case Text.Decimal(double value) -> session.messages().number(value, 1);
            case Text.Enumeration(List<?> parts) -> joined(parts, ", ");
            case Text.Lines(List<?> parts) -> joined(parts, "\n");
            case Problem problem -> problem.text(session.language());
            default -> argument;
        };
    }

    private String joined(List<?> parts, String separator) {
        return parts.stream()
                .map(part -> session.messages().shown(argument(part)))
                .collect(Collectors.joining(separator));
    }
}
