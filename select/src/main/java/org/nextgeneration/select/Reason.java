package org.nextgeneration.select;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.nextgeneration.store.Language;

/**
 * One reason of a decision, to be shown in the reader's language.
 *
 * @param code which reason
 * @param arguments what fills its text: names, numbers and words, ready to show
 */
public record Reason(ReasonCode code, List<String> arguments) {
    /**
     * Copies the arguments.
     *
     * @throws IllegalArgumentException if their number is not that of the code
     */
    public Reason {
        requireNonNull(code, "code");
        arguments = List.copyOf(arguments);
        if (arguments.size() != code.argumentCount()) {
            throw new IllegalArgumentException(
                    "reason %s: found %d arguments, expected %d"
                            .formatted(code, arguments.size(), code.argumentCount()));
        }
    }

    static Reason of(ReasonCode code, String... arguments) {
        return new Reason(code, List.of(arguments));
    }

    /** {@return one sentence without its full stop} */
    public String text(Language language) {
        String text = code.template(language);
        for (int i = 0; i < arguments.size(); i++) {
            text = text.replace("{" + i + "}", arguments.get(i));
        }
        return text;
    }
}
