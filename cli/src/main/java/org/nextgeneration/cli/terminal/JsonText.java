package org.nextgeneration.cli.terminal;

import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes maps, lists, texts, numbers and truth values as JSON on one line. Data binding would cost
 * the start-up more than the whole of the rest.
 */
public final class JsonText {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final double ROUNDED_TO = 1_000.0;

    private JsonText() {}

    /**
     * {@return the value as JSON}
     *
     * @param value maps keep their order
     * @throws IllegalArgumentException if a value is of another type
     */
    public static String of(Map<String, ?> value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(json, value);
        }
        return text.toString();
    }

    /** {@return the number with at most three decimals, for times and speeds} */
    public static double rounded(double value) {
        return Math.round(value * ROUNDED_TO) / ROUNDED_TO;
    }

    private static void write(JsonGenerator json, @Nullable Object value) {
        switch (value) {
            case null -> json.writeNull();
            case Map<?, ?> map -> {
                json.writeStartObject();
                map.forEach(
                        (name, member) -> {
                            json.writeName(String.valueOf(name));
                            write(json, member);
                        });
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                list.forEach(element -> write(json, element));
                json.writeEndArray();
            }
            case String text -> json.writeString(text);
            case Boolean truth -> json.writeBoolean(truth);
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Float number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            default ->
                    throw new IllegalArgumentException(
                            "JSON: found a %s, expected a map, list, text, number or truth value"
                                    .formatted(value.getClass().getName()));
        }
    }
}
