package org.nextgeneration.agents;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.nextgeneration.agents.Assistant.Sampling;
import org.nextgeneration.store.Localized;
import org.nextgeneration.store.NearestName;
import org.nextgeneration.store.OverrideException;
import org.nextgeneration.store.OverrideFields;
import org.nextgeneration.store.Role;

/**
 * The assistants that exist. An immutable value.
 *
 * @param all in the order they are listed
 */
public record Assistants(List<Assistant> all) {
    private static final String LONG_SUFFIX = "_agent";

    private static final List<String> OVERRIDE_KEYS =
            List.of("role", "description", "system_prompt", "temperature", "top_p", "max_tokens");

    private static final int COUNT_MAX = 1_000;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");

    private static final Sampling SAMPLING_UNKNOWN = new Sampling(0.5, 0.9, 1024);

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if there are too many
     */
    public Assistants {
        all = List.copyOf(all);
        if (all.size() > COUNT_MAX) {
            throw new IllegalArgumentException(
                    "assistants: found %d, expected at most %d".formatted(all.size(), COUNT_MAX));
        }
    }

    /** {@return the seven assistants that are there without any configuration} */
    public static Assistants builtIn() {
        return new Assistants(BuiltInAssistants.all());
    }

    /**
     * {@return the assistant of that name, in any case; hyphens count as underscores, and {@code
     * code_agent} is {@code code}}
     */
    public Optional<Assistant> find(String name) {
        String wanted = canonical(name);
        return all.stream().filter(assistant -> assistant.name().equals(wanted)).findFirst();
    }

    /** {@return the name nearest to a mistyped one, for a suggestion} */
    public Optional<String> nearest(String name) {
        return NearestName.of(canonical(name), all.stream().map(Assistant::name).toList());
    }

    /**
     * Returns these assistants with some changed and some added.
     *
     * <p>A known name has the given fields replaced; an unknown one is added and needs at least a
     * role and a system prompt.
     *
     * @param overrides by name; the fields of {@link #overrideKeys()}, as a configuration gives
     *     them; description and system prompt are a text, or {@code fr} and {@code en}
     * @throws OverrideException naming the key, what was found and what is expected
     */
    public Assistants withOverrides(Map<String, ? extends Map<String, ?>> overrides) {
        List<Assistant> changed = new ArrayList<>(all);
        Set<String> overridden = new HashSet<>();
        overrides.forEach(
                (key, values) -> {
                    String name = canonical(key);
                    if (!NAME.matcher(name).matches()) {
                        throw new OverrideException(
                                List.of(key),
                                "found a name of an assistant that is none, expected letters,"
                                        + " digits and '_', beginning with a letter");
                    }
                    if (!overridden.add(name)) {
                        throw new OverrideException(
                                List.of(key), "the assistant %s is there twice".formatted(name));
                    }
                    OverrideFields fields = OverrideFields.of(List.of(key), values, OVERRIDE_KEYS);
                    Optional<Assistant> known = find(name);
                    Assistant assistant = apply(name, known, fields);
                    known.ifPresentOrElse(
                            old -> changed.set(changed.indexOf(old), assistant),
                            () -> changed.add(assistant));
                });
        return new Assistants(changed);
    }

    /** {@return the fields that an override may set} */
    public static List<String> overrideKeys() {
        return OVERRIDE_KEYS;
    }

    private static Assistant apply(String name, Optional<Assistant> known, OverrideFields fields) {
        Role role =
                fields.role("role")
                        .or(() -> known.map(Assistant::role))
                        .orElseThrow(() -> missing(fields, "role"));
        Localized systemPrompt =
                fields.localized("system_prompt")
                        .or(() -> known.map(Assistant::systemPrompt))
                        .orElseThrow(() -> missing(fields, "system_prompt"));
        Localized description =
                fields.localized("description")
                        .or(() -> known.map(Assistant::description))
                        .orElse(Localized.same(name));
        Sampling old = known.map(Assistant::sampling).orElse(SAMPLING_UNKNOWN);
        try {
            Sampling sampling =
                    new Sampling(
                            fields.number("temperature").orElse(old.temperature()),
                            fields.number("top_p").orElse(old.topP()),
                            fields.count("max_tokens").orElse(old.maxTokens()));
            return new Assistant(name, role, description, systemPrompt, sampling);
        } catch (IllegalArgumentException e) {
            throw new OverrideException(fields.path(), String.valueOf(e.getMessage()));
        }
    }

    private static OverrideException missing(OverrideFields fields, String key) {
        return new OverrideException(
                fields.path(),
                "found a new assistant without \"%s\", expected role and system_prompt"
                        .formatted(key));
    }

    private static String canonical(String name) {
        String id = name.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        return id.endsWith(LONG_SUFFIX) ? id.substring(0, id.length() - LONG_SUFFIX.length()) : id;
    }
}
