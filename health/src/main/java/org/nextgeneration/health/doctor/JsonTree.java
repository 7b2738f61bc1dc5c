package org.nextgeneration.health.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Another program's JSON as maps, lists, texts, numbers and truth values. It is bounded by the size
 * of what it is read from, and in depth.
 */
record JsonTree(Map<String, @Nullable Object> root) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int DEPTH_MAX = 32;

    /** {@return the object that a text is; empty if it is anything else} */
    static Optional<JsonTree> parse(byte[] text) {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            Map<String, @Nullable Object> root = object(parser, 0);
            return parser.nextToken() == null ? Optional.of(new JsonTree(root)) : Optional.empty();
        } catch (JacksonException | TooDeep damaged) {
            return Optional.empty();
        }
    }

    /** {@return a member that is a text, empty if there is none} */
    static Optional<String> text(Map<?, ?> object, String name) {
        return object.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** {@return a member that is a whole number, empty if there is none} */
    static Optional<Long> number(Map<?, ?> object, String name) {
        return object.get(name) instanceof Long number ? Optional.of(number) : Optional.empty();
    }

    /** {@return the objects in a member that is a list} */
    static List<Map<?, ?>> objects(Map<?, ?> object, String name) {
        List<Map<?, ?>> found = new ArrayList<>();
        if (object.get(name) instanceof List<?> list) {
            for (Object element : list) {
                if (element instanceof Map<?, ?> map) {
                    found.add(map);
                }
            }
        }
        return found;
    }

    private static Map<String, @Nullable Object> object(JsonParser parser, int depth) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            object.put(name, value(parser, parser.nextToken(), depth + 1));
        }
        return object;
    }

    private static List<@Nullable Object> list(JsonParser parser, int depth) {
        List<@Nullable Object> list = new ArrayList<>();
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            list.add(value(parser, token, depth + 1));
            token = parser.nextToken();
        }
        return list;
    }

    private static @Nullable Object value(JsonParser parser, @Nullable JsonToken token, int depth) {
        if (depth > DEPTH_MAX || token == null) {
            throw new TooDeep();
        }
        return switch (token) {
            case START_OBJECT -> object(parser, depth);
            case START_ARRAY -> list(parser, depth);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    /** Deeper than any answer that is meant. */
    private static final class TooDeep extends IllegalArgumentException {
        private static final long serialVersionUID = 1;
    }
}
