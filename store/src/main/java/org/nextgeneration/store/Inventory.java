package org.nextgeneration.store;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is installed, as one look at the disk found it, with what the catalogue knows of it.
 *
 * @param models sorted by name, each name once
 * @param problems what was skipped, and why
 * @param catalogue gives aliases and fields
 */
public record Inventory(List<InstalledModel> models, List<Problem> problems, Catalogue catalogue) {
    /** Copies the lists. */
    public Inventory {
        models = List.copyOf(models);
        problems = List.copyOf(problems);
        requireNonNull(catalogue, "catalogue");
    }

    /**
     * {@return the installed model of that name; {@code latest} where it has no tag; else the one
     * that the catalogue knows by that name too}
     */
    public Optional<InstalledModel> find(String name) {
        return ModelName.tryParse(name).flatMap(this::find);
    }

    /** {@return the installed model of that name, or the one known by that name too} */
    public Optional<InstalledModel> find(ModelName name) {
        return models.stream()
                .filter(model -> model.name().equals(name))
                .findFirst()
                .or(() -> catalogue.find(name).flatMap(this::installed));
    }

    /** {@return the installed model that a catalogue entry describes, under any of its names} */
    public Optional<InstalledModel> installed(CatalogueEntry entry) {
        return models.stream().filter(model -> entry.answersTo(model.name())).findFirst();
    }

    /** {@return the installed or catalogued name nearest to a mistyped one, for a suggestion} */
    public Optional<String> nearest(String name) {
        return NearestName.of(
                name,
                Stream.concat(
                                models.stream().map(InstalledModel::name),
                                catalogue.entries().stream().map(CatalogueEntry::name))
                        .map(Inventory::typed)
                        .distinct()
                        .toList());
    }

    private static String typed(ModelName name) {
        return name.tag().equals(ModelName.TAG_LATEST) ? name.family() : name.toString();
    }
}
