package org.nextgeneration.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of models: which exist, for which role, with which parameters. An immutable value.
 *
 * @param entries in the order of the configuration; earlier ones win where two fit equally
 */
public record Catalogue(List<CatalogueEntry> entries) {
    private static final int ENTRIES_MAX = 1_000;

    /**
     * Copies the list.
     *
     * @throws IllegalArgumentException if two entries go by one name, or there are too many
     */
    public Catalogue {
        entries = List.copyOf(entries);
        if (entries.size() > ENTRIES_MAX) {
            throw new IllegalArgumentException(
                    "catalogue: found %d models, expected at most %d"
                            .formatted(entries.size(), ENTRIES_MAX));
        }
        Map<ModelName, CatalogueEntry> byName = new HashMap<>();
        for (CatalogueEntry entry : entries) {
            for (ModelName name : entry.names()) {
                @Nullable CatalogueEntry other = byName.putIfAbsent(name, entry);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "catalogue: found the name %s for %s and %s, expected one model a name"
                                    .formatted(name, other.name(), entry.name()));
                }
            }
        }
    }

    /** {@return the models known without any configuration, the demo model last} */
    public static Catalogue builtIn() {
        return new Catalogue(BuiltInCatalogue.entries());
    }

    /**
     * Returns this catalogue with models changed and added.
     *
     * <p>Each key is a model's name: a known one (by any of its names) has the given fields
     * replaced; an unknown one is added and needs at least a role. The fields are those of {@link
     * #overrideKeys()}; see the configuration's documentation for their types.
     *
     * @param overrides as a configuration gives them: strings, numbers, booleans, lists and maps
     * @throws OverrideException naming the key, what was found and what is expected
     */
    public Catalogue withOverrides(Map<String, ? extends Map<String, ?>> overrides) {
        List<CatalogueEntry> changed = new ArrayList<>(entries);
        Set<ModelName> overridden = new HashSet<>();
        overrides.forEach(
                (key, fields) -> {
                    CatalogueOverride override = CatalogueOverride.read(key, fields);
                    Optional<CatalogueEntry> known = find(changed, override.name());
                    CatalogueEntry entry = override.applyTo(known);
                    if (!overridden.add(entry.name())) {
                        throw new OverrideException(
                                List.of(key),
                                "the model %s is there twice".formatted(entry.name()));
                    }
                    known.ifPresentOrElse(
                            old -> changed.set(changed.indexOf(old), entry),
                            () -> changed.add(entry));
                });
        try {
            return new Catalogue(changed);
        } catch (IllegalArgumentException e) {
            throw new OverrideException(List.of(), String.valueOf(e.getMessage()));
        }
    }

    /** {@return the fields that an override may set, in the order of the documentation} */
    public static List<String> overrideKeys() {
        return CatalogueOverride.KEYS;
    }

    /** {@return the entry that goes by that name: its own, an alias, or its pull reference} */
    public Optional<CatalogueEntry> find(ModelName name) {
        return find(entries, name);
    }

    private static Optional<CatalogueEntry> find(List<CatalogueEntry> entries, ModelName name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .findFirst()
                .or(() -> entries.stream().filter(entry -> entry.answersTo(name)).findFirst());
    }

    /** {@return the entries meant for a role, those whose first role it is before the others} */
    public List<CatalogueEntry> forRole(Role role) {
        return entries.stream()
                .filter(entry -> !entry.demo() && entry.roles().contains(role))
                .sorted((a, b) -> Integer.compare(a.roles().indexOf(role), b.roles().indexOf(role)))
                .toList();
    }

    /** {@return what is known of an installed model, or what its name and size let us assume} */
    public CatalogueEntry describe(InstalledModel model) {
        return find(model.name()).orElseGet(() -> AssumedEntry.of(model));
    }
}
