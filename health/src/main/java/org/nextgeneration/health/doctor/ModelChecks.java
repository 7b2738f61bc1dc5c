package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.MODELS;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.nextgeneration.select.ModelSelector;
import org.nextgeneration.select.Selection;
import org.nextgeneration.select.SelectionRequest;
import org.nextgeneration.select.TaskAnalyzer;
import org.nextgeneration.store.InstalledModel;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Problem;
import org.nextgeneration.store.Role;
import org.nextgeneration.store.StoreRoot;

/** Judges where models are kept, what is wrong there, and which roles have one. Pure. */
final class ModelChecks {
    static final String FOLDER = "models.folder";
    static final String LAYOUT = "models.layout";
    static final String ROLES = "models.roles";
    static final String PREFERRED = "models.preferred";
    static final String DEMO = "models.demo";

    /** The largest model of the catalogue has 22.55 GB, and a pull needs it once. */
    static final long FREE_BYTES_MIN = 25L << 30;

    /** Damaged entries that are named. */
    private static final int PROBLEMS_SHOWN_MAX = 3;

    private ModelChecks() {}

    /**
     * Judges.
     *
     * @param roots where models are looked for, ours first
     * @param folder the first of them
     * @param preferred models that the configuration names for a role
     */
    static List<Check> of(
            List<StoreRoot> roots,
            FolderFacts folder,
            Inventory inventory,
            Map<Role, ModelName> preferred) {
        List<Check> checks = new ArrayList<>();
        checks.add(folder(folder));
        checks.add(layout(roots, inventory));
        checks.add(roles(inventory, preferred));
        checks.add(preferred(inventory, preferred));
        checks.add(demo(inventory));
        return checks;
    }

    static Check folder(FolderFacts facts) {
        String path = facts.folder().toString();
        if (facts.exists() && !facts.isFolder()) {
            return Check.failed(
                    FOLDER,
                    MODELS,
                    Text.of("doctor.folder.file", path),
                    Text.of("doctor.folder.expected"),
                    Text.of("doctor.models.folder.fix-other"));
        }
        if (!facts.exists()) {
            return Check.warning(
                    FOLDER,
                    MODELS,
                    Text.of("doctor.folder.absent", path),
                    Text.of("doctor.folder.expected"),
                    facts.writable()
                            ? Text.verbatim("mkdir -p " + quoted(path))
                            : Text.of("doctor.models.folder.fix-other"));
        }
        if (!facts.readable()) {
            return Check.failed(
                    FOLDER,
                    MODELS,
                    Text.of("doctor.folder.unreadable", path),
                    Text.of("doctor.folder.expected"),
                    Text.verbatim("chmod u+rx " + quoted(path)));
        }
        if (!facts.writable()) {
            return Check.warning(
                    FOLDER,
                    MODELS,
                    Text.of("doctor.folder.unwritable", path),
                    Text.of("doctor.folder.expected"),
                    Text.verbatim("chmod u+w " + quoted(path)));
        }
        Text found =
                facts.freeBytes().isPresent()
                        ? Text.of(
                                "doctor.folder.free",
                                path,
                                new Text.Bytes(facts.freeBytes().getAsLong()))
                        : Text.of("doctor.folder.well", path);
        return facts.freeBytes().orElse(Long.MAX_VALUE) < FREE_BYTES_MIN
                ? Check.warning(
                        FOLDER,
                        MODELS,
                        found,
                        Text.of("doctor.folder.expected-free", new Text.Bytes(FREE_BYTES_MIN)),
                        Text.of("doctor.models.folder.fix-free"))
                : Check.ok(FOLDER, MODELS, found);
    }

