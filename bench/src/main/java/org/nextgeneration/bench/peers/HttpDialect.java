package org.nextgeneration.bench.peers;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How a server wants to be asked, and how its stream reads. Pure. */
enum HttpDialect {
    /** {@code /v1/completions}, as llama-server, vLLM and others serve it. */
    OPENAI("/v1/completions") {
        @Override
        Map<String, Object> request(String model, Ask ask) {
            return Map.of(
                    "model",
                    model,
                    "prompt",
                    ask.prompt(),
                    "max_tokens",
                    ask.tokens(),
                    "temperature",
                    0,
                    "stream",
                    true,
                    "stream_options",
                    Map.of("include_usage", true),
                    // What llama-server and vLLM add to the protocol.
                    "ignore_eos",
                    true,
                    "cache_prompt",
                    true);
        }

        @Override
        Optional<Event> event(String line) {
            if (!line.startsWith(DATA)) {
                return Optional.empty();
            }
            String data = line.substring(DATA.length()).strip();
            if (data.equals("[DONE]")) {
                return Optional.empty();
            }
            JsonNode json = read(data);
            JsonNode choice = json.path("choices").path(0);
            Optional<String> piece =
                    choice.path("finish_reason").isString()
                                    && choice.path("text").asString("").isEmpty()
                            ? Optional.empty()
                            : text(choice.path("text"));
            return Optional.of(new Event(piece, openAiUsage(json)));
        }
    },

    /** {@code /api/generate} of Ollama, without its template. */
    OLLAMA("/api/generate") {
        @Override
        Map<String, Object> request(String model, Ask ask) {
            return Map.of(
                    "model",
                    model,
                    "prompt",
                    ask.prompt(),
                    "raw",
                    true,
                    "stream",
                    true,
                    "options",
                    Map.of("num_predict", ask.tokens(), "temperature", 0));
        }

        @Override
        Optional<Event> event(String line) {
            if (line.isBlank()) {
                return Optional.empty();
            }
            JsonNode json = read(line);
            if (!json.path("done").asBoolean(false)) {
                return Optional.of(new Event(text(json.path("response")), Optional.empty()));
            }
            Usage usage =
                    new Usage(
                            number(json.path("prompt_eval_count")),
                            OptionalInt.empty(),
                            number(json.path("eval_count")).orElse(0));
            return Optional.of(new Event(Optional.empty(), Optional.of(usage)));
        }
    };

    /**
     * What a line of a stream says.
     *
     * @param piece text that came, maybe an empty one; nothing in a line that tells other things
     * @param usage what the answer took, told once
     */
    record Event(Optional<String> piece, Optional<Usage> usage) {}

    private static final String DATA = "data:";
    private static final JsonMapper JSON = new JsonMapper();

    private final String path;

    HttpDialect(String path) {
        this.path = path;
    }

    /** {@return the path that is asked} */
    String path() {
        return path;
    }

    /** {@return the body of a request, to be written as JSON} */
    abstract Map<String, Object> request(String model, Ask ask);

    /**
     * {@return what a line of the answer says, if anything}
     *
     * @throws PeerException if the line is no JSON, or tells of an error
     */
    abstract Optional<Event> event(String line);

    private static JsonNode read(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            if (json.has("error")) {
                throw new PeerException("the server says: " + json.path("error"));
            }
            return json;
        } catch (tools.jackson.core.JacksonException broken) {
            throw new PeerException("stream: found %s, expected JSON".formatted(line));
        }
    }

    private static Optional<Usage> openAiUsage(JsonNode json) {
        JsonNode usage = json.path("usage");
        if (!usage.isObject()) {
            return Optional.empty();
        }
        OptionalInt cached = number(usage.path("prompt_tokens_details").path("cached_tokens"));
        return Optional.of(
                new Usage(
                        number(usage.path("prompt_tokens")),
                        cached.isPresent() ? cached : number(json.path("timings").path("cache_n")),
                        number(usage.path("completion_tokens")).orElse(0)));
    }

    private static Optional<String> text(JsonNode node) {
        return node.isString() ? Optional.of(node.asString()) : Optional.empty();
    }

    private static OptionalInt number(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToInt()
                ? OptionalInt.of(node.asInt())
                : OptionalInt.empty();
    }
}
