package org.nextgeneration.store;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model, installed or not.
 *
 * @param name the name it is listed under
 * @param aliases other names it goes by
 * @param roles the jobs it is meant for, best first, at least one
 * @param sizeBytes its size on disk; 0 where unknown
 * @param parameters the number of parameters as people write it, such as {@code 7.2B}
 * @param quantization the quantization of most of its weights, such as {@code Q4_K_M}
 * @param expectedTokensPerSecond the decode speed to expect on the reference card; empty where
 *     nobody measured it
 * @param quality 1 to 10, 10 the best
 * @param speciality what it is good at, for people
 * @param keywords what it is used for, in single words
 * @param temperature the sampling temperature to use, 0 to 2
 * @param maxTokens the longest answer to ask for, in tokens
 * @param contextTokens the context to load it with, in tokens; more than {@code maxTokens}
 * @param source the pull reference that installs it; null where it cannot be pulled
 * @param demo whether it is the small model that ships with the program, used as a last resort
 */
public record CatalogueEntry(
        ModelName name,
        List<ModelName> aliases,
        List<Role> roles,
        long sizeBytes,
        String parameters,
        String quantization,
        OptionalDouble expectedTokensPerSecond,
        int quality,
        Localized speciality,
        List<String> keywords,
        double temperature,
        int maxTokens,
        int contextTokens,
        @Nullable String source,
        boolean demo) {
    static final int QUALITY_MAX = 10;
    static final double TEMPERATURE_MAX = 2.0;

    /**
     * Rejects impossible values.
     *
     * @throws IllegalArgumentException naming the model, the value found and what is expected
     */
    public CatalogueEntry {
        requireNonNull(name, "name");
        aliases = List.copyOf(aliases);
        roles = List.copyOf(roles);
        keywords = List.copyOf(keywords);
        require(!roles.isEmpty(), name, "no role", "at least one");
        require(sizeBytes >= 0, name, "size " + sizeBytes + " bytes", "0 or more");
        require(
                expectedTokensPerSecond.orElse(1) > 0
                        && Double.isFinite(expectedTokensPerSecond.orElse(1)),
                name,
                "expected speed " + expectedTokensPerSecond,
                "a number above 0");
        require(
                quality >= 1 && quality <= QUALITY_MAX,
                name,
                "quality " + quality,
                "1 to " + QUALITY_MAX);
        require(
                temperature >= 0 && temperature <= TEMPERATURE_MAX,
                name,
                "temperature " + temperature,
                "0 to " + TEMPERATURE_MAX);
        require(maxTokens >= 1, name, "max tokens " + maxTokens, "1 or more");
        require(
                contextTokens > maxTokens,
                name,
                "context of " + contextTokens + " tokens",
                "more than the longest answer, " + maxTokens + " tokens");
    }

    /** {@return whether the model goes by that name: its own, an alias, or its pull reference} */
    public boolean answersTo(ModelName other) {
        return name.equals(other)
                || aliases.contains(other)
                || (source != null && ModelName.tryParse(source).filter(other::equals).isPresent());
    }

    /** {@return its own name and its aliases, each once} */
    Set<ModelName> names() {
        Set<ModelName> names = new LinkedHashSet<>(aliases);
        names.add(name);
        return names;
    }

    /** {@return the command that installs it; empty for what cannot be pulled} */
    public Optional<String> installCommand() {
        return Optional.ofNullable(source).map(reference -> "ollama pull " + reference);
    }

    private static void require(boolean holds, ModelName name, String found, String expected) {
        if (!holds) {
            throw new IllegalArgumentException(
                    "model %s: found %s, expected %s".formatted(name, found, expected));
        }
    }
}
