package org.nextgeneration.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.nextgeneration.cli.terminal.ExitCode;
import org.nextgeneration.cli.terminal.JsonText;
import org.nextgeneration.cli.terminal.Sizes;
import org.nextgeneration.gguf.ModelFacts;
import org.nextgeneration.gguf.ModelShape;
import org.nextgeneration.gguf.TokenizerFacts;
import org.nextgeneration.store.CatalogueEntry;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Role;

/** Everything that is known of one model. */
final class ModelReport {
    private static final int LABEL_WIDTH = 30;
    private static final String INDENT = "  ";
    private static final String BYTES = "_bytes";
    private static final String ORIGIN = "origin";

    private final Session session;
    private final boolean json;

    ModelReport(Session session, boolean json) {
        this.session = session;
        this.json = json;
    }

    /** Shows an installed model. */
    ExitCode show(InstalledModel model, ModelFacts facts) {
        CatalogueEntry entry = session.configuration().catalogue().value().describe(model);
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", SelectionJson.shortName(model.name()));
        object.put("file", model.file().toString());
        object.put("size_bytes", model.sizeBytes());
        object.put("modified", model.modified().toString());
        object.put(ORIGIN, model.origin().name().toLowerCase(Locale.ROOT));
        object.put("gguf", facts(facts));
        object.put("catalogue", catalogue(entry));
        print(object);
        return ExitCode.DONE;
    }

    /** Shows a model that the catalogue knows and that is not installed. */
    ExitCode showAbsent(CatalogueEntry entry) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("name", SelectionJson.shortName(entry.name()));
        object.put("file", null);
        object.put("install", entry.installCommand().orElse(null));
        object.put("catalogue", catalogue(entry));
        print(object);
        if (!json) {
            session.screen()
                    .note(session.text("models.not-installed", entry.installCommand().orElse("-")));
        }
        return ExitCode.DONE;
    }

    private static Map<String, @Nullable Object> facts(ModelFacts facts) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("kind", facts.kind().name().toLowerCase(Locale.ROOT));
        object.put("architecture", facts.architecture());
        object.put("title", facts.name());
        object.put("licence", facts.licence().orElse(null));
        object.put("parameters", facts.parameterCount());
        object.put("weight_bytes", facts.weightBytes());
        object.put("quantization", facts.quantization().label());
        facts.shape().ifPresent(shape -> shape(object, shape));
        object.put("vocabulary", facts.vocabularySize());
        object.put("tokenizer", facts.tokenizer().map(TokenizerFacts::model).orElse(null));
        object.put("chat_template", facts.chatTemplate().isPresent());
        object.put("files", facts.split().map(split -> split.count()).orElse(1));
        return object;
    }

    private static void shape(Map<String, @Nullable Object> object, ModelShape shape) {
        object.put("context_tokens", shape.contextTokens());
        object.put("layers", shape.layers());
        object.put("embedding_length", shape.embeddingLength());
        object.put("heads", shape.heads());
        object.put("kv_heads", shape.kvHeads());
        object.put("key_length", shape.keyLength());
        object.put("value_length", shape.valueLength());
        object.put("experts", shape.experts());
        OptionalInt window = shape.slidingWindowTokens();
        object.put("sliding_window_tokens", window.isPresent() ? window.getAsInt() : null);
    }

    private Map<String, @Nullable Object> catalogue(CatalogueEntry entry) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("roles", entry.roles().stream().map(Role::id).toList());
        object.put("speciality", entry.speciality().text(session.language()));
        object.put("quality", entry.quality());
        OptionalDouble speed = entry.expectedTokensPerSecond();
        object.put("expected_tokens_per_s", speed.isPresent() ? speed.getAsDouble() : null);
        object.put("temperature", entry.temperature());
        object.put("max_tokens", entry.maxTokens());
        object.put("context_tokens", entry.contextTokens());
        object.put("source", entry.source());
        object.put("demo", entry.demo());
        return object;
    }

    private void print(Map<String, @Nullable Object> object) {
        if (json) {
            session.screen().line(JsonText.of(object));
        } else {
            print("", object);
        }
    }

    private void print(String indent, Map<?, ?> object) {
        object.forEach(
                (key, value) -> {
                    String label = session.text("models.label." + key);
                    if (value instanceof Map<?, ?> below) {
                        session.screen().heading(label);
                        print(indent + INDENT, below);
                    } else if (value != null) {
                        row(indent + label, shown(String.valueOf(key), value));
                    }
                });
    }

    private String shown(String key, Object value) {
        return switch (value) {
            case List<?> list -> String.join(", ", list.stream().map(String::valueOf).toList());
            case Boolean truth -> session.text(truth ? "value.yes" : "value.no");
            case Long bytes when key.endsWith(BYTES) -> Sizes.gibibytes(bytes, session.messages());
            case String origin when key.equals(ORIGIN) -> session.text("origin." + origin);
            case Object other -> session.messages().shown(other);
        };
    }

    private void row(String label, String value) {
        session.screen()
                .line(label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + value);
    }
}