    /** For a shell; a path may have spaces and quotes in it. */
    private static String quoted(String path) {
        return path.matches("[\\w/.,:@+-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }

    private static Check layout(List<StoreRoot> roots, Inventory inventory) {
        SequencedMap<String, Integer> counts = new LinkedHashMap<>();
        for (StoreRoot root : roots) {
            long below =
                    inventory.models().stream()
                            .filter(model -> model.file().startsWith(root.folder()))
                            .count();
            if (below > 0) {
                counts.put(root.folder().toString(), (int) below);
            }
        }
        List<Text> places =
                counts.entrySet().stream()
                        .map(
                                place ->
                                        Text.of(
                                                "doctor.models.layout.place",
                                                place.getValue(),
                                                place.getKey()))
                        .toList();
        Object where =
                places.isEmpty()
                        ? Text.of(
                                "doctor.models.layout.empty",
                                new Text.Enumeration(
                                        roots.stream()
                                                .map(root -> root.folder().toString())
                                                .toList()))
                        : new Text.Enumeration(places);
        List<Problem> problems = inventory.problems();
        if (problems.isEmpty()) {
            return Check.ok(LAYOUT, MODELS, Text.of("doctor.models.layout.well", where));
        }
        List<Problem> shown = problems.subList(0, Math.min(PROBLEMS_SHOWN_MAX, problems.size()));
        return Check.warning(
                LAYOUT,
                MODELS,
                Text.of(
                        "doctor.models.layout.problems",
                        problems.size(),
                        new Text.Enumeration(shown)),
                Text.of("doctor.models.layout.expected"),
                Text.of("doctor.models.layout.fix"));
    }

    private static Check roles(Inventory inventory, Map<Role, ModelName> preferred) {
        SequencedMap<String, List<String>> own = new LinkedHashMap<>();
        SequencedMap<String, List<String>> standIns = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        for (Map.Entry<Role, Selection> role : selections(inventory, preferred).entrySet()) {
            String id = role.getKey().id();
            switch (role.getValue()) {
                case Selection.Chosen chosen -> {
                    String model = shortName(chosen.model().name());
                    (chosen.isFallback() ? standIns : own)
                            .computeIfAbsent(model, _ -> new ArrayList<>())
                            .add(id);
                    chosen.installCommand().ifPresent(command -> commands.add(command));
                }
                case Selection.NothingInstalled nothing -> {
                    missing.add(id);
                    nothing.installCommand().ifPresent(command -> commands.add(command));
                }
                // Only a model that is named can be either, and none is.
                case Selection.UnknownModel _, Selection.NotForText _ -> missing.add(id);
            }
        }
        List<Text> parts = new ArrayList<>();
        own.forEach((model, ids) -> parts.add(part("doctor.models.roles.own", model, ids)));
        standIns.forEach(
                (model, ids) -> parts.add(part("doctor.models.roles.stand-in", model, ids)));
        if (!missing.isEmpty()) {
            parts.add(Text.of("doctor.models.roles.missing", new Text.Enumeration(missing)));
        }
        Text found = Text.of("doctor.models.roles.found", new Text.Lines(parts));
        if (standIns.isEmpty() && missing.isEmpty()) {
            return Check.ok(ROLES, MODELS, found);
        }
        Text expected = Text.of("doctor.models.roles.expected");
        Text fix =
                commands.isEmpty()
                        ? Text.verbatim("nextgen models list")
                        : Text.lines(commands.stream().distinct().toList());
        return missing.isEmpty()
                ? Check.warning(ROLES, MODELS, found, expected, fix)
                : Check.failed(ROLES, MODELS, found, expected, fix);
    }

    private static Text part(String key, String model, List<String> roles) {
        return Text.of(key, model, new Text.Enumeration(roles));
    }

    /** Vectors are for programs that ask for them; no assistant does. */
    static Map<Role, Selection> selections(Inventory inventory, Map<Role, ModelName> preferred) {
        Map<Role, Selection> selections = new EnumMap<>(Role.class);
        SelectionRequest nothing = SelectionRequest.of(TaskAnalyzer.builtIn().analyze(""));
        for (Role role : Role.values()) {
            if (role != Role.EMBEDDING) {
                SelectionRequest request = nothing.withPriority(role);
                Selection usual = ModelSelector.select(request, inventory);
                Optional<InstalledModel> named =
                        Optional.ofNullable(preferred.get(role)).flatMap(inventory::find);
                selections.put(
                        role,
                        named.isPresent()
                                ? ModelSelector.select(
                                        request.withModel(named.get().name().toString()), inventory)
                                : usual);
            }
        }
        return selections;
    }

    private static Check preferred(Inventory inventory, Map<Role, ModelName> preferred) {
        if (preferred.isEmpty()) {
            return Check.notApplicable(PREFERRED, MODELS, Text.of("doctor.models.preferred.none"));
        }
        List<String> absent = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        new EnumMap<>(preferred)
                .forEach(
                        (role, name) -> {
                            if (inventory.find(name).isEmpty()) {
                                absent.add("%s (%s)".formatted(shortName(name), role.id()));
                                commands.add(
                                        inventory
                                                .catalogue()
                                                .find(name)
                                                .flatMap(entry -> entry.installCommand())
                                                .orElse("ollama pull " + shortName(name)));
                            }
                        });
        return absent.isEmpty()
                ? Check.ok(
                        PREFERRED,
                        MODELS,
                        Text.of("doctor.models.preferred.well", preferred.size()))
                : Check.warning(
                        PREFERRED,
                        MODELS,
                        Text.of("doctor.models.preferred.absent", new Text.Enumeration(absent)),
                        Text.of("doctor.models.preferred.expected"),
                        Text.lines(commands));
    }

    private static Check demo(Inventory inventory) {
        Optional<InstalledModel> demo =
                inventory.models().stream()
                        .filter(model -> model.origin() == InstalledModel.Origin.DEMO)
                        .findFirst();
        return demo.isPresent()
                ? Check.ok(
                        DEMO,
                        MODELS,
                        Text.of(
                                "doctor.models.demo.found",
                                shortName(demo.get().name()),
                                new Text.Bytes(demo.get().sizeBytes())))
                : Check.warning(
                        DEMO,
                        MODELS,
                        Text.of("doctor.models.demo.absent"),
                        Text.of("doctor.models.demo.expected"),
                        Text.of("doctor.models.demo.fix"));
    }

    static String shortName(ModelName name) {
        return name.tag().equals(ModelName.TAG_LATEST) ? name.family() : name.toString();
    }
}
