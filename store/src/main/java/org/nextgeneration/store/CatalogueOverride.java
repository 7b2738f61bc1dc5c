package org.nextgeneration.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** One model of the user's configuration, its fields checked against those that exist. */
record CatalogueOverride(ModelName name, OverrideFields fields) {
    static final List<String> KEYS =
            List.of(
                    "aliases",
                    "roles",
                    "size_bytes",
                    "parameters",
                    "quantization",
                    "tokens_per_second",
                    "quality",
                    "speciality",
                    "use_cases",
                    "temperature",
                    "max_tokens",
                    "context_tokens",
                    "source");

    private static final int QUALITY_UNKNOWN = 5;
    private static final double TEMPERATURE_UNKNOWN = 0.4;
    private static final int MAX_TOKENS_UNKNOWN = 1024;
    private static final int CONTEXT_TOKENS_UNKNOWN = 4096;

    static CatalogueOverride read(String key, Map<String, ?> values) {
        try {
            return new CatalogueOverride(
                    ModelName.parse(key), OverrideFields.of(List.of(key), values, KEYS));
        } catch (IllegalArgumentException e) {
            throw new OverrideException(List.of(key), String.valueOf(e.getMessage()));
        }
    }

    /** The known entry with our fields in place of its own, or a new one. */
    CatalogueEntry applyTo(Optional<CatalogueEntry> known) {
        @Nullable CatalogueEntry old = known.orElse(null);
        try {
            return old == null ? added() : changed(old);
        } catch (IllegalArgumentException e) {
            throw new OverrideException(fields.path(), String.valueOf(e.getMessage()));
        }
    }

    private CatalogueEntry changed(CatalogueEntry old) {
        return new CatalogueEntry(
                old.name(),
                fields.names("aliases").orElse(old.aliases()),
                fields.roles("roles").orElse(old.roles()),
                fields.wholeNumber("size_bytes").orElse(old.sizeBytes()),
                fields.text("parameters").orElse(old.parameters()),
                fields.text("quantization").orElse(old.quantization()),
                fields.has("tokens_per_second")
                        ? fields.number("tokens_per_second")
                        : old.expectedTokensPerSecond(),
                fields.count("quality").orElse(old.quality()),
                fields.localized("speciality").orElse(old.speciality()),
                fields.texts("use_cases").orElse(old.keywords()),
                fields.number("temperature").orElse(old.temperature()),
                fields.count("max_tokens").orElse(old.maxTokens()),
                fields.count("context_tokens").orElse(old.contextTokens()),
                fields.has("source") ? fields.text("source").orElseThrow() : old.source(),
                old.demo());
    }

    private CatalogueEntry added() {
        List<Role> roles =
                fields.roles("roles")
                        .orElseThrow(
                                () ->
                                        new OverrideException(
                                                fields.path(),
                                                "found a new model without \"roles\", expected at"
                                                        + " least one of quality, code, daily,"
                                                        + " speed, mini, embedding, translation"));
        return new CatalogueEntry(
                name,
                fields.names("aliases").orElse(List.of()),
                roles,
                fields.wholeNumber("size_bytes").orElse(0L),
                fields.text("parameters").orElse(""),
                fields.text("quantization").orElse(""),
                fields.has("tokens_per_second")
                        ? fields.number("tokens_per_second")
                        : OptionalDouble.empty(),
                fields.count("quality").orElse(QUALITY_UNKNOWN),
                fields.localized("speciality").orElse(Localized.same("")),
                fields.texts("use_cases").orElse(List.of()),
                fields.number("temperature").orElse(TEMPERATURE_UNKNOWN),
                fields.count("max_tokens").orElse(MAX_TOKENS_UNKNOWN),
                fields.count("context_tokens").orElse(CONTEXT_TOKENS_UNKNOWN),
                fields.text("source").orElse(name.toString()),
                false);
    }
}
