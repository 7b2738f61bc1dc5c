package org.nextgeneration.cli.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;

/**
 * Reads one YAML file into values that know their places.
 *
 * <p>Token by token, never into objects, so nothing that the file says is ever instantiated.
 * Anchors, aliases and tags are refused: a configuration needs none, and they are how a small file
 * becomes a large one.
 */
final class YamlFile {
    /** The largest configuration file. */
    static final int SIZE_BYTES_MAX = 1 << 20;

    /** The deepest nesting. */
    static final int DEPTH_MAX = 16;

    private static final int NUMBER_LENGTH_MAX = 40;

    private final Path file;
    private final YAMLParser parser;

    private YamlFile(Path file, YAMLParser parser) {
        this.file = file;
        this.parser = parser;
    }

    /**
     * Reads a file.
     *
     * @return its only document; a mapping without keys where the file says nothing
     * @throws ConfigurationException if it cannot be read or is not such YAML
     */
    static YamlValue.Mapping read(Path file) {
        String text = readText(file);
        // The parser's own limit comes after ours, whose message names the place.
        YAMLFactory factory =
                YAMLFactory.builder()
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(2 * DEPTH_MAX)
                                        .maxNumberLength(NUMBER_LENGTH_MAX)
                                        .build())
                        .build();
        try (YAMLParser parser =
                (YAMLParser) factory.createParser(ObjectReadContext.empty(), text)) {
            return new YamlFile(file, parser).document();
        } catch (JacksonException malformed) {
            throw new ConfigurationException(malformed(file, text, malformed), malformed);
        }
    }

    private static String readText(Path file) {
        byte[] bytes;
        try (InputStream stream = Files.newInputStream(file)) {
            bytes = stream.readNBytes(SIZE_BYTES_MAX + 1);
        } catch (IOException unreadable) {
            throw new ConfigurationException(
                    ConfigurationProblem.of(file, "config.problem.unreadable", unreadable));
        }
        if (bytes.length > SIZE_BYTES_MAX) {
            throw new ConfigurationException(
                    ConfigurationProblem.of(file, "config.problem.too-large", SIZE_BYTES_MAX));
        }
        ByteBuffer input = ByteBuffer.wrap(bytes);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(input).toString();
        } catch (CharacterCodingException _) {
            // The decoder leaves the buffer at the first byte that it could not read.
            throw new ConfigurationException(
                    ConfigurationProblem.of(file, "config.problem.not-utf8", input.position()));
        }
    }

    private YamlValue.Mapping document() {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return new YamlValue.Mapping(Map.of(), new Place(1, 1));
        }
        YamlValue value = value(first, 0);
        if (parser.nextToken() != null) {
            throw problem("config.problem.second-document");
        }
        return switch (value) {
            case YamlValue.Mapping mapping -> mapping;
            case YamlValue.Scalar scalar when scalar.value() == null ->
                    new YamlValue.Mapping(Map.of(), scalar.place());
            case YamlValue.Scalar scalar ->
                    throw problem(scalar.place(), "config.problem.not-a-mapping", scalar.kind());
            case YamlValue.Sequence sequence ->
                    throw problem(sequence.place(), "config.problem.not-a-mapping", "[…]");
        };
    }

    private YamlValue value(JsonToken token, int depth) {
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw problem("config.problem.anchor");
        }
        if (parser.getTypeId() != null) {
            throw problem("config.problem.tag", String.valueOf(parser.getTypeId()));
        }
        if (depth > DEPTH_MAX) {
            throw problem("config.problem.too-deep", DEPTH_MAX);
        }
        Place place = place();
        return switch (token) {
            case START_OBJECT -> mapping(place, depth);
            case START_ARRAY -> sequence(place, depth);
            case VALUE_STRING ->
                    new YamlValue.Scalar(parser.getString(), parser.getString(), place);
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(place, token);
            case VALUE_TRUE -> new YamlValue.Scalar(true, "true", place);
            case VALUE_FALSE -> new YamlValue.Scalar(false, "false", place);
            case VALUE_NULL -> new YamlValue.Scalar(null, "null", place);
            default -> throw problem("config.problem.syntax", token.toString());
        };
    }

    private YamlValue.Scalar number(Place place, JsonToken token) {
        String text = parser.getString();
        boolean whole =
                token == JsonToken.VALUE_NUMBER_INT
                        && EnumSet.of(NumberType.INT, NumberType.LONG)
                                .contains(parser.getNumberType());
        if (whole) {
            return new YamlValue.Scalar(parser.getLongValue(), text, place);
        }
        return new YamlValue.Scalar(parser.getDoubleValue(), text, place);
    }

    private YamlValue.Mapping mapping(Place place, int depth) {
        Map<String, YamlValue.Entry> entries = new LinkedHashMap<>();
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.getString();
            Place keyPlace = place();
            YamlValue value = value(next(), depth + 1);
            if (entries.put(key, new YamlValue.Entry(keyPlace, value)) != null) {
                throw problem(keyPlace, "config.problem.duplicate-key", key);
            }
        }
        return new YamlValue.Mapping(entries, place);
    }

    private YamlValue.Sequence sequence(Place place, int depth) {
        List<YamlValue> values = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            values.add(value(token, depth + 1));
        }
        return new YamlValue.Sequence(List.copyOf(values), place);
    }

    private JsonToken next() {
        @Nullable JsonToken token = parser.nextToken();
        if (token == null) {
            throw problem("config.problem.syntax", "EOF");
        }
        return token;
    }

    private Place place() {
        TokenStreamLocation location = parser.currentTokenLocation();
        return new Place(location.getLineNr(), location.getColumnNr());
    }

    private ConfigurationException problem(String key, Object... arguments) {
        return problem(place(), key, arguments);
    }

    private ConfigurationException problem(Place place, String key, Object... arguments) {
        return new ConfigurationException(ConfigurationProblem.at(file, place, key, arguments));
    }

    /** The location of Jackson's own is that of the last token, often lines before the fault. */
    private static ConfigurationProblem malformed(
            Path file, String text, JacksonException malformed) {
        for (Throwable cause = malformed; cause != null; cause = cause.getCause()) {
            if (cause instanceof MarkedYamlEngineException marked
                    && marked.getProblemMark().isPresent()) {
                return ConfigurationProblem.at(
                        file,
                        place(marked.getProblemMark().get()),
                        "config.problem.syntax",
                        message(marked));
            }
            if (cause instanceof ReaderException unreadable) {
                return ConfigurationProblem.at(
                        file,
                        place(text, unreadable.getPosition()),
                        "config.problem.character",
                        "U+%04X".formatted(unreadable.getCodePoint()));
            }
        }
        TokenStreamLocation location = malformed.getLocation();
        Optional<Place> place =
                location == null || location.getLineNr() < 1
                        ? Optional.empty()
                        : Optional.of(
                                new Place(
                                        location.getLineNr(), Math.max(1, location.getColumnNr())));
        String message = String.valueOf(malformed.getOriginalMessage()).strip();
        return new ConfigurationProblem(
                file,
                place,
                "config.problem.syntax",
                List.of(message.lines().findFirst().orElse("")));
    }

    /** What was being read, where that began on another line, and what is wrong with it. */
    private static String message(MarkedYamlEngineException marked) {
        String problem = String.valueOf(marked.getProblem()).strip();
        String context = marked.getContext() == null ? "" : marked.getContext().strip();
        if (context.isEmpty()) {
            return problem;
        }
        String since =
                marked.getContextMark().map(mark -> " (%s)".formatted(place(mark))).orElse("");
        return context + since + ", " + problem;
    }

    private static Place place(Mark mark) {
        return new Place(mark.getLine() + 1, mark.getColumn() + 1);
    }

    private static Place place(String text, int codePoints) {
        String before =
                text.substring(
                        0,
                        text.offsetByCodePoints(
                                0, Math.min(codePoints, text.codePointCount(0, text.length()))));
        int line = 1 + (int) before.chars().filter(character -> character == '\n').count();
        return new Place(line, before.length() - before.lastIndexOf('\n'));
    }
}
