package org.nextgeneration.health;

import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.nextgeneration.gpu.PciAddress;
import org.nextgeneration.gpu.Proof;
import org.nextgeneration.gpu.Sighting;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A line of the audit file.
 *
 * @param at when it was seen
 * @param outcome what it means
 * @param pid the process
 * @param subject what it is: a model's name, or a command
 * @param cards where the driver saw it
 * @param detail more, in words; may be empty
 * @param json the line as it is in the file
 */
public record AuditEntry(
        Instant at,
        Proof.Outcome outcome,
        long pid,
        String subject,
        List<SeenOn> cards,
        String detail,
        String json) {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int TEXT_LENGTH_MAX = 1_000;

    /** Processes on cards that a line names; of more it says how many. */
    static final int SIGHTINGS_MAX = 100;

    /**
     * A process on a card.
     *
     * @param pid the process: the one that was started, or one that it started
     * @param card name of the card
     * @param uuid identifier of the card, empty if it did not tell
     * @param memoryBytes what the process held there, if the driver told
     */
    public record SeenOn(long pid, String card, String uuid, OptionalLong memoryBytes) {}

    /** Copies the list. */
    public AuditEntry {
        cards = List.copyOf(cards);
    }

    static String json(Proof proof) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            json.writeStringProperty("time", proof.at().toString());
            json.writeStringProperty("outcome", proof.outcome().name().toLowerCase(Locale.ROOT));
            json.writeNumberProperty("pid", proof.pid());
            json.writeStringProperty("subject", cut(proof.subject()));
            json.writeArrayPropertyStart("cards");
            List<Sighting> sightings = proof.sightings();
            int named = Math.min(sightings.size(), SIGHTINGS_MAX);
            for (Sighting sighting : sightings.subList(0, named)) {
                json.writeStartObject();
                json.writeNumberProperty("pid", sighting.process().pid());
                json.writeStringProperty("card", sighting.card().label());
                json.writeStringProperty("uuid", sighting.card().uuid().value().orElse(""));
                json.writeStringProperty(
                        "bus",
                        sighting.card().address().value().map(PciAddress::toString).orElse(""));
                json.writeStringProperty(
                        "use", sighting.process().use().name().toLowerCase(Locale.ROOT));
                Optional<Long> bytes = sighting.process().memoryBytes().value();
                if (bytes.isPresent()) {
                    json.writeNumberProperty("bytes", bytes.get());
                } else {
                    json.writeNullProperty("bytes");
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            if (named < sightings.size()) {
                json.writeNumberProperty("cards_more", sightings.size() - named);
            }
            json.writeStringProperty("detail", cut(proof.detail()));
            json.writeEndObject();
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "…";
    }

    /** {@return the entry that a line holds, empty if it is damaged} */
    static Optional<AuditEntry> parse(String line) {
        Fields fields = new Fields();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                fields.read(parser);
            }
            return Optional.of(
                    new AuditEntry(
                            Instant.parse(fields.time),
                            Proof.Outcome.valueOf(fields.outcome.toUpperCase(Locale.ROOT)),
                            fields.pid,
                            fields.subject,
                            fields.cards,
                            fields.detail,
                            line));
        } catch (JacksonException | DateTimeParseException | IllegalArgumentException damaged) {
            return Optional.empty();
        }
    }

    /** What has been read of a line so far. */
    private static final class Fields {
        private String time = "";
        private String outcome = "";
        private long pid;
        private String subject = "";
        private String detail = "";
        private final List<SeenOn> cards = new ArrayList<>();

        private void read(JsonParser parser) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "time" -> time = parser.getString();
                case "outcome" -> outcome = parser.getString();
                case "pid" -> pid = parser.getLongValue();
                case "subject" -> subject = parser.getString();
                case "detail" -> detail = parser.getString();
                case "cards" -> readCards(parser, value);
                default -> parser.skipChildren();
            }
        }

        private void readCards(JsonParser parser, JsonToken first) {
            if (first != JsonToken.START_ARRAY) {
                parser.skipChildren();
                return;
            }
            while (parser.nextToken() == JsonToken.START_OBJECT) {
                long seenPid = 0;
                String card = "";
                String uuid = "";
                OptionalLong bytes = OptionalLong.empty();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    switch (name) {
                        case "pid" -> seenPid = parser.getLongValue();
                        case "card" -> card = parser.getString();
                        case "uuid" -> uuid = parser.getString();
                        case "bytes" ->
                                bytes =
                                        value == JsonToken.VALUE_NUMBER_INT
                                                ? OptionalLong.of(parser.getLongValue())
                                                : OptionalLong.empty();
                        default -> parser.skipChildren();
                    }
                }
                cards.add(new SeenOn(seenPid, card, uuid, bytes));
            }
        }
    }
}
