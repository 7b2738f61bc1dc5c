package org.nextgeneration.cli.monitor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nextgeneration.cli.terminal.Messages;
import org.nextgeneration.gpu.SourceFailure;

/** Why the cards are not read in the best way, in words and for programs. Pure. */
public final class SourceText {
    private final Messages messages;

    /** Speaks a language. */
    public SourceText(Messages messages) {
        this.messages = messages;
    }

    /** {@return a failure in a line, without the places that were looked at} */
    public String text(SourceFailure failure) {
        return messages.text(
                "gpu.failure." + AlertText.id(failure.kind()),
                String.join(", ", failure.details()));
    }

    /** {@return a failure in a line, and where the library was looked for in another} */
    public List<String> verbose(SourceFailure failure) {
        List<String> lines = new ArrayList<>(List.of(text(failure)));
        if (failure.kind() == SourceFailure.Kind.LIBRARY_MISSING) {
            lines.add(messages.text("gpu.failure-places", String.join(", ", failure.details())));
        }
        return lines;
    }

    /** {@return a failure with all that is known of it} */
    Map<String, Object> json(SourceFailure failure) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", AlertText.id(failure.kind()));
        json.put("details", failure.details());
        json.put("text", text(failure));
        return json;
    }
}
