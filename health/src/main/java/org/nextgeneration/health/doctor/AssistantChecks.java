package org.nextgeneration.health.doctor;

import static org.nextgeneration.health.doctor.Check.Block.ASSISTANTS;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.nextgeneration.agents.Assistant;
import org.nextgeneration.agents.Assistants;
import org.nextgeneration.health.AuditFile;
import org.nextgeneration.select.Selection;
import org.nextgeneration.store.Inventory;
import org.nextgeneration.store.ModelName;
import org.nextgeneration.store.Role;

/** Judges who answers: the choice of models, the assistants, and where records are kept. */
final class AssistantChecks {
    static final String SELECTOR = "assistants.selector";
    static final String ROLES = "assistants.roles";
    static final String CONFIGURATION = "assistants.configuration";
    static final String RECORDS = "assistants.records";
    static final String WORKFLOWS = "assistants.workflows";

    /** A text whose role leaves no doubt. */
    private record Sample(String text, Role role) {}

    private static final List<Sample> SAMPLES =
            List.of(
                    new Sample("Écris une fonction Python pour traiter des CSV", Role.CODE),
                    new Sample("Write a Python function that parses CSV files", Role.CODE),
                    new Sample("Bonjour", Role.SPEED),
                    new Sample("Hello", Role.SPEED));

    private AssistantChecks() {}

    /** Routes texts whose role is known; words that the catalogue adds can lead them astray. */
    static Check selector(Function<String, Role> route) {
        for (Sample sample : SAMPLES) {
            Role role = route.apply(sample.text());
            if (role != sample.role()) {
                return Check.failed(
                        SELECTOR,
                        ASSISTANTS,
                        Text.of("doctor.assistants.selector.wrong", sample.text(), role.id()),
                        Text.of("doctor.assistants.selector.expected", sample.role().id()),
                        Text.of(
                                "doctor.assistants.selector.fix",
                                "nextgen route \"%s\"".formatted(sample.text())));
            }
        }
        return Check.ok(
                SELECTOR, ASSISTANTS, Text.of("doctor.assistants.selector.well", SAMPLES.size()));
    }

    /** Judges which assistants would get an answer. Pure. */
    static Check roles(Assistants assistants, Inventory inventory, Map<Role, ModelName> preferred) {
        Map<Role, Selection> selections = ModelChecks.selections(inventory, preferred);
        List<String> without = new ArrayList<>();
        List<String> commands = new ArrayList<>();
        int standIns = 0;
        for (Assistant assistant : assistants.all()) {
            Optional<Selection> selection = Optional.ofNullable(selections.get(assistant.role()));
            if (selection.isPresent() && selection.get() instanceof Selection.Chosen chosen) {
                standIns += chosen.isFallback() ? 1 : 0;
            } else {
                without.add("%s (%s)".formatted(assistant.name(), assistant.role().id()));
                if (selection.orElse(null) instanceof Selection.NothingInstalled nothing) {
                    nothing.installCommand().ifPresent(commands::add);
                }
            }
        }
        if (without.isEmpty()) {
            return Check.ok(
                    ROLES,
                    ASSISTANTS,
                    Text.of(
                            standIns == 0
                                    ? "doctor.assistants.roles.well"
                                    : "doctor.assistants.roles.stand-ins",
                            assistants.all().size(),
                            standIns));
        }
        return Check.failed(
                ROLES,
                ASSISTANTS,
                Text.of("doctor.assistants.roles.without", new Text.Enumeration(without)),
                Text.of("doctor.assistants.roles.expected"),
                commands.isEmpty()
                        ? Text.verbatim("nextgen models list")
                        : Text.lines(commands.stream().distinct().toList()));
    }

    static Check configuration(Optional<Path> file) {
        return Check.ok(
                CONFIGURATION,
                ASSISTANTS,
                file.isPresent()
                        ? Text.of("doctor.configuration.valid", file.get().toString())
                        : Text.of("doctor.configuration.none"));
    }

    /**
     * Judges whether proofs and logs can be kept. Pure.
     *
     * @param folder where they are
     * @param auditWritable whether the record of proofs can be added to, or is not there yet
     */
    static Check records(FolderFacts folder, boolean auditWritable) {
        Path audit = folder.folder().resolve(AuditFile.NAME);
        String path = folder.folder().toString();
        boolean folderFits = folder.exists() ? folder.isFolder() : folder.writable();
        if (folderFits && folder.writable() && auditWritable) {
            return Check.ok(
                    RECORDS,
                    ASSISTANTS,
                    Text.of(
                            folder.exists() ? "doctor.records.well" : "doctor.records.will-be-made",
                            path));
        }
        return Check.failed(
                RECORDS,
                ASSISTANTS,
                folder.writable() && folderFits
                        ? Text.of("doctor.folder.unwritable", audit.toString())
                        : Text.of("doctor.folder.unwritable", path),
                Text.of("doctor.records.expected"),
                Text.of("doctor.records.fix"));
    }

    static Check workflows() {
        return Check.notApplicable(WORKFLOWS, ASSISTANTS, Text.of("doctor.workflows.none"));
    }
}
